namespace Patchlog.Following;

/// <summary>Which events of a tenant a reader wants: all, those of one type, or those of one aggregate.</summary>
/// <param name="TargetName">The type, or null for all.</param>
/// <param name="TargetId">The aggregate of that type, or null for all of them. Never without a type.</param>
public readonly record struct FeedFilter(TargetName? TargetName = null, AggregateId? TargetId = null)
{
    /// <summary>All events.</summary>
    public static readonly FeedFilter All;

    /// <summary>True if it lets every event through.</summary>
    public bool IsAll => TargetName is null && Share is null;

    /// <summary>Which of these events are for one of several workers; null for all.</summary>
    internal Partition? Share { get; init; }

    /// <summary>Whether an event is wanted.</summary>
    internal bool Matches(Position position, TargetName targetName, AggregateId targetId) =>
        (TargetName is not { } name || name == targetName) && (TargetId is not { } id || id == targetId)
        && (Share is null || Share.Has(position, targetName, targetId));
}
