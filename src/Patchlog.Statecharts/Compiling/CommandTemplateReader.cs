using System.Collections.Immutable;
using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Compiling;

/// <summary>Reads how commands are computed.</summary>
/// <param name="scripts">Gets the expressions.</param>
/// <param name="faults">Gets what is wrong.</param>
sealed class CommandTemplateReader(ScriptCollector scripts, FaultList faults)
{
    static readonly string[] Types = ["create", "patch", "delete", "logic", "orchestration"];

    /// <summary>The command of a member that must be there; null, and a fault, if there is none.</summary>
    public CommandTemplate? ReadRequired(Section section, string name)
    {
        if (!section.Has(name))
            faults.Add(section.Pointer, $"\"{name}\" is missing.");

        return ReadOptional(section, name);
    }

    /// <summary>The command of a member; null if there is none.</summary>
    public CommandTemplate? ReadOptional(Section section, string name)
    {
        if (section.Child(name) is not { } command)
            return null;

        command.Allow("type", "name", "targetName", "targetId", "targetVersion", "body");
        if (command.TryGetText("type", out var type) && !Types.Contains(type))
            faults.Add(
                command.At("type"), $"The type of a command is {string.Join(", ", Types[..^1])} or {Types[^1]}.");

        command.TryGetText("targetName", out _);
        if (command.Has("name"))
            command.TryGetText("name", out _);

        var parts = ImmutableArray.CreateBuilder<(string, Template)>(command.Json.Count);
        foreach (var (member, value) in command.Json.Members)
        {
            Template template = member is "type" or "name" or "targetName"
                ? new Template.Constant(value)
                : TemplateReader.Read(value, command.At(member), scripts);
            parts.Add((member, template));
        }

        return new(new Template.Members(parts.MoveToImmutable()), command.Pointer);
    }
}
