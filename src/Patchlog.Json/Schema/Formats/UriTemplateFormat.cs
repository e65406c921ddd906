using System.Globalization;

namespace Patchlog.Json.Schema.Formats;

/// <summary>URI templates of RFC 6570 §2.</summary>
static class UriTemplateFormat
{
    const string Operators = "+#./;?&=,!@|";

    public static bool IsUriTemplate(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (text[0] == '{')
            {
                var end = text.IndexOf('}');
                if (end < 0 || !IsExpression(text[1..end]))
                    return false;

                text = text[(end + 1)..];
            }
            else if (text[0] == '%')
            {
                if (!IsEncoded(text))
                    return false;

                text = text[3..];
            }
            else if (!IsLiteral(text[0]))
            {
                return false;
            }
            else
            {
                text = text[1..];
            }
        }

        return true;
    }

    /// <summary>§2.1: all but controls, space, and what means something to URIs or templates.</summary>
    static bool IsLiteral(char character) =>
        character > ' ' && !"\"'<>\\^`{|}%\u007F".Contains(character, StringComparison.Ordinal);

    static bool IsEncoded(ReadOnlySpan<char> text) =>
        text.Length >= 3 && text[0] == '%' && char.IsAsciiHexDigit(text[1]) && char.IsAsciiHexDigit(text[2]);

    /// <summary>§2.2, §2.3: perhaps an operator, then variables with ',' between them.</summary>
    static bool IsExpression(ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty && Operators.Contains(text[0], StringComparison.Ordinal))
            text = text[1..];

        while (true)
        {
            var comma = text.IndexOf(',');
            if (!IsVariable(comma < 0 ? text : text[..comma]))
                return false;

            if (comma < 0)
                return true;

            text = text[(comma + 1)..];
        }
    }

    /// <summary>§2.3, §2.4: a name, then '*' or ':' and a length below 10,000.</summary>
    static bool IsVariable(ReadOnlySpan<char> text)
    {
        const int mostDigits = 4;
        if (text is [.., '*'])
            return IsName(text[..^1]);

        var colon = text.IndexOf(':');
        if (colon < 0)
            return IsName(text);

        var length = text[(colon + 1)..];

        return IsName(text[..colon])
            && length.Length <= mostDigits && length is not ([] or ['0', ..])
            && int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }

    static bool IsName(ReadOnlySpan<char> text)
    {
        var mayHaveDot = false;
        while (!text.IsEmpty)
        {
            var isEncoded = IsEncoded(text);
            var isDot = text[0] == '.';
            if (isDot ? !mayHaveDot : !isEncoded && !char.IsAsciiLetterOrDigit(text[0]) && text[0] != '_')
                return false;

            mayHaveDot = !isDot;
            text = text[(isEncoded ? 3 : 1)..];
        }

        // A name neither is empty nor ends in a dot.
        return mayHaveDot;
    }
}
