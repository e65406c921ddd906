using System.Collections.Immutable;

namespace Patchlog.Statecharts.Definitions;

/// <summary>A state of a definition. Complete, and not changed any more, once its definition is compiled.</summary>
/// <param name="index">Its place in document order: a state stands before its descendants.</param>
/// <param name="key">Its name among its siblings.</param>
/// <param name="parent">The state that it is a child of; null for the root.</param>
/// <param name="id">Its id among all states.</param>
/// <param name="kind">What it is made of.</param>
/// <param name="pointer">Where it stands in the definition.</param>
sealed class StateNode(int index, string key, StateNode? parent, string id, StateKind kind, string pointer)
{
    public int Index { get; } = index;

    public string Key { get; } = key;

    public StateNode? Parent { get; } = parent;

    public string Id { get; } = id;

    public StateKind Kind { get; } = kind;

    public string Pointer { get; } = pointer;

    /// <summary>The keys from the root's child to this state, joined by dots; empty for the root.</summary>
    public string Path { get; } = parent is null ? "" : parent.Parent is null ? key : $"{parent.Path}.{key}";

    /// <summary>How many states are above it.</summary>
    public int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

    /// <summary>The index behind its last descendant: those between are its descendants.</summary>
    public int End { get; set; } = index + 1;

    /// <summary>Its children in document order, without history states.</summary>
    public ImmutableArray<StateNode> Children { get; set; } = [];

    /// <summary>Its children that are history states.</summary>
    public ImmutableArray<StateNode> Histories { get; set; } = [];

    /// <summary>The child that is entered where nothing says which; null unless it is compound.</summary>
    public StateNode? Initial { get; set; }

    /// <summary>What happens when <see cref="Initial"/> is entered that way.</summary>
    public ImmutableArray<ChartAction> InitialActions { get; set; } = [];

    /// <summary>Whether a history state recalls all levels and not one only.</summary>
    public bool IsDeep { get; set; }

    /// <summary>Where a history state leads while there is nothing to recall; empty for its parent's default.</summary>
    public ImmutableArray<StateNode> HistoryTargets { get; set; } = [];

    public ImmutableArray<ChartAction> Entry { get; set; } = [];

    public ImmutableArray<ChartAction> Exit { get; set; } = [];

    public TransitionTable Transitions { get; set; } = TransitionTable.Empty;

    public ImmutableArray<Transition> Always { get; set; } = [];

    public ImmutableArray<Delayed> After { get; set; } = [];

    public ImmutableArray<Invocation> Invocations { get; set; } = [];

    /// <summary>What it tells when it completes its parent; null for nothing.</summary>
    public Template? Output { get; set; }

    public ImmutableArray<string> Tags { get; set; } = [];

    /// <summary>Whether entering it undoes what the instance did: of final children of the root alone.</summary>
    public bool Compensates { get; set; }

    public bool IsLeaf => Kind is StateKind.Atomic or StateKind.Final;

    /// <summary>The event of its completion, as XState names it.</summary>
    public string DoneEvent { get; } = $"xstate.done.state.{id}";

    /// <summary>Whether this is a descendant of another state: not of itself.</summary>
    public bool IsBelow(StateNode other) => Index > other.Index && Index < other.End;

    /// <inheritdoc/>
    public override string ToString() => Path;
}
