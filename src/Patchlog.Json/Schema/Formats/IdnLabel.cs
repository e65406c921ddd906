using Patchlog.Json.Schema.Unicode;

namespace Patchlog.Json.Schema.Formats;

/// <summary>Labels of internationalized names (IDNA 2008: RFC 5891 §4.2, RFC 5892, RFC 5893).</summary>
static class IdnLabel
{
    public const string Prefix = "xn--";

    const int LongestLabel = 63;
    const int NonJoiner = 0x200C;
    const int Joiner = 0x200D;

    public static bool HasPrefix(ReadOnlySpan<char> label) =>
        label.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a label with the prefix is the encoding of a valid one (RFC 5891 §5.4).</summary>
    public static bool IsEncoded(ReadOnlySpan<char> label)
    {
        Span<int> codePoints = stackalloc int[LongestLabel];
        if (!Punycode.TryDecode(label[Prefix.Length..], codePoints, out var count) || !IsValid(codePoints[..count]))
            return false;

        Span<char> encoded = stackalloc char[LongestLabel];
        return Punycode.TryEncode(codePoints[..count], encoded, out var length)
            && label[Prefix.Length..].Equals(encoded[..length], StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether these code points, not all of them ASCII, are a label (RFC 5891 §4.2.3).</summary>
    public static bool IsValid(ReadOnlySpan<int> label)
    {
        if (label.IsEmpty || !label.ContainsAnyExceptInRange(0, 0x7F))
            return false;

        var hasHyphens = label[0] == '-' || label[^1] == '-'
            || (label.Length >= 4 && label[2] == '-' && label[3] == '-');
        if (hasHyphens || UnicodeSets.Get("gc=M").Contains(label[0]))
            return false;

        var valid = UnicodeSets.Get("idna=PVALID");
        for (var i = 0; i < label.Length; i++)
        {
            if (!valid.Contains(label[i]) && !IsInContext(label, i))
                return false;
        }

        return BidiRule.Holds(label);
    }

    /// <summary>RFC 5892, appendix A: code points that are valid between certain others only.</summary>
    static bool IsInContext(ReadOnlySpan<int> label, int index)
    {
        var before = index > 0 ? label[index - 1] : -1;
        var after = index + 1 < label.Length ? label[index + 1] : -1;

        return label[index] switch
        {
            NonJoiner => IsVirama(before) || JoinsAround(label, index),
            Joiner => IsVirama(before),
            0xB7 => before == 'l' && after == 'l',
            0x375 => Is("sc=Grek", after),
            0x5F3 or 0x5F4 => Is("sc=Hebr", before),
            0x30FB => HasJapanese(label),
            >= 0x660 and <= 0x669 => !label.ContainsAnyInRange(0x6F0, 0x6F9),
            >= 0x6F0 and <= 0x6F9 => !label.ContainsAnyInRange(0x660, 0x669),
            _ => false,
        };
    }

    static bool Is(string set, int codePoint) => codePoint >= 0 && UnicodeSets.Get(set).Contains(codePoint);

    static bool IsVirama(int codePoint) => Is("ccc=9", codePoint);

    /// <summary>Appendix A.1: what joins to the left stands before, what joins to the right behind.</summary>
    static bool JoinsAround(ReadOnlySpan<int> label, int index)
    {
        var before = index - 1;
        while (before >= 0 && Is("jt=T", label[before]))
            before--;

        var after = index + 1;
        while (after < label.Length && Is("jt=T", label[after]))
            after++;

        return before >= 0 && (Is("jt=L", label[before]) || Is("jt=D", label[before]))
            && after < label.Length && (Is("jt=R", label[after]) || Is("jt=D", label[after]));
    }

    static bool HasJapanese(ReadOnlySpan<int> label)
    {
        foreach (var codePoint in label)
        {
            if (Is("sc=Hira", codePoint) || Is("sc=Kana", codePoint) || Is("sc=Hani", codePoint))
                return true;
        }

        return false;
    }
}
