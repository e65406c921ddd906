namespace Patchlog.Json.Schema.Formats;

/// <summary>Addresses of the Internet Protocol.</summary>
static class AddressFormats
{
    const int GroupsOfIpv6 = 8;

    /// <summary>RFC 2673 §3.2: four numbers up to 255, without leading zeros.</summary>
    public static bool IsIpv4(ReadOnlySpan<char> text)
    {
        for (var part = 0; part < 4; part++)
        {
            var end = part < 3 ? text.IndexOf('.') : text.Length;
            if (end is < 1 or > 3 || !IsByte(text[..end]))
                return false;

            text = part < 3 ? text[(end + 1)..] : [];
        }

        return true;
    }

    /// <summary>RFC 4291 §2.2: eight groups; '::' stands for one or more of zeros; the last two may be IPv4.</summary>
    public static bool IsIpv6(ReadOnlySpan<char> text)
    {
        var gap = text.IndexOf("::");
        if (gap < 0)
            return TryCountGroups(text, mayEndInIpv4: true, out var all) && all == GroupsOfIpv6;

        var before = text[..gap];
        var after = text[(gap + 2)..];
        var groups = 0;
        if (!before.IsEmpty)
        {
            if (!TryCountGroups(before, mayEndInIpv4: false, out groups))
                return false;
        }

        if (!after.IsEmpty)
        {
            if (!TryCountGroups(after, mayEndInIpv4: true, out var more))
                return false;

            groups += more;
        }

        return groups < GroupsOfIpv6;
    }

    static bool TryCountGroups(ReadOnlySpan<char> text, bool mayEndInIpv4, out int count)
    {
        for (count = 0; ; count++)
        {
            var end = text.IndexOf(':');
            var group = end < 0 ? text : text[..end];
            if (end < 0 && mayEndInIpv4 && group.Contains('.'))
            {
                count += 2;
                return IsIpv4(group);
            }

            if (group.Length is 0 or > 4 || !IsHex(group))
                return false;

            if (end < 0)
                break;

            text = text[(end + 1)..];
        }

        count++;
        return true;
    }

    static bool IsHex(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiHexDigit(character))
                return false;
        }

        return true;
    }

    static bool IsByte(ReadOnlySpan<char> digits)
    {
        var value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
                return false;

            value = (value * 10) + digit - '0';
        }

        return value <= 255 && (digits.Length == 1 || digits[0] != '0');
    }
}
