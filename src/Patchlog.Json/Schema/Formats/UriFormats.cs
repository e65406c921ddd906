using System.Buffers;
using System.Text;

namespace Patchlog.Json.Schema.Formats;

/// <summary>URIs of RFC 3986 and IRIs of RFC 3987: the same grammar over more characters.</summary>
static class UriFormats
{
    const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const string Digits = "0123456789";
    const string Unreserved = Letters + Digits + "-._~";
    const string Delimiters = "!$&'()*+,;=";

    static readonly SearchValues<char> SchemeCharacters = SearchValues.Create(Letters + Digits + "+-.");
    static readonly SearchValues<char> UserCharacters = SearchValues.Create(Unreserved + Delimiters + ":");
    static readonly SearchValues<char> HostCharacters = SearchValues.Create(Unreserved + Delimiters);
    static readonly SearchValues<char> PathCharacters = SearchValues.Create(Unreserved + Delimiters + ":@/");
    static readonly SearchValues<char> QueryCharacters = SearchValues.Create(Unreserved + Delimiters + ":@/?");

    public static bool IsUri(ReadOnlySpan<char> text) => Is(text, needsScheme: true, isIri: false);

    public static bool IsUriReference(ReadOnlySpan<char> text) => Is(text, needsScheme: false, isIri: false);

    public static bool IsIri(ReadOnlySpan<char> text) => Is(text, needsScheme: true, isIri: true);

    public static bool IsIriReference(ReadOnlySpan<char> text) => Is(text, needsScheme: false, isIri: true);

    static bool Is(ReadOnlySpan<char> text, bool needsScheme, bool isIri)
    {
        var hasScheme = TrySkipScheme(ref text);
        if (needsScheme && !hasScheme)
            return false;

        var fragment = text.IndexOf('#');
        if (fragment >= 0)
        {
            if (!Consists(text[(fragment + 1)..], QueryCharacters, isIri, allowsPrivate: false))
                return false;

            text = text[..fragment];
        }

        var query = text.IndexOf('?');
        if (query >= 0)
        {
            if (!Consists(text[(query + 1)..], QueryCharacters, isIri, allowsPrivate: true))
                return false;

            text = text[..query];
        }

        return IsHierarchical(text, hasScheme, isIri);
    }

    /// <summary>RFC 3986 §3.3: what stands before query and fragment.</summary>
    static bool IsHierarchical(ReadOnlySpan<char> text, bool hasScheme, bool isIri)
    {
        if (text.StartsWith("//"))
        {
            var rest = text[2..];
            var end = rest.IndexOf('/');
            var path = end < 0 ? [] : rest[end..];

            return IsAuthority(end < 0 ? rest : rest[..end], isIri)
                && Consists(path, PathCharacters, isIri, allowsPrivate: false);
        }

        // A relative path has no ':' in its first segment, which would make it a scheme.
        var slash = text.IndexOf('/');
        var first = slash < 0 ? text : text[..slash];

        return (hasScheme || !first.Contains(':')) && Consists(text, PathCharacters, isIri, allowsPrivate: false);
    }

    static bool TrySkipScheme(ref ReadOnlySpan<char> text)
    {
        var colon = text.IndexOf(':');
        if (colon <= 0 || !char.IsAsciiLetter(text[0]) || text[..colon].ContainsAnyExcept(SchemeCharacters))
            return false;

        text = text[(colon + 1)..];

        return true;
    }

    /// <summary>RFC 3986 §3.2.</summary>
    static bool IsAuthority(ReadOnlySpan<char> text, bool isIri)
    {
        var at = text.IndexOf('@');
        if (at >= 0)
        {
            if (!Consists(text[..at], UserCharacters, isIri, allowsPrivate: false))
                return false;

            text = text[(at + 1)..];
        }

        if (text is ['[', ..])
        {
            var close = text.IndexOf(']');
            return close > 0 && IsLiteral(text[1..close]) && IsPort(text[(close + 1)..]);
        }

        var colon = text.IndexOf(':');
        var host = colon < 0 ? text : text[..colon];

        return Consists(host, HostCharacters, isIri, allowsPrivate: false) && (colon < 0 || IsPort(text[colon..]));
    }

    static bool IsPort(ReadOnlySpan<char> text) =>
        text.IsEmpty || (text[0] == ':' && !text[1..].ContainsAnyExceptInRange('0', '9'));

    /// <summary>RFC 3986 §3.2.2: an IPv6 address, or one of a version to come.</summary>
    static bool IsLiteral(ReadOnlySpan<char> text)
    {
        if (text is not ['v' or 'V', ..])
            return AddressFormats.IsIpv6(text);

        var dot = text.IndexOf('.');
        if (dot < 2 || dot + 1 == text.Length)
            return false;

        foreach (var digit in text[1..dot])
        {
            if (!char.IsAsciiHexDigit(digit))
                return false;
        }

        return !text[(dot + 1)..].ContainsAnyExcept(UserCharacters);
    }

    /// <summary>
    /// Whether there are only these characters, percent-encoded ones, and in an IRI those of Unicode.
    /// </summary>
    static bool Consists(ReadOnlySpan<char> text, SearchValues<char> allowed, bool isIri, bool allowsPrivate)
    {
        while (true)
        {
            var other = text.IndexOfAnyExcept(allowed);
            if (other < 0)
                return true;

            text = text[other..];
            if (text[0] == '%')
            {
                if (text.Length < 3 || !char.IsAsciiHexDigit(text[1]) || !char.IsAsciiHexDigit(text[2]))
                    return false;

                text = text[3..];
                continue;
            }

            if (!isIri)
                return false;

            Rune.DecodeFromUtf16(text, out var rune, out var length);
            if (!IsUnicode(rune.Value) && !(allowsPrivate && IsPrivate(rune.Value)))
                return false;

            text = text[length..];
        }
    }

    /// <summary>ucschar of RFC 3987 §2.2.</summary>
    static bool IsUnicode(int codePoint) =>
        codePoint is (>= 0xA0 and <= 0xD7FF) or (>= 0xF900 and <= 0xFDCF) or (>= 0xFDF0 and <= 0xFFEF)
        || (codePoint is >= 0x10000 and <= 0xEFFFD && (codePoint & 0xFFFF) <= 0xFFFD
            && codePoint is not (>= 0xE0000 and < 0xE1000));

    /// <summary>iprivate of RFC 3987 §2.2.</summary>
    static bool IsPrivate(int codePoint) =>
        codePoint is (>= 0xE000 and <= 0xF8FF) or (>= 0xF0000 and <= 0xFFFFD) or (>= 0x100000 and <= 0x10FFFD);
}
