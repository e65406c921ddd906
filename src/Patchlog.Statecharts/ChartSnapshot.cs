using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Json;
using Patchlog.Statecharts.Definitions;
using Patchlog.Statecharts.Snapshots;

namespace Patchlog.Statecharts;

/// <summary>Everything that an instance of a machine is between two events. Immutable.</summary>
public sealed class ChartSnapshot
{
    internal ChartSnapshot(Statechart chart) => Chart = chart;

    /// <summary>Reads what <see cref="ToJson"/> has written; other members of the object are ignored.</summary>
    /// <param name="chart">The definition that the snapshot is of.</param>
    /// <param name="json">What was written.</param>
    /// <param name="snapshot">The snapshot, if the answer is true.</param>
    /// <param name="fault">Why it is none of this definition, if the answer is false.</param>
    public static bool TryRead(
        Statechart chart, JsonObject json,
        [NotNullWhen(true)] out ChartSnapshot? snapshot, [NotNullWhen(false)] out StatechartFault? fault)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(json);
        return new SnapshotReader(chart).TryRead(json, out snapshot, out fault);
    }

    /// <summary>How far it is.</summary>
    public ChartStatus Status { get; internal init; }

    /// <summary>The same in a word, such as <c>active</c>.</summary>
    public string StatusName => Statuses.NameOf(Status);

    /// <summary>
    /// The active states that have no active children: their paths below the root, joined by dots, in document order.
    /// </summary>
    public ImmutableArray<string> ActiveStates => [.. Leaves.Order().Select(leaf => States[leaf].Path)];

    /// <summary>The tags of all active states, in ordinal order.</summary>
    public ImmutableArray<string> Tags =>
    [
        .. Leaves.SelectMany(leaf => Ancestry(States[leaf])).Distinct().SelectMany(state => state.Tags)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>What the machine knows.</summary>
    public JsonObject Context { get; internal init; } = JsonObject.Empty;

    /// <summary>What it ended with; null as long as it is not done, and where its definition says nothing.</summary>
    public JsonValue? Output { get; internal init; }

    /// <summary>Why it failed: what the error that nothing caught said; null if there was none.</summary>
    public JsonValue? Error { get; internal init; }

    /// <summary>
    /// The compensations that were refused, in the order of their outcomes: objects with <c>command</c> and
    /// <c>error</c>.
    /// </summary>
    public ImmutableArray<JsonValue> FailedCompensations { get; internal init; } = [];

    /// <summary>The timers that are set, with their state entries.</summary>
    public ImmutableArray<(string Name, long Entry)> Timers =>
        [.. SetTimers.Select(timer => (timer.Name, timer.Entry))];

    /// <summary>The numbers of the commands whose outcome is awaited, in their order.</summary>
    public ImmutableArray<long> AwaitedCommands =>
        [.. Awaited.Select(command => command.Number).Where(number => number > 0).Order()];

    internal Statechart Chart { get; }

    /// <summary>The active states without active children, in the order in which they were entered.</summary>
    internal ImmutableArray<int> Leaves { get; init; } = [];

    /// <summary>What was active below the parents of history states when they were left last.</summary>
    internal ImmutableSortedDictionary<int, ImmutableArray<int>> History { get; init; } =
        ImmutableSortedDictionary<int, ImmutableArray<int>>.Empty;

    internal ImmutableArray<ChartTimer> SetTimers { get; init; } = [];

    internal ImmutableArray<AwaitedCommand> Awaited { get; init; } = [];

    /// <summary>The number of the last state entry.</summary>
    internal long LastEntry { get; init; }

    /// <summary>The number of the last command.</summary>
    internal long LastCommand { get; init; }

    /// <summary>What undoes what was done: the last is the first to run.</summary>
    internal ImmutableArray<JsonObject> Compensations { get; init; } = [];

    /// <summary>The compensation that is under way.</summary>
    internal JsonObject? RunningCompensation { get; init; }

    /// <summary>How it will have ended once all is undone.</summary>
    internal ChartStatus EndStatus { get; init; } = ChartStatus.Failed;

    ImmutableArray<StateNode> States => Chart.Definition.States;

    /// <summary>
    /// The members <c>status</c>, <c>state</c> (XState's state value), <c>context</c>, and those that are of use to
    /// nobody but the interpreter, which are left out where they say nothing.
    /// </summary>
    public JsonObject ToJson() => SnapshotWriter.Write(this);

    static IEnumerable<StateNode> Ancestry(StateNode state)
    {
        for (var at = state; at is not null; at = at.Parent)
            yield return at;
    }
}
