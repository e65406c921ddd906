using Patchlog.Following;

namespace Patchlog.Publishing;

/// <summary>What a reader of the feed is told: a closed family of four messages.</summary>
public abstract record FeedMessage
{
    FeedMessage() { }

    /// <summary>Events in order, at least one.</summary>
    /// <param name="Page">The events; the receiver disposes the page.</param>
    public sealed record Events(FeedPage Page) : FeedMessage;

    /// <summary>Every event that was in the journal has been told; what follows is new.</summary>
    /// <param name="Position">The last position that was looked at.</param>
    public sealed record CaughtUp(Position Position) : FeedMessage;

    /// <summary>
    /// The reader was too slow for the events in memory, and reads the journal again until it has caught up.
    /// </summary>
    /// <param name="Position">The last position that was looked at.</param>
    public sealed record FellBehind(Position Position) : FeedMessage;

    /// <summary>There was no wanted event up to a position: a reader that comes back can begin after it.</summary>
    /// <param name="Position">The last position that was looked at.</param>
    public sealed record Checkpoint(Position Position) : FeedMessage;
}
