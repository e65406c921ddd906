using System.Globalization;
using System.Text;

namespace Patchlog.Rules.Syntax;

/// <summary>
/// Cuts the rule language into tokens. Comments are skipped everywhere, and never inside of quotes. The parts that
/// are JavaScript are not cut: <see cref="ScriptScanner"/> finds where they end.
/// </summary>
sealed class Lexer(string text)
{
    static readonly string[] Punctuators =
    [
        "===", "!==", "!=~", "==", "!=", "=~", "<=", ">=", "&&", "||",
        "{", "}", "(", ")", "[", "]", ";", ",", ":", ".", "<", ">", "+", "-", "*", "/", "%", "!", "=", "^",
    ];

    /// <summary>From here on no comment ends: known once, looking for it again and again takes long.</summary>
    int _lastComment = int.MaxValue;

    /// <summary>The token that begins at or after an offset.</summary>
    public Token Read(int offset)
    {
        var start = SkipSpace(offset);
        if (start >= text.Length)
            return new Token(TokenKind.End, text.Length, text.Length, "");

        var first = text[start];
        if (IsNameStart(first))
            return Name(start);
        if (char.IsAsciiDigit(first) || (first == '.' && start + 1 < text.Length && char.IsAsciiDigit(text[start + 1])))
            return Number(start);
        if (first is '"' or '\'')
            return Quoted(start);

        foreach (var punctuator in Punctuators)
        {
            if (string.CompareOrdinal(text, start, punctuator, 0, punctuator.Length) == 0)
                return new Token(TokenKind.Punctuator, start, start + punctuator.Length, punctuator);
        }

        return new Token(TokenKind.Broken, start, start + 1, text[start..(start + 1)]);
    }

    /// <summary>The offset of the next character that is neither space nor comment.</summary>
    public int SkipSpace(int offset)
    {
        while (offset < text.Length)
        {
            if (char.IsWhiteSpace(text[offset]) || text[offset] == '\uFEFF')
                offset++;
            else if (StartsWith(offset, "//"))
                offset = EndOfLine(offset);
            else if (StartsWith(offset, "/*") && EndOfComment(offset) is >= 0 and var end)
                offset = end + 2;
            else
                break;
        }

        return offset;
    }

    public static bool IsNameStart(char character) =>
        char.IsAsciiLetter(character) || character is '_' or '$' || (character > 127 && char.IsLetter(character));

    public static bool IsNamePart(char character) =>
        IsNameStart(character) || char.IsAsciiDigit(character) || (character > 127 && char.IsLetterOrDigit(character));

    Token Name(int start)
    {
        var end = start + 1;
        while (end < text.Length && IsNamePart(text[end]))
            end++;
        return new Token(TokenKind.Name, start, end, text[start..end]);
    }

    Token Number(int start)
    {
        var end = SkipDigits(start);
        if (end < text.Length && text[end] == '.')
            end = SkipDigits(end + 1);

        if (end < text.Length && text[end] is 'e' or 'E')
        {
            var exponent = end + 1 < text.Length && text[end + 1] is '+' or '-' ? end + 2 : end + 1;
            var last = SkipDigits(exponent);
            end = last > exponent ? last : end;
        }

        var kind = end < text.Length && IsNamePart(text[end]) ? TokenKind.Broken : TokenKind.Number;
        return new Token(kind, start, end, text[start..end]);
    }

    int SkipDigits(int offset)
    {
        while (offset < text.Length && char.IsAsciiDigit(text[offset]))
            offset++;
        return offset;
    }

    /// <summary>A quoted text, with the escapes of JavaScript.</summary>
    Token Quoted(int start)
    {
        var value = new StringBuilder();
        var i = start + 1;
        while (i < text.Length && text[i] != text[start] && text[i] is not '\n' and not '\r')
        {
            if (text[i] != '\\')
                value.Append(text[i++]);
            else
                i = Escape(i + 1, value);
        }

        return i < text.Length && text[i] == text[start]
            ? new Token(TokenKind.Text, start, i + 1, value.ToString())
            : new Token(TokenKind.Broken, start, Math.Min(i, text.Length), text[start..Math.Min(i, text.Length)]);
    }

    int Escape(int offset, StringBuilder value)
    {
        if (offset >= text.Length)
            return offset;

        var digits = text[offset] switch { 'x' => 2, 'u' => 4, _ => 0 };
        if (digits > 0
            && offset + digits < text.Length
            && ushort.TryParse(
                text.AsSpan(offset + 1, digits),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var code))
        {
            value.Append((char)code);
            return offset + 1 + digits;
        }

        value.Append(text[offset] switch
        {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\b',
            'f' => '\f',
            'v' => '\v',
            '0' => '\0',
            var other => other,
        });
        return offset + 1;
    }

    int EndOfComment(int offset)
    {
        if (offset >= _lastComment)
            return -1;

        var end = text.IndexOf("*/", offset + 2, StringComparison.Ordinal);
        if (end < 0)
            _lastComment = offset;
        return end;
    }

    int EndOfLine(int offset)
    {
        var end = text.AsSpan(offset).IndexOfAny('\n', '\r');
        return end < 0 ? text.Length : offset + end;
    }

    bool StartsWith(int offset, string what) => string.CompareOrdinal(text, offset, what, 0, what.Length) == 0;
}
