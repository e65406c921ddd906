using System.Globalization;
using System.Text.RegularExpressions;

namespace Patchlog;

/// <summary>Instants as RFC 3339 writes them, in UTC with microseconds, which is what the journals keep.</summary>
public static partial class Timestamps
{
    /// <summary>Characters of every written instant.</summary>
    internal const int Length = 27;

    // A point and the seven digits of a tick.
    const int FractionLength = 8;

    /// <summary>The instant as text.</summary>
    public static string Write(DateTimeOffset time) => new(Write(time, stackalloc char[Length + 1]));

    /// <summary>
    /// Reads any RFC 3339 date-time; false for anything else, a time without an offset included. Digits beyond those of
    /// a tick (100 ns) are cut, and a leap second is the one before it, as clocks that know none have it twice.
    /// </summary>
    public static bool TryRead(string text, out DateTimeOffset time)
    {
        time = default;
        if (Format.Match(text) is not { Success: true } match)
            return false;

        var isLeap = match.Groups["second"].Value == "60";
        var fraction = match.Groups["fraction"].Value;
        var plain = string.Concat(
            match.Groups["minute"].Value, isLeap ? "59" : match.Groups["second"].Value,
            fraction[..Math.Min(fraction.Length, FractionLength)], match.Groups["offset"].Value);

        return DateTimeOffset.TryParseExact(
                plain.ToUpperInvariant(),
                fraction.Length > 0 ? "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK" : "yyyy-MM-dd'T'HH:mm:ssK",
                CultureInfo.InvariantCulture, DateTimeStyles.None, out time)
            && (!isLeap || time.UtcDateTime is { Hour: 23, Minute: 59 });
    }

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

    [GeneratedRegex(
        @"^(?<minute>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:)(?<second>[0-9]{2})"
            + @"(?<fraction>\.[0-9]+)?(?<offset>Z|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase
            | RegexOptions.CultureInvariant)]
    static partial Regex Format { get; }
}
