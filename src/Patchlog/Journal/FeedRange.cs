using System.Collections.Immutable;
using Patchlog.Following;

namespace Patchlog.Journal;

/// <summary>What to read of a tenant's journal.</summary>
/// <param name="After">The position after which to begin, exclusive.</param>
/// <param name="UpTo">The position at which to end, inclusive: one that is known to be committed.</param>
/// <param name="Filter">The events that are wanted.</param>
/// <param name="Limit">The most events, at least 1.</param>
/// <param name="MaxBytes">Bytes of text after which the page ends.</param>
readonly record struct FeedRange(Position After, Position UpTo, FeedFilter Filter, int Limit, long MaxBytes)
{
    /// <summary>
    /// The digests of the bundles whose events are wanted, events without a bundle not among them; null for all events.
    /// </summary>
    public ImmutableArray<string>? Bundles { get; init; }

    /// <summary>True if every event is read, whatever becomes of it then.</summary>
    public bool IsEveryEvent => Filter.TargetName is null && Bundles is null;
}
