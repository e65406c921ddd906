namespace Patchlog.Statecharts.Definitions;

/// <summary>What a state is made of.</summary>
enum StateKind
{
    /// <summary>It has no children.</summary>
    Atomic,

    /// <summary>One of its children is active.</summary>
    Compound,

    /// <summary>All of its children are active.</summary>
    Parallel,

    /// <summary>It completes its parent.</summary>
    Final,

    /// <summary>It stands for what was active in its parent: it is never active itself.</summary>
    History,
}
