using System.Collections.Immutable;
using Patchlog.Json;
using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Compiling;

/// <summary>Reads what happens on the way.</summary>
/// <param name="scripts">Gets the expressions.</param>
/// <param name="delays">Reads delays.</param>
/// <param name="commands">Reads commands.</param>
/// <param name="faults">Gets what is wrong.</param>
sealed class ActionReader(
    ScriptCollector scripts, DelayReader delays, CommandTemplateReader commands, FaultList faults)
{
    readonly Dictionary<string, CommandTemplate> _compensations = new(StringComparer.Ordinal);

    /// <summary>What undoes the commands that actions send, by where the actions stand.</summary>
    public IReadOnlyDictionary<string, CommandTemplate> Compensations => _compensations;

    /// <summary>The actions of a member that is one action or an array of such.</summary>
    public ImmutableArray<ChartAction> Read(Section section, string name)
    {
        var actions = ImmutableArray.CreateBuilder<ChartAction>();
        foreach (var (value, pointer) in section.OneOrMany(name))
        {
            if (ReadOne(value, pointer) is { } action)
                actions.Add(action);
        }

        return actions.ToImmutable();
    }

    ChartAction? ReadOne(JsonValue value, string pointer)
    {
        if (Section.OfTextOr(value, "type", pointer, "An action is a text, or", faults) is not { } section
            || !section.TryGetText("type", out var type))
        {
            return null;
        }

        return type switch
        {
            "assign" => ReadAssign(section),
            "raise" => ReadRaise(section),
            "sendCommand" => ReadSend(section),
            "emit" => ReadEmit(section),
            "cancel" => section.Allow("type", "id").TryGetText("id", out var id) ? new ChartAction.Cancel(id) : null,
            "log" => ReadLog(section),
            "stop" => ReadStop(section),
            _ => ReadCall(section, type),
        };
    }

    ChartAction? ReadAssign(Section section)
    {
        section.Allow("type", "assignment");
        var pointer = section.At("assignment");
        switch (section["assignment"])
        {
            case JsonObject members:
                return new ChartAction.Assign(TemplateReader.Parts(members, pointer, scripts));
            case JsonString name when ScriptCollector.IsName(name.Value):
                return new ChartAction.Call(scripts.AddFunction(name.Value, pointer), null);
            default:
                faults.Add(
                    section.Pointer, "\"assignment\" is an object of members to set, or the name of a function.");
                return null;
        }
    }

    ChartAction.Raise? ReadRaise(Section section)
    {
        section.Allow("type", "event", "delay", "id");
        var delay = section["delay"] is { } written ? delays.Read(written, section.At("delay")) : null;
        var id = section.Has("id") && section.TryGetText("id", out var given) ? given : null;
        if (id is not null && !section.Has("delay"))
            faults.Add(section.At("id"), "An \"id\" is of use with a \"delay\" only.");

        if (section["event"] is JsonObject members)
        {
            var raised = new Section(members, section.At("event"), faults);
            if (!raised.TryGetText("type", out var type) || !IsRaisable(type, raised.At("type")))
                return null;

            var data = TemplateReader.Read(members.Without("type"), raised.Pointer, scripts);
            return new(type, data, delay, id);
        }

        return section.TryGetText("event", out var name) && IsRaisable(name, section.At("event"))
            ? new(name, null, delay, id)
            : null;
    }

    bool IsRaisable(string type, string pointer)
    {
        var isRaisable = !type.Contains('*', StringComparison.Ordinal);
        if (!isRaisable)
            faults.Add(pointer, "An event that is raised has no wildcard in its type.");

        return isRaisable;
    }

    ChartAction.Send? ReadSend(Section section)
    {
        section.Allow("type", "command", "compensate");
        var command = commands.ReadRequired(section, "command");
        var compensation = commands.ReadOptional(section, "compensate");
        if (compensation is not null)
            _compensations[section.Pointer] = compensation;

        return command is null ? null : new(command, compensation, section.Pointer);
    }

    ChartAction.Emit? ReadEmit(Section section)
    {
        section.Allow("type", "event", "data");
        var data = section["data"] is { } value ? TemplateReader.Read(value, section.At("data"), scripts) : null;

        return section.TryGetText("event", out var name) ? new(name, data) : null;
    }

    ChartAction.Log? ReadLog(Section section)
    {
        section.Allow("type", "message");
        if (section["message"] is { } message)
            return new(TemplateReader.Read(message, section.At("message"), scripts));

        faults.Add(section.Pointer, "\"message\" is missing.");
        return null;
    }

    static ChartAction.Stop ReadStop(Section section)
    {
        section.Allow("type", "id");
        return new(section.Has("id") && section.TryGetText("id", out var id) ? id : null);
    }

    ChartAction.Call? ReadCall(Section section, string type)
    {
        section.Allow("type", "params");
        if (!ScriptCollector.IsName(type))
        {
            faults.Add(section.At("type"), $"\"{type}\" is neither an action nor the name of a function.");
            return null;
        }

        var arguments = section["params"] is { } given
            ? TemplateReader.Read(given, section.At("params"), scripts)
            : null;
        return new(scripts.AddFunction(type, section.At("type")), arguments);
    }
}
