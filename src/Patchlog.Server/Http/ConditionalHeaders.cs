using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Patchlog.Server.Http;

/// <summary>Entity tags are versions: <c>"7"</c> is version 7 of the document (RFC 9110 §8.8.3, §13.1).</summary>
static class ConditionalHeaders
{
    public static string ETagOf(Version version) => $"\"{version}\"";

    /// <summary>The preconditions of a write; null without any.</summary>
    public static bool TryReadPrecondition(HttpRequest request, out Precondition? precondition, out Problem? problem)
    {
        precondition = null;
        if (!TryRead(request.Headers.IfMatch, "If-Match", out var match, out var isAnyMatch, out problem)
            || !TryRead(request.Headers.IfNoneMatch, "If-None-Match", out var noneMatch, out var isAnyNone, out problem))
            return false;
        if (match is not null || noneMatch is not null)
            // Strong comparison: a weak tag matches nothing.
            precondition = new(Strong(match, isAnyMatch), isAnyMatch, Strong(noneMatch, isAnyNone), isAnyNone);
        return true;
    }

    /// <summary>412, 304 or neither for a read of a state that is there (RFC 9110 §13.2.2).</summary>
    public static int? EvaluateRead(HttpRequest request, AggregateState state, out Problem? problem)
    {
        if (!TryRead(request.Headers.IfMatch, "If-Match", out var match, out var isAnyMatch, out problem)
            || !TryRead(request.Headers.IfNoneMatch, "If-None-Match", out var noneMatch, out var isAnyNone, out problem))
            return StatusCodes.Status400BadRequest;
        var tag = ETagOf(state.Version);
        if (match is not null && !isAnyMatch && !match.Any(candidate => !candidate.IsWeak && candidate.Tag == tag))
            return StatusCodes.Status412PreconditionFailed;
        if (noneMatch is not null)
            // Weak comparison: for a read, W/"7" is as good as "7".
            return isAnyNone || noneMatch.Any(candidate => candidate.Tag == tag) ? StatusCodes.Status304NotModified : null;
        return request.GetTypedHeaders().IfModifiedSince is { } since && WholeSeconds(state.UpdatedAt) <= since
            ? StatusCodes.Status304NotModified
            : null;
    }

    static DateTimeOffset WholeSeconds(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));

    static bool TryRead(
        StringValues header, string name, out IList<EntityTagHeaderValue>? tags, out bool isAny, out Problem? problem)
    {
        (tags, isAny, problem) = (null, false, null);
        if (header.Count == 0)
            return true;
        // RFC 9110 §13.1.1: either "*" alone or a list of tags.
        if (!EntityTagHeaderValue.TryParseStrictList([.. header.OfType<string>()], out tags)
            || (tags.Count > 1 && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any))))
        {
            problem = new(ProblemCode.InvalidRequest, $"{name} must be * or entity tags like \"7\".");
            return false;
        }
        isAny = tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any));
        return true;
    }

    static List<Version>? Strong(IList<EntityTagHeaderValue>? tags, bool isAny) =>
        tags is null || isAny
            ? null
            : [.. tags.Where(tag => !tag.IsWeak).Select(VersionOf).OfType<Version>()];

    static Version? VersionOf(EntityTagHeaderValue tag) =>
        long.TryParse(HeaderUtilities.RemoveQuotes(tag.Tag), NumberStyles.None,
            CultureInfo.InvariantCulture, out var number)
        && ETagOf(new(number)) == tag.Tag
            ? new Version(number)
            : null;
}
