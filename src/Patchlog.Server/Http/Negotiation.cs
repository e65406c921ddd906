using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>
/// The media types that a client accepts (RFC 9110 §12.5.1) and the answer that it prefers (RFC 7240).
/// </summary>
static class Negotiation
{
    /// <summary>
    /// True if an <c>Accept</c> header allows a media type; without the header everything is allowed.
    /// </summary>
    public static bool Accepts(StringValues accept, string mediaType)
    {
        if (accept.Count == 0 || (accept.Count == 1 && accept[0] is "*/*" or "application/json"))
            return accept.Count == 0 || accept[0] == "*/*" || accept[0] == mediaType;

        if (!MediaTypeHeaderValue.TryParseList([.. accept.OfType<string>()], out var ranges))
            return false;

        // The most specific range that covers the type decides, and a quality of 0 is a no.
        var best = ranges
            .Where(range => MediaTypeHeaderValue.Parse(mediaType).IsSubsetOf(Plain(range)))
            .MaxBy(range => range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2);
        return best is not null && best.Quality != 0;
    }

    /// <summary>Whether an <c>Accept</c> header names HTML, as those of browsers do, and no program's.</summary>
    public static bool AsksForPage(StringValues accept) =>
        MediaTypeHeaderValue.TryParseList([.. accept.OfType<string>()], out var ranges)
        && ranges.Any(range => range.MediaType == MediaTypes.Html && range.Quality != 0);

    /// <summary>The value of <c>Prefer: return=…</c>; null if there is none that is known.</summary>
    public static string? PreferredReturn(HttpRequest request)
    {
        foreach (var header in request.Headers["Prefer"])
            foreach (var preference in (header ?? "").Split(','))
                switch (Plain(preference))
                {
                    case "return=minimal": return "minimal";
                    case "return=representation": return "representation";
                }

        return null;
    }

    /// <summary>Whether <c>Prefer: trace</c> asks how the decision came about.</summary>
    public static bool PrefersTrace(HttpRequest request) => request.Headers["Prefer"]
        .Any(header => (header ?? "").Split(',').Any(preference => Plain(preference) == "trace"));

    // Without parameters, spaces and quotes.
    static string Plain(string preference) => preference.Split(';')[0]
        .Replace(" ", "", StringComparison.Ordinal)
        .Replace("\"", "", StringComparison.Ordinal)
        .ToLowerInvariant();

    // Without its quality, and without the character set, as everything here is UTF-8.
    static MediaTypeHeaderValue Plain(MediaTypeHeaderValue range)
    {
        var copy = range.Copy();
        copy.Quality = null;
        copy.Charset = default;

        return copy;
    }
}
