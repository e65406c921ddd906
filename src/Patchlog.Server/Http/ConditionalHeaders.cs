using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Patchlog.Server.Http;

/// <summary>Entity tags are versions: <c>"7"</c> is version 7 of the document (RFC 9110 §8.8.3, §13.1).</summary>
static class ConditionalHeaders
{
    public static string ETagOf(Version version) => $"\"{version}\"";

    /// <summary>Reads the preconditions of a write; true with null if there are none.</summary>
    public static bool TryReadPrecondition(
        HttpRequest request, out Precondition? precondition, [NotNullWhen(false)] out Problem? problem)
    {
        precondition = null;
        if (!TryRead(request.Headers.IfMatch, "If-Match", out var match, out var isAnyMatch, out problem)
            || !TryRead(
                request.Headers.IfNoneMatch, "If-None-Match", out var noneMatch, out var isAnyNone, out problem))
            return false;

        // Strong comparison for what there must be, where a weak tag matches nothing; weak for what there must not be.
        var since = match is null ? UnmodifiedSince(request) : null;
        if (match is not null || noneMatch is not null || since is not null)
        {
            precondition = new(
                VersionsOf(match?.Where(tag => !tag.IsWeak), isAnyMatch), isAnyMatch,
                VersionsOf(noneMatch, isAnyNone), isAnyNone, since);
        }

        return true;
    }

    /// <summary>Holds the headers of a read against a living document (RFC 9110 §13.2.2).</summary>
    /// <param name="request">The request with the headers.</param>
    /// <param name="key">The document.</param>
    /// <param name="state">Its state.</param>
    /// <param name="isUnchanged">True if the client has this state already: 304.</param>
    /// <param name="problem">A malformed header, or a precondition that failed.</param>
    public static bool TryEvaluateRead(
        HttpRequest request, AggregateKey key, AggregateState state, out bool isUnchanged,
        [NotNullWhen(false)] out Problem? problem)
    {
        isUnchanged = false;
        if (!TryRead(request.Headers.IfMatch, "If-Match", out var match, out var isAnyMatch, out problem)
            || !TryRead(
                request.Headers.IfNoneMatch, "If-None-Match", out var noneMatch, out var isAnyNone, out problem))
            return false;

        var tag = ETagOf(state.Version);
        var isMet = match is null
            ? !(state.ModifiedAt > UnmodifiedSince(request))
            : isAnyMatch || match.Any(candidate => !candidate.IsWeak && candidate.Tag == tag);
        if (!isMet)
        {
            problem = new(ProblemCode.PreconditionFailed, $"{key} is at version {state.Version}.")
            {
                CurrentVersion = state.Version,
            };

            return false;
        }

        // Weak comparison: for a read, W/"7" is as good as "7".
        isUnchanged = noneMatch is not null
            ? isAnyNone || noneMatch.Any(candidate => candidate.Tag == tag)
            : state.ModifiedAt <= ModifiedSince(request);
        return true;
    }

    /// <summary>
    /// The time of a state as <c>Last-Modified</c>; null until no other write can have the same: the second must be
    /// over, and what was given its time in it must have been committed since.
    /// </summary>
    /// <param name="state">The state.</param>
    /// <param name="now">The time by the clock of the journal.</param>
    public static string? LastModifiedOf(AggregateState state, DateTimeOffset now) =>
        state.ModifiedAt is { } modified && modified + HttpLimits.CommitPatience <= now
            ? HeaderUtilities.FormatDate(modified)
            : null;

    // What is no time is not there (RFC 9110 §13.1.3, §13.1.4).
    static DateTimeOffset? ModifiedSince(HttpRequest request) =>
        request.Headers.IfModifiedSince.Count == 0 ? null : request.GetTypedHeaders().IfModifiedSince;

    static DateTimeOffset? UnmodifiedSince(HttpRequest request) =>
        request.Headers.IfUnmodifiedSince.Count == 0 ? null : request.GetTypedHeaders().IfUnmodifiedSince;

    static bool TryRead(
        StringValues header, string name, out IList<EntityTagHeaderValue>? tags, out bool isAny,
        [NotNullWhen(false)] out Problem? problem)
    {
        (tags, isAny, problem) = (null, false, null);
        if (header.Count == 0)
            return true;

        // RFC 9110 §13.1.1: either "*" alone or a list of tags.
        if (!EntityTagHeaderValue.TryParseStrictList([.. header.OfType<string>()], out tags)
            || (tags.Count > 1 && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any))))
        {
            problem = ResourceRequest.Invalid($"{name} must be * or entity tags like \"7\".");
            return false;
        }

        isAny = tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any));
        return true;
    }

    static List<Version>? VersionsOf(IEnumerable<EntityTagHeaderValue>? tags, bool isAny) =>
        tags is null || isAny ? null : [.. tags.Select(VersionOf).OfType<Version>()];

    static Version? VersionOf(EntityTagHeaderValue tag) =>
        long.TryParse(
            HeaderUtilities.RemoveQuotes(tag.Tag), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && ETagOf(new(number)) == tag.Tag
            ? new Version(number)
            : null;
}
