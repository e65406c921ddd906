using Patchlog.Following;

namespace Patchlog.Journal;

/// <summary>What to read of a tenant's journal.</summary>
/// <param name="After">The position after which to begin, exclusive.</param>
/// <param name="UpTo">The position at which to end, inclusive: one that is known to be committed.</param>
/// <param name="Filter">The events that are wanted.</param>
/// <param name="Limit">The most events, at least 1.</param>
/// <param name="MaxBytes">Bytes of text after which the page ends.</param>
readonly record struct FeedRange(Position After, Position UpTo, FeedFilter Filter, int Limit, long MaxBytes);
