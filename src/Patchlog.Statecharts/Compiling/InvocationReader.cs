using Patchlog.Json;
using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Compiling;

/// <summary>Reads invocations, and when they are tried again.</summary>
/// <param name="commands">Reads commands.</param>
/// <param name="faults">Gets what is wrong.</param>
sealed class InvocationReader(CommandTemplateReader commands, FaultList faults)
{
    readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>What holds for invocations that say nothing of their own.</summary>
    public RetryPolicy? Default { get; set; }

    /// <summary>The invocations of a state, each with the section that it was read from.</summary>
    public IEnumerable<(Invocation Invocation, Section Section)> Read(Section state, string stateId)
    {
        var index = 0;
        foreach (var (value, pointer) in state.OneOrMany("invoke"))
        {
            var defaultId = $"{index++}.{stateId}";
            if (Section.Of(value, pointer, "An invocation", faults) is not { } section)
                continue;

            section.Allow("id", "command", "onDone", "onError", "retry", "compensate", "description", "meta");
            var id = section.Has("id") && section.TryGetText("id", out var given) ? given : defaultId;
            if (!_ids.Add(id))
                faults.Add(section.Has("id") ? section.At("id") : pointer, $"Two invocations have the id \"{id}\".");

            var compensation = commands.ReadOptional(section, "compensate");
            var retry = section.Has("retry") ? ReadRetry(section) : Default;
            if (commands.ReadRequired(section, "command") is { } command)
                yield return (new(id, command, retry, compensation, pointer), section);
        }
    }

    /// <summary>The retry of a section; null if it has none.</summary>
    public RetryPolicy? ReadRetry(Section section)
    {
        if (section.Child("retry") is not { } retry)
            return null;

        retry.Allow("max", "backoff", "factor");
        if (retry["max"] is not JsonNumber count || !count.TryGetInt64(out var max)
            || max is < 0 or > StatechartLimits.MaxRetries)
        {
            faults.Add(retry.Pointer, $"\"max\" is a whole number from 0 to {StatechartLimits.MaxRetries}.");
            return null;
        }

        if (!Durations.TryRead(retry["backoff"], out var backoff))
        {
            faults.Add(
                retry.Pointer, "\"backoff\" is a number of milliseconds or an ISO 8601 duration such as PT10S.");
            return null;
        }

        var factor = retry["factor"] is { } given ? (given as JsonNumber)?.ToDouble() : 1;
        if (factor is >= 1 and <= 100)
            return new((int)max, backoff, factor.Value);

        faults.Add(retry.At("factor"), "\"factor\" is a number from 1 to 100.");
        return null;
    }
}
