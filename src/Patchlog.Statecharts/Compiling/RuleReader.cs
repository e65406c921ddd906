using System.Collections.Immutable;
using System.Globalization;
using Patchlog.Json;
using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Compiling;

/// <summary>Reads which events start instances, and how events find them.</summary>
/// <param name="guards">Reads guards.</param>
/// <param name="scripts">Gets the expressions.</param>
/// <param name="faults">Gets what is wrong.</param>
sealed class RuleReader(GuardReader guards, ScriptCollector scripts, FaultList faults)
{
    /// <summary>The rules of <c>start</c>.</summary>
    public ImmutableArray<StartRule> ReadStarts(Section root)
    {
        var rules = ImmutableArray.CreateBuilder<StartRule>();
        foreach (var (value, pointer) in root.OneOrMany("start"))
        {
            if (Section.Of(value, pointer, "A start", faults) is not { } section)
                continue;

            section.Allow("on", "key", "guard", "input", "description", "meta");
            rules.Add(new(
                ReadOn(section),
                ReadScript(section, "key"),
                section["guard"] is { } guard ? guards.Read(guard, section.At("guard")) : null,
                section["input"] is { } input ? TemplateReader.Read(input, section.At("input"), scripts) : null,
                pointer));
        }

        return rules.ToImmutable();
    }

    /// <summary>The rules of <c>correlate</c>.</summary>
    public ImmutableArray<CorrelationRule> ReadCorrelations(Section root)
    {
        var rules = ImmutableArray.CreateBuilder<CorrelationRule>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (value, pointer) in root.OneOrMany("correlate"))
        {
            if (Section.Of(value, pointer, "A correlation", faults) is not { } section)
                continue;

            section.Allow("on", "key", "with", "name", "description", "meta");
            var name = section.Has("name") && section.TryGetText("name", out var given)
                ? given
                : NameOf(section, names);
            if (!names.Add(name))
                faults.Add(pointer, $"Two correlations have the name \"{name}\".");
            if (!section.Has("key"))
                faults.Add(pointer, "\"key\" is missing: an expression that finds the key in an event.");

            if (ReadScript(section, "key") is { } key)
                rules.Add(new(name, ReadOn(section), key, ReadScript(section, "with")));
        }

        return rules.ToImmutable();
    }

    // What an instance is found by has a name that stays the same when other rules come and go.
    static string NameOf(Section section, HashSet<string> taken)
    {
        var text = section.Text("with") is { Length: > 0 and <= StatechartLimits.MaxNameLength } with ? with : "id";
        var name = text;
        for (var number = 2; taken.Contains(name); number++)
            name = string.Create(CultureInfo.InvariantCulture, $"{text} #{number}");

        return name;
    }

    ScriptPart? ReadScript(Section section, string name) =>
        section.Text(name) is { } text ? scripts.AddExpression(text, section.At(name)) : null;

    EventDescriptors ReadOn(Section section)
    {
        var descriptors = new List<string>();
        foreach (var (value, pointer) in section.OneOrMany("on"))
        {
            if (value is JsonString text && EventDescriptors.IsValid(text.Value))
                descriptors.Add(text.Value);
            else
                faults.Add(pointer, "An event is described by its type, by \"prefix.*\" or by \"*\".");
        }

        if (!section.Has("on"))
            faults.Add(section.Pointer, "\"on\" is missing: the events that this is about.");

        return new(descriptors);
    }
}
