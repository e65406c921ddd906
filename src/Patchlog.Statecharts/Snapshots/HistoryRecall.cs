using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Snapshots;

/// <summary>What history states can recall.</summary>
static class HistoryRecall
{
    /// <summary>Whether states were active together below the parent of a history state, as it recalls them.</summary>
    public static bool IsPossible(StateNode history, StateNode parent, StateNode[] recalled)
    {
        if (history.IsDeep)
            return Configurations.IsComplete(parent, recalled);

        var isOfParent = Array.TrueForAll(recalled, state => state.Parent == parent && state.Kind != StateKind.History);
        return isOfParent && recalled.Length == (parent.Kind == StateKind.Parallel ? parent.Children.Length : 1);
    }
}
