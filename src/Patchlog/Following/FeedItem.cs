namespace Patchlog.Following;

/// <summary>An event as a reader of the feed gets it: its position, its aggregate, and its JSON.</summary>
/// <param name="Position">The position of the event in the tenant's journal.</param>
/// <param name="TargetName">The type of the event's aggregate.</param>
/// <param name="TargetId">The id of the event's aggregate.</param>
/// <param name="Json">The event as <see cref="EventJson"/> writes it: compact, on one line.</param>
public readonly record struct FeedItem(
    Position Position, TargetName TargetName, AggregateId TargetId, ReadOnlyMemory<byte> Json);
