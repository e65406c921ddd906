namespace Patchlog.Rules.Matching;

/// <summary>How one side of a join is indexed. Immutable and shared by all sessions.</summary>
/// <param name="First">The key that must be equal, or null.</param>
/// <param name="Second">Another such key, or null.</param>
/// <param name="Range">The key that must be greater or less, or null.</param>
sealed record MemoryPlan(KeyPair? First, KeyPair? Second, RangePair? Range)
{
    public static readonly MemoryPlan Unindexed = new(null, null, null);
}

/// <summary>The key of what a memory keeps, and the key of what is looked up in it.</summary>
sealed record KeyPair(KeyPath Kept, KeyPath Asked);

/// <summary>The same for a range: what is kept must compare so to what is asked.</summary>
sealed record RangePair(KeyPath Kept, KeyPath Asked, RangeOperator Operator);
