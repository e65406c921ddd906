using System.Text;

namespace Patchlog.Json.Schema.Formats;

/// <summary>Mailboxes of RFC 5321 §4.1.2, and with other letters than those of ASCII of RFC 6531 §3.3.</summary>
static class EmailFormats
{
    const string OtherAtoms = "!#$%&'*+-/=?^_`{|}~";

    /// <summary>RFC 5321 §4.5.3.1.1, in bytes.</summary>
    const int LongestLocalPart = 64;

    public static bool IsEmail(ReadOnlySpan<char> text) => IsMailbox(text, isInternational: false);

    public static bool IsIdnEmail(ReadOnlySpan<char> text) => IsMailbox(text, isInternational: true);

    static bool IsMailbox(ReadOnlySpan<char> text, bool isInternational)
    {
        var at = text.LastIndexOf('@');
        if (at <= 0 || Encoding.UTF8.GetByteCount(text[..at]) > LongestLocalPart)
            return false;

        var local = text[..at];
        var isLocal = local[0] == '"' ? IsQuoted(local, isInternational) : IsDotted(local, isInternational);

        return isLocal && IsDomain(text[(at + 1)..], isInternational);
    }

    static bool IsDotted(ReadOnlySpan<char> text, bool isInternational)
    {
        var wasDot = true;
        foreach (var character in text)
        {
            var isDot = character == '.';
            if (isDot ? wasDot : !IsAtom(character, isInternational))
                return false;

            wasDot = isDot;
        }

        return !wasDot;
    }

    static bool IsAtom(char character, bool isInternational) => char.IsAscii(character)
        ? char.IsAsciiLetterOrDigit(character) || OtherAtoms.Contains(character, StringComparison.Ordinal)
        : isInternational && !char.IsControl(character);

    static bool IsQuoted(ReadOnlySpan<char> text, bool isInternational)
    {
        if (text.Length < 2 || text[^1] != '"')
            return false;

        var content = text[1..^1];
        for (var i = 0; i < content.Length; i++)
        {
            if (content[i] == '"')
                return false;

            if (content[i] == '\\' && (++i == content.Length || !char.IsAscii(content[i])))
                return false;

            if (char.IsAscii(content[i]) ? content[i] is < ' ' or > '~' : !isInternational)
                return false;
        }

        return true;
    }

    static bool IsDomain(ReadOnlySpan<char> text, bool isInternational)
    {
        if (text is not ['[', .., ']'])
            return isInternational ? HostnameFormats.IsIdnHostname(text) : HostnameFormats.IsHostname(text);

        // Of the tagged literals of §4.1.3 none but IPv6 is registered.
        var literal = text[1..^1];

        return literal.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase)
            ? AddressFormats.IsIpv6(literal["IPv6:".Length..])
            : AddressFormats.IsIpv4(literal);
    }
}
