using Patchlog.Following;

namespace Patchlog.Publishing;

/// <summary>What a reader of the feed is told.</summary>
public abstract record FeedMessage
{
    FeedMessage() { }

    /// <summary>Events, in order, at least one; to be disposed by whoever takes them.</summary>
    public sealed record Events(FeedBatch Batch) : FeedMessage;

    /// <summary>All that was there has been told: what follows is new.</summary>
    public sealed record CaughtUp(Position Position) : FeedMessage;

    /// <summary>It was too slow for the events in memory, and reads the journal again until it has caught up.</summary>
    public sealed record FellBehind(Position Position) : FeedMessage;

    /// <summary>Nothing wanted happened up to here: a place to come back to.</summary>
    public sealed record Checkpoint(Position Position) : FeedMessage;
}
