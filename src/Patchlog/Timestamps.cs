using System.Globalization;

namespace Patchlog;

/// <summary>Instants as RFC 3339 writes them, in UTC with microseconds, which is what the journals keep.</summary>
public static class Timestamps
{
    /// <summary>Characters of every written instant.</summary>
    internal const int Length = 27;

    const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>The instant as text.</summary>
    public static string Write(DateTimeOffset time) =>
        time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Reads any RFC 3339 date-time; false for anything else, a time without an offset included.</summary>
    public static bool TryRead(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(
            text.ToUpperInvariant(), ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK"],
            CultureInfo.InvariantCulture, DateTimeStyles.None, out time)
        && (text[^1] is 'Z' or 'z' || text[^6] is '+' or '-');

    /// <summary>Writes the instant into a span of <see cref="Length"/> characters.</summary>
    internal static ReadOnlySpan<char> Write(DateTimeOffset time, Span<char> text)
    {
        time.UtcDateTime.TryFormat(text, out var length, Format, CultureInfo.InvariantCulture);
        return text[..length];
    }
}
