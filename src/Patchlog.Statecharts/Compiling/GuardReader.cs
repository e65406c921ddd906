using System.Collections.Immutable;
using Patchlog.Json;
using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Compiling;

/// <summary>Reads what must hold for a transition.</summary>
/// <param name="scripts">Gets the expressions.</param>
/// <param name="paths">Finds states.</param>
/// <param name="faults">Gets what is wrong.</param>
sealed class GuardReader(ScriptCollector scripts, StatePaths paths, FaultList faults)
{
    /// <summary>Reads a guard; null, and a fault, if it is none.</summary>
    public ChartGuard? Read(JsonValue value, string pointer)
    {
        if (value is JsonString text)
            return new ChartGuard.Script(scripts.Add(text.Value, pointer), null);

        if (Section.Of(value, pointer, "A guard is a text, or", faults) is not { } section
            || !section.TryGetText("type", out var type))
        {
            return null;
        }

        return type switch
        {
            "and" or "or" => ReadMany(section, type),
            "not" => ReadNot(section),
            "stateIn" => ReadStateIn(section),
            _ => ReadCall(section, type),
        };
    }

    ChartGuard? ReadMany(Section section, string type)
    {
        section.Allow("type", "guards");
        if (section["guards"] is not JsonArray { Count: > 0 } many)
        {
            faults.Add(section.Pointer, $"\"{type}\" has \"guards\": an array with at least one guard.");
            return null;
        }

        var guards = ImmutableArray.CreateBuilder<ChartGuard>(many.Count);
        for (var at = 0; at < many.Count; at++)
        {
            if (Read(many[at], $"{section.At("guards")}/{at}") is { } guard)
                guards.Add(guard);
        }

        return type == "and" ? new ChartGuard.And(guards.ToImmutable()) : new ChartGuard.Or(guards.ToImmutable());
    }

    ChartGuard.Not? ReadNot(Section section)
    {
        section.Allow("type", "guard");
        if (section["guard"] is { } inner)
            return Read(inner, section.At("guard")) is { } guard ? new(guard) : null;

        faults.Add(section.Pointer, "\"not\" has a \"guard\".");
        return null;
    }

    ChartGuard.StateIn? ReadStateIn(Section section)
    {
        section.Allow("type", "state");
        if (!section.TryGetText("state", out var name))
            return null;

        if (paths.FindState(name) is { Kind: not StateKind.History } state)
            return new(state);

        faults.Add(
            section.At("state"), $"There is no state \"{name}\": name it by #id, or by its path below the root.");
        return null;
    }

    ChartGuard.Script ReadCall(Section section, string type)
    {
        section.Allow("type", "params");
        var arguments = section["params"] is { } given
            ? TemplateReader.Read(given, section.At("params"), scripts)
            : null;

        return new(scripts.Add(type, section.At("type")), arguments);
    }
}
