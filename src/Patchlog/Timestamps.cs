using System.Globalization;

namespace Patchlog;

/// <summary>Instants as RFC 3339 writes them, in UTC with microseconds, which is what the journals keep.</summary>
public static class Timestamps
{
    /// <summary>Characters of every written instant.</summary>
    internal const int Length = 27;

    /// <summary>The instant as text.</summary>
    public static string Write(DateTimeOffset time) => new(Write(time, stackalloc char[Length + 1]));

    /// <summary>Reads any RFC 3339 date-time; false for anything else, a time without an offset included.</summary>
    public static bool TryRead(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(
            text.ToUpperInvariant(), ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK"],
            CultureInfo.InvariantCulture, DateTimeStyles.None, out time)
        && (text[^1] is 'Z' or 'z' || text[^6] is '+' or '-');

    /// <summary>
    /// Writes the instant into a span, which has room for one character more than <see cref="Length"/>.
    /// </summary>
    internal static ReadOnlySpan<char> Write(DateTimeOffset time, Span<char> text)
    {
        // The framework writes its own format, with a seventh digit, many times faster than one that is put together.
        time.UtcDateTime.TryFormat(text, out _, "O", CultureInfo.InvariantCulture);
        text[Length - 1] = 'Z';

        return text[..Length];
    }
}
