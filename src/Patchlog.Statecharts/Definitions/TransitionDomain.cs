using System.Collections.Immutable;

namespace Patchlog.Statecharts.Definitions;

/// <summary>
/// How far up a transition leaves states (SCXML, appendix D: getTransitionDomain, as XState 5 has it).
/// </summary>
static class TransitionDomain
{
    /// <summary>The state below which all active states are left; null for all, the root too.</summary>
    /// <param name="source">The state that the transition belongs to.</param>
    /// <param name="targets">Where it leads, without history states.</param>
    /// <param name="isReentering">Whether the source is left too.</param>
    public static StateNode? Of(StateNode source, ImmutableArray<StateNode> targets, bool isReentering)
    {
        if (!isReentering && targets.All(target => target == source || target.IsBelow(source)))
            return source;

        if (CommonAncestor(source, targets) is { } common)
            return common;

        return isReentering ? null : RootOf(source);
    }

    static StateNode? CommonAncestor(StateNode source, ImmutableArray<StateNode> targets)
    {
        var above = (targets.IsEmpty ? source : targets[0]).Parent;
        while (above is not null && !(source.IsBelow(above) && targets.All(target => target.IsBelow(above))))
            above = above.Parent;

        return above;
    }

    static StateNode RootOf(StateNode state)
    {
        var at = state;
        while (at.Parent is { } parent)
            at = parent;

        return at;
    }
}
