namespace Patchlog.Following;

/// <summary>The events of a tenant that a reader wants: all, those of one type, or those of one aggregate.</summary>
/// <param name="TargetName">The type; null for all types.</param>
/// <param name="TargetId">The aggregate of that type; null for all of them. Never set without a type.</param>
public readonly record struct FeedFilter(TargetName? TargetName = null, AggregateId? TargetId = null)
{
    /// <summary>All events.</summary>
    public static readonly FeedFilter All;

    /// <summary>True if every event passes.</summary>
    public bool IsAll => TargetName is null && Partition is null;

    /// <summary>The worker's partition of a durable subscription; null for a reader that is no such worker.</summary>
    internal Partition? Partition { get; init; }

    /// <summary>Whether an event is wanted.</summary>
    internal bool Matches(Position position, TargetName targetName, AggregateId targetId) =>
        (TargetName is not { } name || name == targetName) && (TargetId is not { } id || id == targetId)
        && (Partition is null || Partition.Contains(position, targetName, targetId));
}
