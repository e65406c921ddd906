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
/// <param name="Faults">Why some of that can't be said.</param>
sealed record EventMatch(
    ProcessDefinition Process, (string Id, JsonValue Input)? Start, ImmutableArray<CorrelationKey> Keys,
    ImmutableArray<StatechartFault> Faults)
{
    /// <summary>Whether some of that took too long to find out.</summary>
    public bool HasTakenTooLong => Faults.Any(fault => fault.Code == StatechartFaultCodes.Time);

    /// <summary>Whether an event may mean something to a process; false is certain.</summary>
    public static bool IsPossible(ProcessDefinition process, string type) =>
        process.Chart.MayStart(type) || process.Chart.MayTake(type);

    /// <summary>Asks the definition. Pure and synchronous; runs its expressions.</summary>
    public static EventMatch Find(ProcessDefinition process, ChartEvent.External cause, ScriptEngine engine)
    {
        var chart = process.Chart;
        (string Id, JsonValue Input)? start = null;
        ImmutableArray<CorrelationKey> keys = [];
        var faults = ImmutableArray.CreateBuilder<StatechartFault>();
        if (chart.MayStart(cause.Type) && !chart.TryFindStart(engine, cause, out start, out var fault))
            faults.Add(fault);

        if (chart.MayTake(cause.Type) && !chart.TryFindKeys(engine, cause, out keys, out fault))
            faults.Add(fault);

        return new(process, start, keys, faults.ToImmutable());
    }
}
