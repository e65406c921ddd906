using System.Buffers;

namespace Patchlog.Json.Schema.Formats;

/// <summary>Host names, of ASCII (RFC 1123 §2.1) and internationalized (RFC 5890 §2.3.2.3).</summary>
static class HostnameFormats
{
    /// <summary>RFC 1035 §2.3.4, without the length bytes that only the wire has.</summary>
    const int LongestName = 253;
    const int LongestLabel = 63;

    /// <summary>What parts labels when people write (RFC 3490 §3.1).</summary>
    static readonly SearchValues<char> Separators = SearchValues.Create(".\u3002\uFF0E\uFF61");

    /// <summary>
    /// Labels of letters, digits and inner hyphens; those that begin with xn-- hold what they promise.
    /// </summary>
    public static bool IsHostname(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > LongestName)
            return false;

        while (true)
        {
            var dot = text.IndexOf('.');
            if (!IsLabel(dot < 0 ? text : text[..dot]))
                return false;

            if (dot < 0)
                return true;

            text = text[(dot + 1)..];
        }
    }

    /// <summary>Labels as in a host name, or such that IDNA 2008 allows.</summary>
    public static bool IsIdnHostname(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (true)
        {
            var dot = text.IndexOfAny(Separators);
            var labelLength = IdnLabelLength(dot < 0 ? text : text[..dot]);
            length += labelLength + 1;
            if (labelLength == 0 || length > LongestName + 1)
                return false;

            if (dot < 0)
                return true;

            text = text[(dot + 1)..];
        }
    }

    static bool IsLabel(ReadOnlySpan<char> label)
    {
        if (label.Length is 0 or > LongestLabel || label[0] == '-' || label[^1] == '-')
            return false;

        foreach (var character in label)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character != '-')
                return false;
        }

        return !IdnLabel.HasPrefix(label) || IdnLabel.IsEncoded(label);
    }

    /// <summary>How long a label is once it is encoded; 0 if it is none.</summary>
    static int IdnLabelLength(ReadOnlySpan<char> label)
    {
        if (!label.ContainsAnyExceptInRange('\0', '\u007F'))
        {
            var isReserved = label.Length >= 4 && label[2] == '-' && label[3] == '-' && !IdnLabel.HasPrefix(label);
            return IsLabel(label) && !isReserved ? label.Length : 0;
        }

        // A label that is too long in code points is too long in any case.
        if (label.Length > 2 * LongestLabel)
            return 0;

        Span<int> codePoints = stackalloc int[2 * LongestLabel];
        var count = 0;
        foreach (var rune in label.EnumerateRunes())
            codePoints[count++] = rune.Value;

        if (!IdnLabel.IsValid(codePoints[..count]))
            return 0;

        Span<char> encoded = stackalloc char[LongestLabel];
        return Punycode.TryEncode(codePoints[..count], encoded[IdnLabel.Prefix.Length..], out var length)
            ? IdnLabel.Prefix.Length + length
            : 0;
    }
}
