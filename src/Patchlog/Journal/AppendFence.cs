namespace Patchlog.Journal;

/// <summary>
/// What keeps a whole batch out that comes too late, or rests on what the database no longer has: it is then as if it
/// had never been sent.
/// </summary>
/// <param name="Known">
/// The head on which the states of its decisions were known. If that event is gone, the database lost its end, and the
/// decisions rest on nothing.
/// </param>
/// <param name="Deadline">
/// The time after which the batch takes no effect any more, by the database's clock: a statement may lie in a socket
/// until nobody waits for its answer.
/// </param>
readonly record struct AppendFence(Head Known, DateTimeOffset Deadline)
{
    /// <summary>No fence.</summary>
    public static readonly AppendFence None = new(Head.Start, DateTimeOffset.MaxValue);
}
