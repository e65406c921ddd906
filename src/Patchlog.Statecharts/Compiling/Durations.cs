using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using Patchlog.Json;

namespace Patchlog.Statecharts.Compiling;

/// <summary>Times as definitions write them.</summary>
static partial class Durations
{
    /// <summary>
    /// Reads a duration of ISO 8601 in weeks, days, hours, minutes and seconds; months and years have no fixed length.
    /// </summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var match = Iso().Match(text);
        if (!match.Success || text is "P" || text.EndsWith('T'))
            return false;

        var seconds = (Part(match, "w") * 7 + Part(match, "d")) * 86_400m
            + Part(match, "h") * 3600 + Part(match, "m") * 60 + Part(match, "s");
        if (seconds > (decimal)StatechartLimits.MaxDelay.TotalSeconds)
            return false;

        duration = TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));
        return true;
    }

    /// <summary>Reads a number of milliseconds.</summary>
    public static bool TryFromMilliseconds(double milliseconds, out TimeSpan duration)
    {
        var isFit = milliseconds >= 0 && milliseconds <= StatechartLimits.MaxDelay.TotalMilliseconds;
        duration = isFit ? TimeSpan.FromMilliseconds(milliseconds) : TimeSpan.Zero;

        return isFit;
    }

    /// <summary>Reads a number of milliseconds or a duration of ISO 8601.</summary>
    public static bool TryRead([NotNullWhen(true)] JsonValue? value, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        return value switch
        {
            JsonNumber number => TryFromMilliseconds(number.ToDouble(), out duration),
            JsonString text => TryParse(text.Value, out duration),
            _ => false,
        };
    }

    static decimal Part(Match match, string name) => match.Groups[name] is { Success: true, Value: var digits }
        ? decimal.Parse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
        : 0;

    [GeneratedRegex(
        @"^P((?<w>[0-9]{1,9})W)?((?<d>[0-9]{1,9})D)?"
        + @"(T((?<h>[0-9]{1,9})H)?((?<m>[0-9]{1,9})M)?((?<s>[0-9]{1,9}(\.[0-9]{1,9})?)S)?)?$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Iso();
}
