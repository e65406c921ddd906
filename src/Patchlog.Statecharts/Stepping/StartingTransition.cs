using System.Collections.Immutable;
using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Stepping;

/// <summary>
/// How a machine starts: the transition from nothing into all states that are active first. Immutable.
/// </summary>
/// <param name="root">The root.</param>
/// <param name="states">All states.</param>
sealed class StartingTransition(StateNode root, ImmutableArray<StateNode> states)
{
    /// <summary>The transition.</summary>
    public Transition Transition { get; } =
        new(root, "", [.. InitialStates(root)], guard: null, actions: [], reenter: true, root.Pointer);

    /// <summary>How many states there are.</summary>
    public int StateCount { get; } = states.Length;

    static IEnumerable<StateNode> InitialStates(StateNode state)
    {
        yield return state;
        var children = state.Kind switch
        {
            StateKind.Compound => state.Initial is { } initial ? [initial] : [],
            StateKind.Parallel => state.Children,
            StateKind.Atomic or StateKind.Final or StateKind.History => ImmutableArray<StateNode>.Empty,
        };

        foreach (var below in children.SelectMany(InitialStates))
            yield return below;
    }
}
