namespace Patchlog.Statecharts.Snapshots;

/// <summary>Why the outcome of a command is awaited.</summary>
enum AwaitedKind
{
    /// <summary>An active state invoked it.</summary>
    Invocation,

    /// <summary>It can be undone, if it turns out to be successful.</summary>
    Undoable,

    /// <summary>It undoes another.</summary>
    Compensation,
}
