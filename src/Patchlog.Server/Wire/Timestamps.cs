using System.Globalization;

namespace Patchlog.Server.Wire;

/// <summary>Instants as RFC 3339 writes them, in UTC with microseconds, which is what the journals keep.</summary>
static class Timestamps
{
    const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public static string Write(DateTimeOffset time) =>
        time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Reads any RFC 3339 date-time; false for anything else, a time without an offset included.</summary>
    public static bool TryRead(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(
            text.ToUpperInvariant(), ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK"],
            CultureInfo.InvariantCulture, DateTimeStyles.None, out time)
        && (text[^1] is 'Z' or 'z' || text[^6] is '+' or '-');
}
