using Patchlog.Json;
using Patchlog.Statecharts.Definitions;
using Patchlog.Statecharts.Scripts;

namespace Patchlog.Statecharts.Stepping;

/// <summary>Takes transitions: leaves states, acts, enters states (SCXML, appendix D: microstep).</summary>
/// <param name="state">The instance.</param>
/// <param name="selection">Finds transitions.</param>
sealed class Microstep(StepState state, TransitionSelection selection)
{
    readonly ActionRunner _actions = new(state);

    /// <summary>Takes transitions together.</summary>
    /// <param name="enabled">The transitions.</param>
    /// <param name="cause">The event.</param>
    /// <param name="isStart">Whether nothing was active before.</param>
    /// <returns>Whether the instance is another than before, as XState tells it.</returns>
    public bool Take(List<Transition> enabled, StepEvent cause, bool isStart = false)
    {
        var taken = selection.WithoutConflicts(enabled);
        var (active, leaves, history) = (state.Active.Copy(), state.Leaves.ToArray(), state.History);
        state.IsTaken = true;
        state.IsChanged = false;

        var domains = taken.ConvertAll(transition => TransitionTargets.Domain(transition, state));
        if (!isStart)
            Exit(taken, cause);
        foreach (var transition in taken)
            _actions.Run(transition.Actions, cause);

        Enter(taken, domains, cause, isStart);
        if (state.Status == ChartStatus.Done)
            RunAllExits(cause);

        // What ended where it began is as it was: the order of its states too.
        var isSame = ReferenceEquals(history, state.History) && state.Active.SetEquals(active);
        if (isSame)
        {
            state.Leaves.Clear();
            state.Leaves.AddRange(leaves);
        }

        return !isSame || state.IsChanged;
    }

    void Exit(List<Transition> taken, StepEvent cause)
    {
        var exited = new StateSet(state.States.Length);
        var isAny = false;
        foreach (var transition in taken)
        {
            var (from, end) = TransitionTargets.Exits(transition, state);
            for (var at = state.Active.Next(from); at >= 0 && at < end; at = state.Active.Next(at + 1))
            {
                exited.Add(at);
                isAny = true;
            }
        }

        if (!isAny)
            return;

        RecordHistory(exited);
        for (var at = exited.Previous(state.States.Length); at >= 0; at = exited.Previous(at))
            Leave(state.States[at], cause);
    }

    void RecordHistory(StateSet exited)
    {
        for (var at = exited.Next(0); at >= 0; at = exited.Next(at + 1))
        {
            var parent = state.States[at];
            foreach (var history in parent.Histories)
            {
                var recalled = history.IsDeep
                    ? state.Leaves.Where(leaf => state.States[leaf].IsBelow(parent)).Order()
                    : parent.Children.Where(child => state.Active.Contains(child.Index)).Select(child => child.Index);
                state.History = state.History.SetItem(history.Index, [.. recalled]);
                state.IsChanged = true;
            }
        }
    }

    void Leave(StateNode node, StepEvent cause)
    {
        _actions.Run(node.Exit, cause);
        if (!node.After.IsEmpty || !node.Invocations.IsEmpty)
            state.EndTimers(timer => timer.State == node.Index);

        if (!node.Invocations.IsEmpty)
        {
            var wasInvoking = state.Invoking.RemoveAll(one => one.State == node) > 0;
            state.IsChanged |= wasInvoking;
            Invocations.GiveUp(state, command => command.State == node.Index);
        }

        state.Active.Remove(node.Index);
        state.Leaves.Remove(node.Index);
    }

    void Enter(List<Transition> taken, List<StateNode?> domains, StepEvent cause, bool isStart)
    {
        var entry = new EntrySet(state);
        for (var at = 0; at < taken.Count; at++)
            entry.Add(taken[at], domains[at]);

        var completed = new HashSet<StateNode>();
        for (var at = entry.Entered.Next(0); at >= 0; at = entry.Entered.Next(at + 1))
        {
            var node = state.States[at];
            var isByDefault = entry.ByDefault.Contains(at) || (isStart && node.Parent is null);
            Enter(node, cause, isByDefault);
            if (node.Kind == StateKind.Final)
                Complete(node, cause, completed);
        }
    }

    void Enter(StateNode node, StepEvent cause, bool isByDefault)
    {
        var isNew = !state.Active.Contains(node.Index);
        state.Active.Add(node.Index);
        if (node.IsLeaf && isNew)
            state.Leaves.Add(node.Index);

        _actions.Run(node.Entry, cause);
        if (!node.After.IsEmpty || !node.Invocations.IsEmpty)
        {
            var entry = ++state.LastEntry;
            _actions.SetTimers(node, entry, cause);
            if (!node.Invocations.IsEmpty)
            {
                state.Invoking.Add((node, entry));
                state.IsChanged = true;
            }
        }

        if (isByDefault)
            _actions.Run(node.InitialActions, cause);
    }

    void Complete(StateNode final, StepEvent cause, HashSet<StateNode> completed)
    {
        var parent = final.Parent;
        var above = parent?.Kind == StateKind.Parallel ? parent : parent?.Parent;
        var completion = above ?? final;
        if (parent?.Kind == StateKind.Compound)
            state.Raise(StepEvent.Of(parent.DoneEvent, "output", OutputOf(final, cause)));

        while (above?.Kind == StateKind.Parallel && !completed.Contains(above) && IsComplete(above))
        {
            completed.Add(above);
            state.Raise(StepEvent.Of(above.DoneEvent, "output", null));
            completion = above;
            above = above.Parent;
        }

        if (above is not null || state.Status != ChartStatus.Active)
            return;

        state.Status = ChartStatus.Done;
        state.Output = OutputOfRoot(completion, final, cause);
    }

    JsonValue? OutputOfRoot(StateNode completion, StateNode final, StepEvent cause)
    {
        var root = state.States[0];
        if (root.Output is not { } template)
            return OutputOf(final, cause);

        var own = completion.Parent is null ? null : OutputOf(completion, cause);
        return state.Scripts.Compute(template, new(state.Context, StepEvent.Of(completion.DoneEvent, "output", own)));
    }

    JsonValue? OutputOf(StateNode node, StepEvent cause) =>
        node.Output is { } output ? state.Scripts.Compute(output, new(state.Context, cause)) : null;

    bool IsComplete(StateNode node) => node.Kind switch
    {
        StateKind.Compound => node.Children.Any(
            child => child.Kind == StateKind.Final && state.Active.Contains(child.Index)),
        StateKind.Parallel => node.Children.All(IsComplete),
        StateKind.Atomic or StateKind.Final or StateKind.History => node.Kind == StateKind.Final,
    };

    void RunAllExits(StepEvent cause)
    {
        for (var at = state.Active.Previous(state.States.Length); at >= 0; at = state.Active.Previous(at))
            _actions.Run(state.States[at].Exit, cause);
    }
}
