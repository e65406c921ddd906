using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Snapshots;

/// <summary>Which states can be active together.</summary>
static class Configurations
{
    /// <summary>
    /// Whether states without active children, with all their ancestors, are active together: of a compound state one
    /// child, of a parallel one all.
    /// </summary>
    /// <param name="root">The state below which they are.</param>
    /// <param name="leaves">The states.</param>
    public static bool IsComplete(StateNode root, IReadOnlyCollection<StateNode> leaves)
    {
        var active = new HashSet<StateNode>();
        foreach (var leaf in leaves)
        {
            for (var at = leaf; at is not null && active.Add(at);)
                at = at == root ? null : at.Parent;
        }

        var isRooted = leaves.Count > 0 && leaves.All(leaf => leaf.IsLeaf && (leaf == root || leaf.IsBelow(root)));
        return isRooted && active.All(state => state.Kind switch
        {
            StateKind.Compound => state.Children.Count(active.Contains) == 1,
            StateKind.Parallel => state.Children.All(active.Contains),
            StateKind.Atomic or StateKind.Final or StateKind.History => true,
        });
    }
}
