namespace Patchlog.Journal;

/// <summary>
/// The last event of a tenant's journal, by place and content. A position alone does not tell a journal that lost its
/// end, and grew again, from what it was.
/// </summary>
/// <param name="Position">The event's position; <see cref="Position.Start"/> if there is none.</param>
/// <param name="Digest">The event's digest.</param>
readonly record struct Head(Position Position, EventDigest Digest)
{
    /// <summary>Of a journal without events.</summary>
    public static readonly Head Start;
}
