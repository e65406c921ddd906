using System.Buffers;
using Patchlog.Json;

namespace Patchlog.Journal;

/// <summary>
/// Whether a text is JSON (RFC 8259) on one line, found in one pass that keeps nothing of it: a feed holds each stored
/// text against this before it leaves. The text must be UTF-8 already. For one text.
/// </summary>
/// <remarks>
/// <c>Utf8JsonReader</c> takes three times as long: it makes a token of everything, and the feed wants none of them.
/// </remarks>
ref struct JsonScan
{
    static readonly SearchValues<byte> EndsRun =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(control => (byte)control), (byte)'"', (byte)'\\']);

    readonly ReadOnlySpan<byte> _text;
    int _at;

    JsonScan(ReadOnlySpan<byte> text) => _text = text;

    /// <summary>Whether a text is one JSON value, and nothing else but spaces.</summary>
    public static bool IsJson(ReadOnlySpan<byte> text)
    {
        var scan = new JsonScan(text);

        return scan.TryPassDocument() && scan._at == text.Length;
    }

    byte Next => _at < _text.Length ? _text[_at] : (byte)0;

    bool TryPassDocument()
    {
        // Entry n tells whether the container at depth n is an object.
        Span<bool> isObject = stackalloc bool[JsonValue.MaxDepth];
        var depth = 0;

        PassSpaces();
        while (true)
        {
            var opening = Next;
            if (opening is (byte)'{' or (byte)'[')
            {
                if (depth == isObject.Length)
                    return false;

                isObject[depth++] = opening == '{';
                _at++;
                PassSpaces();
                if (Next != (opening == '{' ? '}' : ']'))
                {
                    if (opening == '{' && !TryPassName())
                        return false;

                    continue;
                }
            }
            else if (!TryPassScalar())
            {
                return false;
            }

            if (!TryPassEnds(isObject, ref depth))
                return false;

            if (depth == 0)
                return true;
        }
    }

    // After a value: closes what ends here, and goes on to the next value of what does not.
    bool TryPassEnds(scoped ReadOnlySpan<bool> isObject, ref int depth)
    {
        while (true)
        {
            PassSpaces();
            if (depth == 0)
                return true;

            var isIn = isObject[depth - 1];
            if (Next == (isIn ? '}' : ']'))
            {
                _at++;
                depth--;
                continue;
            }

            if (Next != ',')
                return false;

            _at++;
            PassSpaces();

            return !isIn || TryPassName();
        }
    }

    bool TryPassName()
    {
        if (!TryPassString())
            return false;

        PassSpaces();
        if (Next != ':')
            return false;

        _at++;
        PassSpaces();

        return true;
    }

    bool TryPassScalar() => Next switch
    {
        (byte)'"' => TryPassString(),
        (byte)'t' => TryPass("true"u8),
        (byte)'f' => TryPass("false"u8),
        (byte)'n' => TryPass("null"u8),
        _ => TryPassNumber(),
    };

    bool TryPass(ReadOnlySpan<byte> word)
    {
        if (!_text[_at..].StartsWith(word))
            return false;

        _at += word.Length;

        return true;
    }

    bool TryPassString()
    {
        if (Next != '"')
            return false;

        _at++;
        while (true)
        {
            var run = _text[_at..].IndexOfAny(EndsRun);
            if (run < 0)
                return false;

            _at += run + 1;
            switch (_text[_at - 1])
            {
                case (byte)'"':
                    return true;
                case (byte)'\\' when TryPassEscape():
                    break;
                default:
                    return false;
            }
        }
    }

    bool TryPassEscape()
    {
        var escape = Next;
        _at++;
        if (escape != 'u')
            return escape != 0 && "\"\\/bfnrt"u8.Contains(escape);

        for (var i = 0; i < 4; i++, _at++)
            if (!char.IsAsciiHexDigit((char)Next))
                return false;

        return true;
    }

    bool TryPassNumber()
    {
        if (Next == '-')
            _at++;

        if (Next == '0')
            _at++;
        else if (!TryPassDigits())
            return false;

        if (Next == '.')
        {
            _at++;
            if (!TryPassDigits())
                return false;
        }

        if (Next is not ((byte)'e' or (byte)'E'))
            return true;

        _at++;
        if (Next is (byte)'+' or (byte)'-')
            _at++;

        return TryPassDigits();
    }

    bool TryPassDigits()
    {
        var first = _at;
        while (char.IsAsciiDigit((char)Next))
            _at++;

        return _at > first;
    }

    void PassSpaces()
    {
        while (Next is (byte)' ' or (byte)'\t')
            _at++;
    }
}
