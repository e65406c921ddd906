using System.Collections.Immutable;
using Patchlog.Bundles;
using Patchlog.Json;
using Patchlog.Scripting;
using Patchlog.Statecharts;

namespace Patchlog.Deciding.Transitions;

/// <summary>What an event means to one process: which instance it starts, and by which keys it finds others.</summary>
/// <param name="Process">The process, as the bundle of the event defines it.</param>
/// <param name="Start">The id of the instance that it starts, and its input; null if it starts none.</param>
/// <param name="Keys">The keys of those that it feeds.</param>
/// <param name="Fault">Why that can't be said; null if it can.</param>
sealed record EventMatch(
    ProcessDefinition Process, (string Id, JsonValue Input)? Start, ImmutableArray<CorrelationKey> Keys,
    StatechartFault? Fault)
{
    /// <summary>Whether an event may mean something to a process; false is certain.</summary>
    public static bool IsPossible(ProcessDefinition process, string type) =>
        process.Chart.MayStart(type) || process.Chart.MayTake(type);

    /// <summary>Asks the definition. Pure and synchronous; runs its expressions.</summary>
    public static EventMatch Find(ProcessDefinition process, ChartEvent.External cause, ScriptEngine engine)
    {
        var chart = process.Chart;
        (string Id, JsonValue Input)? start = null;
        ImmutableArray<CorrelationKey> keys = [];
        if (chart.MayStart(cause.Type) && !chart.TryFindStart(engine, cause, out start, out var fault))
            return new(process, null, [], fault);

        return chart.MayTake(cause.Type) && !chart.TryFindKeys(engine, cause, out keys, out fault)
            ? new(process, null, [], fault)
            : new(process, start, keys.IsDefault ? [] : keys, Fault: null);
    }
}
