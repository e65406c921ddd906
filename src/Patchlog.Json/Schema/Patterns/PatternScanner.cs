using System.Diagnostics.CodeAnalysis;
using System.Text;
using Patchlog.Json.Schema.Unicode;

namespace Patchlog.Json.Schema.Patterns;

/// <summary>The code points of a pattern, one after another. Only the first fault counts.</summary>
sealed class PatternScanner(string text)
{
    /// <summary>What <see cref="Current"/> is behind the last code point.</summary>
    public const int End = -1;

    readonly int[] _codePoints = Decode(text);
    int _position;

    public PatternFault? Fault { get; private set; }

    public bool IsFaulty => Fault is not null;

    public bool IsAtEnd => _position >= _codePoints.Length;

    public bool IsAtDigit => Current is >= '0' and <= '9';

    public int Current => IsAtEnd ? End : _codePoints[_position];

    public bool IsAt(int codePoint) => Current == codePoint;

    public int Peek(int distance) =>
        _position + distance < _codePoints.Length ? _codePoints[_position + distance] : End;

    /// <summary>The current code point, gone past; at the end <see cref="End"/>.</summary>
    public int Take() => IsAtEnd ? End : _codePoints[_position++];

    public bool TryTake(int codePoint)
    {
        if (IsAtEnd || _codePoints[_position] != codePoint)
            return false;

        _position++;

        return true;
    }

    /// <summary>Reads digits; what an int can't hold becomes its greatest value.</summary>
    public int TakeNumber()
    {
        var value = 0L;
        while (IsAtDigit)
            value = Math.Min((value * 10) + Take() - '0', int.MaxValue);

        return (int)value;
    }

    /// <summary>Reads exactly so many hexadecimal digits, or nothing.</summary>
    public bool TryTakeHex(int count, out int value)
    {
        value = 0;
        for (var i = 0; i < count; i++)
        {
            if (!IsHex(Peek(i)))
                return false;

            value = (value << 4) + Convert.ToInt32(((char)Peek(i)).ToString(), 16);
        }

        _position += count;
        return true;
    }

    /// <summary>Reads the name of a group and the '>' behind it.</summary>
    public bool TryTakeName([NotNullWhen(true)] out string? name)
    {
        var builder = new StringBuilder();
        while (!IsAtEnd && !IsAt('>'))
        {
            var codePoint = Take();
            if (codePoint == '\\' && !TryTakeNameEscape(out codePoint))
                break;

            if (!IsNamePart(codePoint, isFirst: builder.Length == 0))
                break;

            builder.Append(new Rune(codePoint));
        }

        name = builder.ToString();
        return name.Length > 0 && TryTake('>');
    }

    public void Fail(string detail) => Fault ??= new PatternFault(_position, detail);

    /// <summary>To go over the pattern once more.</summary>
    public void Rewind() => _position = 0;

    static bool IsHex(int codePoint) => codePoint is >= 0 and < 0x80 && char.IsAsciiHexDigit((char)codePoint);

    static bool IsNamePart(int codePoint, bool isFirst) => Rune.IsValid(codePoint)
        && (codePoint is '$' or '_'
            || (!isFirst && codePoint is 0x200C or 0x200D)
            || UnicodeSets.Get(isFirst ? "bin=ID_Start" : "bin=ID_Continue").Contains(codePoint));

    bool TryTakeNameEscape(out int codePoint)
    {
        codePoint = 0;
        return TryTake('u') && new EscapeReader(this).TryReadUnicode(out codePoint);
    }

    /// <summary>Code points; half of a surrogate pair that stands alone is one too (ECMA-262 §11.1.4).</summary>
    static int[] Decode(string text)
    {
        var codePoints = new List<int>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            codePoints.Add(isPair ? char.ConvertToUtf32(text[i], text[i + 1]) : text[i]);
            i += isPair ? 1 : 0;
        }

        return [.. codePoints];
    }
}
