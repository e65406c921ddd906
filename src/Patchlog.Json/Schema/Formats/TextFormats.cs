using Patchlog.Json.Schema.Patterns;

namespace Patchlog.Json.Schema.Formats;

/// <summary>UUIDs, JSON Pointers and regular expressions.</summary>
static class TextFormats
{
    /// <summary>RFC 9562 §4, any version: 8-4-4-4-12 hexadecimal digits.</summary>
    public static bool IsUuid(ReadOnlySpan<char> text)
    {
        const int length = 36;
        if (text.Length != length)
            return false;

        for (var i = 0; i < text.Length; i++)
        {
            var isHyphen = i is 8 or 13 or 18 or 23;
            if (isHyphen ? text[i] != '-' : !char.IsAsciiHexDigit(text[i]))
                return false;
        }

        return true;
    }

    /// <summary>RFC 6901 §3, §5.</summary>
    public static bool IsJsonPointer(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return true;

        if (text[0] != '/')
            return false;

        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '~' && (i + 1 == text.Length || text[i + 1] is not ('0' or '1')))
                return false;
        }

        return true;
    }

    /// <summary>
    /// draft-bhutton-relative-json-pointer-00 §3: a number without leading zeros, perhaps a shift such as +1, then '#'
    /// or a JSON Pointer.
    /// </summary>
    public static bool IsRelativeJsonPointer(ReadOnlySpan<char> text)
    {
        if (!TrySkipNumber(ref text, mayBeZero: true))
            return false;

        if (text is ['+' or '-', ..])
        {
            text = text[1..];
            if (!TrySkipNumber(ref text, mayBeZero: false))
                return false;
        }

        return text is "#" || IsJsonPointer(text);
    }

    /// <summary>ECMA-262 §22.2.1 in Unicode mode.</summary>
    public static bool IsRegex(ReadOnlySpan<char> text) => Pattern.IsPattern(text.ToString());

    static bool TrySkipNumber(ref ReadOnlySpan<char> text, bool mayBeZero)
    {
        var length = text.IndexOfAnyExceptInRange('0', '9');
        if (length < 0)
            length = text.Length;

        if (length == 0 || (text[0] == '0' && (length > 1 || !mayBeZero)))
            return false;

        text = text[length..];

        return true;
    }
}
