using System.Collections.Immutable;
using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Stepping;

/// <summary>Where transitions lead for one instance, and what they leave (SCXML, appendix D).</summary>
static class TransitionTargets
{
    /// <summary>The targets, with what history states stand for in their place.</summary>
    public static ImmutableArray<StateNode> Effective(Transition transition, StepState state)
    {
        if (!transition.HasHistory)
            return transition.Targets;

        var targets = new List<StateNode>();
        foreach (var target in transition.Targets)
            AddEffective(target, state, targets);

        return [.. targets];
    }

    /// <summary>The state below which all active states are left; null for all, the root too.</summary>
    public static StateNode? Domain(Transition transition, StepState state) => transition.HasHistory
        ? TransitionDomain.Of(transition.Source, Effective(transition, state), transition.IsReentering)
        : transition.Domain;

    /// <summary>The range of indexes whose active states are left; an empty one for none.</summary>
    public static (int From, int End) Exits(Transition transition, StepState state)
    {
        if (transition.Targets.IsEmpty)
            return (0, 0);

        return Domain(transition, state) is { } domain ? (domain.Index + 1, domain.End) : (0, state.States.Length);
    }

    /// <summary>Where a history state leads by default: into its own targets, else as its parent is entered.</summary>
    public static ImmutableArray<StateNode> DefaultOf(StateNode history)
    {
        if (!history.HistoryTargets.IsEmpty || history.Parent is not { } parent)
            return history.HistoryTargets;

        return parent.Kind == StateKind.Parallel || parent.Initial is not { } initial ? [parent] : [initial];
    }

    static void AddEffective(StateNode target, StepState state, List<StateNode> targets)
    {
        if (target.Kind != StateKind.History)
        {
            if (!targets.Contains(target))
                targets.Add(target);
            return;
        }

        if (state.History.TryGetValue(target.Index, out var recalled))
        {
            foreach (var index in recalled)
                AddEffective(state.States[index], state, targets);
            return;
        }

        foreach (var other in DefaultOf(target))
            AddEffective(other, state, targets);
    }
}
