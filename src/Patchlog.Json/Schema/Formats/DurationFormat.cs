namespace Patchlog.Json.Schema.Formats;

/// <summary>Durations of RFC 3339, appendix A.</summary>
static class DurationFormat
{
    /// <summary>
    /// Weeks alone; or date units, then time units behind 'T', each a run of neighbours in this order.
    /// </summary>
    const string DateUnits = "YMD";
    const string TimeUnits = "HMS";

    public static bool IsDuration(ReadOnlySpan<char> text)
    {
        if (text is not ['P', _, ..])
            return false;

        text = text[1..];
        if (text[^1] == 'W')
            return TrySkipDigits(ref text) && text is "W";

        var separator = text.IndexOf('T');
        if (separator < 0)
            return AreUnits(text, DateUnits);

        return (separator == 0 || AreUnits(text[..separator], DateUnits))
            && AreUnits(text[(separator + 1)..], TimeUnits);
    }

    /// <summary>Whether these are one unit or more; between two none may be left out.</summary>
    static bool AreUnits(ReadOnlySpan<char> text, string units)
    {
        if (text.IsEmpty)
            return false;

        var expected = -1;
        while (!text.IsEmpty)
        {
            if (!TrySkipDigits(ref text) || text.IsEmpty)
                return false;

            var unit = units.IndexOf(text[0], StringComparison.Ordinal);
            if (unit < 0 || (expected >= 0 && unit != expected))
                return false;

            expected = unit + 1;
            text = text[1..];
        }

        return true;
    }

    static bool TrySkipDigits(ref ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAnyExceptInRange('0', '9');
        if (length <= 0)
            return false;

        text = text[length..];

        return true;
    }
}
