namespace Patchlog.Json.Schema.Formats;

/// <summary>Dates and times of RFC 3339 §5.6. All digits are those of ASCII.</summary>
static class TimeFormats
{
    const int MinutesOfDay = 24 * 60;

    /// <summary><c>full-date "T" full-time</c>.</summary>
    public static bool IsDateTime(ReadOnlySpan<char> text)
    {
        const int dateLength = 10;
        return text.Length > dateLength
            && IsDate(text[..dateLength])
            && text[dateLength] is 'T' or 't'
            && IsTime(text[(dateLength + 1)..]);
    }

    /// <summary><c>full-date</c>, with the days that the month has.</summary>
    public static bool IsDate(ReadOnlySpan<char> text) =>
        text.Length == 10 && text[4] == '-' && text[7] == '-'
        && TryRead(text[..4], 9999, out var year)
        && TryRead(text[5..7], 12, out var month) && month > 0
        && TryRead(text[8..10], 31, out var day) && day > 0
        && day <= DaysIn(year, month);

    /// <summary>
    /// <c>full-time</c>; second 60 only where a leap second can be, in the last minute of a day of UTC.
    /// </summary>
    public static bool IsTime(ReadOnlySpan<char> text)
    {
        const int shortest = 9;
        if (text.Length < shortest || text[2] != ':' || text[5] != ':'
            || !TryRead(text[..2], 23, out var hour)
            || !TryRead(text[3..5], 59, out var minute)
            || !TryRead(text[6..8], 60, out var second))
        {
            return false;
        }

        var rest = text[8..];
        if (rest[0] == '.')
        {
            var digits = rest[1..].IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0)
                return false;

            rest = rest[(1 + digits)..];
        }

        if (!TryReadOffset(rest, out var offset))
            return false;

        var minuteOfDay = ((hour * 60) + minute - offset + MinutesOfDay) % MinutesOfDay;
        return second < 60 || minuteOfDay == MinutesOfDay - 1;
    }

    /// <summary><c>time-offset</c>, in minutes.</summary>
    static bool TryReadOffset(ReadOnlySpan<char> text, out int offset)
    {
        offset = 0;
        if (text is "Z" or "z")
            return true;

        if (text is not (['+' or '-', _, _, ':', _, _])
            || !TryRead(text[1..3], 23, out var hours)
            || !TryRead(text[4..6], 59, out var minutes))
        {
            return false;
        }

        offset = (hours * 60) + minutes;
        if (text[0] == '-')
            offset = -offset;

        return true;
    }

    static bool TryRead(ReadOnlySpan<char> digits, int max, out int value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
                return false;

            value = (value * 10) + digit - '0';
        }

        return value <= max;
    }

    static int DaysIn(int year, int month) => month switch
    {
        2 when year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };
}
