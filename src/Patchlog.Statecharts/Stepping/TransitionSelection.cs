using System.Collections.Immutable;
using System.Diagnostics;
using Patchlog.Statecharts.Definitions;
using Patchlog.Statecharts.Scripts;

namespace Patchlog.Statecharts.Stepping;

/// <summary>Which transitions an instance takes (SCXML, appendix D: selectTransitions, as XState 5 has it).</summary>
/// <param name="state">The instance.</param>
sealed class TransitionSelection(StepState state)
{
    /// <summary>
    /// The transitions that take an event: of each region the innermost, and those of outer states only where no inner
    /// one takes it.
    /// </summary>
    public List<Transition> ForEvent(StepEvent cause)
    {
        var found = new List<Transition>(1);
        Collect(state.States[0], cause, found);

        return found;
    }

    /// <summary>The transitions without an event that can be taken.</summary>
    /// <param name="cause">The event that guards see.</param>
    public List<Transition> Eventless(StepEvent cause)
    {
        var found = new List<Transition>();
        foreach (var leaf in state.Leaves)
        {
            for (var at = state.States[leaf]; at is not null; at = at.Parent)
            {
                if (FirstOf(at.Always, cause) is not { } transition)
                    continue;

                if (!found.Contains(transition))
                    found.Add(transition);
                break;
            }
        }

        return WithoutConflicts(found);
    }

    /// <summary>
    /// What can be taken together: of two that would leave the same state, that of the inner state, else the first
    /// (SCXML, appendix D: removeConflictingTransitions).
    /// </summary>
    public List<Transition> WithoutConflicts(List<Transition> enabled)
    {
        if (enabled.Count < 2)
            return enabled;

        var kept = new List<Transition>(enabled.Count);
        foreach (var one in enabled)
        {
            var isPreempted = false;
            var preempted = new List<Transition>();
            foreach (var other in kept.Where(other => AreConflicting(one, other)))
            {
                isPreempted = !one.Source.IsBelow(other.Source);
                if (isPreempted)
                    break;

                preempted.Add(other);
            }

            if (isPreempted)
                continue;

            kept.RemoveAll(preempted.Contains);
            kept.Add(one);
        }

        return kept;
    }

    /// <summary>Whether a guard holds.</summary>
    public bool Holds(ChartGuard? guard, StepEvent cause) => guard switch
    {
        null => true,
        ChartGuard.Script script => Holds(script, cause),
        ChartGuard.And and => and.Guards.All(one => Holds(one, cause)),
        ChartGuard.Or or => or.Guards.Any(one => Holds(one, cause)),
        ChartGuard.Not not => !Holds(not.Guard, cause),
        ChartGuard.StateIn stateIn => state.Active.Contains(stateIn.State.Index),
        _ => throw new UnreachableException($"{guard.GetType()} is no guard."),
    };

    bool Holds(ChartGuard.Script guard, StepEvent cause)
    {
        var scope = new ScriptScope(state.Context, cause);
        if (guard.Params is { } given)
            scope = scope with { Params = state.Scripts.Compute(given, scope) };

        return state.Scripts.Test(guard.Part, scope);
    }

    bool AreConflicting(Transition one, Transition other)
    {
        var (from, end) = TransitionTargets.Exits(one, state);
        var (otherFrom, otherEnd) = TransitionTargets.Exits(other, state);

        return state.Active.ContainsAny(Math.Max(from, otherFrom), Math.Min(end, otherEnd));
    }

    bool Collect(StateNode node, StepEvent cause, List<Transition> found)
    {
        var isFound = false;
        foreach (var child in node.Children)
        {
            if (state.Active.Contains(child.Index))
                isFound |= Collect(child, cause, found);
        }

        if (isFound)
            return true;
        if (Candidate(node, cause) is not { } transition)
            return false;

        found.Add(transition);
        return true;
    }

    Transition? Candidate(StateNode node, StepEvent cause)
    {
        var table = node.Transitions;
        var found = FirstOf(table.Exactly(cause.Type), cause);
        for (var at = 0; at < table.WildCount && found is null; at++)
            found = FirstOf(table.Wild(at, cause.Type), cause);

        return found;
    }

    Transition? FirstOf(ImmutableArray<Transition> transitions, StepEvent cause)
    {
        foreach (var transition in transitions)
        {
            if (Holds(transition.Guard, cause))
                return transition;
        }

        return null;
    }
}
