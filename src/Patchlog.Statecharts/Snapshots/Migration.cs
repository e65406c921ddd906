using System.Collections.Immutable;
using Patchlog.Json;
using Patchlog.Statecharts.Definitions;
using Patchlog.Statecharts.Scripts;
using Patchlog.Statecharts.Stepping;

namespace Patchlog.Statecharts.Snapshots;

/// <summary>Moves one instance to another definition.</summary>
/// <param name="before">The instance.</param>
/// <param name="chart">The other definition.</param>
/// <param name="states">Paths of states before, and of those in the other definition.</param>
sealed class Migration(ChartSnapshot before, Statechart chart, ImmutableDictionary<string, string> states)
{
    readonly List<ChartEffect> _effects = [];

    public ChartStep Run(Evaluator scripts)
    {
        if (before.Status is not (ChartStatus.Active or ChartStatus.Compensating))
            throw Refused($"it is over, being {Statuses.NameOf(before.Status)}");

        var leaves = before.Leaves.Select(leaf => Require(StateOf(leaf))).ToArray();
        if (!Configurations.IsComplete(chart.Definition.Root, leaves) || leaves.Distinct().Count() != leaves.Length)
        {
            throw Refused(
                "its states can't be active together there: each must be mapped to a state without children, "
                + "and every region of a parallel state must have one");
        }

        for (var at = 0; at < leaves.Length; at++)
        {
            var was = before.Chart.Definition.States[before.Leaves[at]];
            if (leaves[at].Kind == StateKind.Final && was.Kind != StateKind.Final)
                throw Refused($"\"{leaves[at].Path}\" is final, and reached by a transition only");
        }

        var after = new ChartSnapshot(chart)
        {
            Status = before.Status,
            EndStatus = before.EndStatus,
            Leaves = [.. leaves.Select(leaf => leaf.Index)],
            Context = before.Context,
            Output = before.Output,
            Error = before.Error,
            FailedCompensations = before.FailedCompensations,
            History = MovedHistory(),
            SetTimers = MovedTimers(),
            Awaited = MovedCommands(),
            LastEntry = before.LastEntry,
            LastCommand = before.LastCommand,
            Compensations = before.Compensations,
            RunningCompensation = before.RunningCompensation,
        };

        var state = new StepState(chart, scripts, after) { IsTaken = true };
        if (after.Status == ChartStatus.Active)
            SetMissingTimers(state);

        var step = state.ToStep();

        return step with { Effects = [.. _effects, .. step.Effects] };
    }

    static void SetMissingTimers(StepState state)
    {
        var actions = new ActionRunner(state);
        foreach (var node in state.States)
        {
            if (state.Active.Contains(node.Index))
                actions.SetMissingTimers(node, StepEvent.Of("xstate.init", "input", JsonValue.Null));
        }
    }

    StateNode Require((string Path, StateNode? State) found) => found.State
        ?? throw Refused($"there is no state \"{found.Path}\": say which one it is");

    // The nearest mapping counts: of the state itself, else of one above it.
    (string Path, StateNode? State) StateOf(int index)
    {
        var path = before.Chart.Definition.States[index].Path;
        var target = path;
        for (var end = path.Length; end > 0; end = path.LastIndexOf('.', end - 1))
        {
            if (!states.TryGetValue(path[..end], out var mapped))
                continue;

            target = mapped + path[end..];
            break;
        }

        var state = target.Length == 0 ? chart.Definition.Root : chart.Definition.ByPath.GetValueOrDefault(target);
        return (target, state is { Kind: StateKind.History } ? null : state);
    }

    ImmutableSortedDictionary<int, ImmutableArray<int>> MovedHistory()
    {
        var moved = ImmutableSortedDictionary.CreateBuilder<int, ImmutableArray<int>>();
        foreach (var (history, recalled) in before.History)
        {
            var path = before.Chart.Definition.States[history].Path;
            var node = chart.Definition.ByPath.GetValueOrDefault(states.GetValueOrDefault(path, path));
            StateNode[] targets = [.. recalled.Select(StateOf).Select(one => one.State).OfType<StateNode>()];

            var isWhole = targets.Length == recalled.Length && node is { Kind: StateKind.History, Parent: { } parent }
                && HistoryRecall.IsPossible(node, parent, targets);
            if (isWhole && node is not null)
                moved[node.Index] = [.. targets.Select(target => target.Index).Order()];
        }

        return moved.ToImmutable();
    }

    ImmutableArray<ChartTimer> MovedTimers()
    {
        var moved = ImmutableArray.CreateBuilder<ChartTimer>();
        foreach (var timer in before.SetTimers)
        {
            var state = timer.State < 0 ? null : StateOf(timer.State).State;
            var isThere = timer.Event is not null || state?.After.Any(one => one.TimerName == timer.Name) == true
                || state?.Invocations.Any(one => one.RetryTimer == timer.Name) == true;
            if (isThere)
                moved.Add(timer with { State = state?.Index ?? -1 });
            else
                _effects.Add(new ChartEffect.EndTimer(timer.Name, timer.Entry));
        }

        return moved.ToImmutable();
    }

    ImmutableArray<AwaitedCommand> MovedCommands()
    {
        var moved = ImmutableArray.CreateBuilder<AwaitedCommand>();
        foreach (var command in before.Awaited)
        {
            var state = command.State < 0 ? null : StateOf(command.State).State;
            var isThere = command.Kind switch
            {
                AwaitedKind.Invocation => state?.Invocations.Any(one => one.Id == command.Origin) == true,
                AwaitedKind.Undoable => chart.Definition.Compensations.ContainsKey(command.Origin),
                AwaitedKind.Compensation => true,
            };

            if (isThere)
                moved.Add(command with { State = state?.Index ?? -1 });
        }

        return moved.ToImmutable();
    }

    StepAbortException Refused(string why) => new(new(
        StatechartFaultCodes.Snapshot, $"The instance can't be moved to this definition of \"{chart.Id}\": {why}.",
        chart.Source.Name));
}
