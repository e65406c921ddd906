
namespace Patchlog;

/// <summary>
/// The conditional headers of a write (RFC 9110 §13.1), strong comparison only: an entity tag is a version, and a
/// weak or foreign tag matches none.
/// </summary>
/// <param name="IfMatch">The versions of <c>If-Match</c>; null without the header.</param>
/// <param name="IfMatchAny"><c>If-Match: *</c>.</param>
/// <param name="IfNoneMatch">The versions of <c>If-None-Match</c>; null without the header.</param>
/// <param name="IfNoneMatchAny"><c>If-None-Match: *</c>.</param>
/// <param name="IfUnmodifiedSince">
/// <c>If-Unmodified-Since</c>; null without the header, and beside <c>If-Match</c>, which is exact (RFC 9110 §13.2.2).
/// </param>
public sealed record Precondition(
    IReadOnlyList<Version>? IfMatch, bool IfMatchAny, IReadOnlyList<Version>? IfNoneMatch, bool IfNoneMatchAny,
    DateTimeOffset? IfUnmodifiedSince = null)
{
    /// <summary>True if a write may go on from <paramref name="state"/>; a deleted aggregate matches no tag.</summary>
    public bool Holds(AggregateState state)
    {
        if (IfMatchAny && !state.IsAlive)
            return false;

        if (IfMatch is not null && !(state.IsAlive && IfMatch.Contains(state.Version)))
            return false;

        if (IfUnmodifiedSince is { } since && state.ModifiedAt is { } modified && modified > since)
            return false;

        if (IfNoneMatchAny && state.IsAlive)
            return false;

        return IfNoneMatch is null || !(state.IsAlive && IfNoneMatch.Contains(state.Version));
    }
}
