using System.Diagnostics.CodeAnalysis;
using System.Text;
using Patchlog.Json.Schema.Unicode;

namespace Patchlog.Json.Schema.Patterns;

/// <summary>What follows a backslash (ECMA-262 §22.2.1, CharacterEscape and CharacterClassEscape).</summary>
sealed class EscapeReader(PatternScanner scanner)
{
    /// <summary>What a backslash makes stand for itself: SyntaxCharacter and '/'.</summary>
    const string Syntax = "^$\\.*+?()[]{}|/";

    const int LongestProperty = 64;

    /// <summary>Reads <c>d D s S w W p{…} P{…}</c>; false if something else is there.</summary>
    public bool TryReadClass([NotNullWhen(true)] out CodePointSet? set)
    {
        if (CharacterClasses.TryGet(scanner.Current, out set))
        {
            scanner.Take();
            return true;
        }

        if (scanner.Current is not ('p' or 'P'))
            return false;

        var isNegated = scanner.Take() == 'P';
        set = ReadProperty();
        if (isNegated)
            set = set.Complement();

        return true;
    }

    /// <summary>Reads the escape of one code point.</summary>
    public int ReadCharacter()
    {
        var letter = scanner.Take();
        switch (letter)
        {
            case 't':
                return '\t';
            case 'n':
                return '\n';
            case 'v':
                return '\v';
            case 'f':
                return '\f';
            case 'r':
                return '\r';
            case '0' when !scanner.IsAtDigit:
                return 0;
            case 'c' when scanner.Current is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'):
                return scanner.Take() % 32;
            case 'x' when scanner.TryTakeHex(2, out var value):
                return value;
            case 'u' when TryReadUnicode(out var value):
                return value;
            case PatternScanner.End:
                scanner.Fail("nothing follows the last '\\'");

                return 0;
            case < 0x80 when Syntax.Contains((char)letter, StringComparison.Ordinal):
                return letter;
            default:
                Refuse(letter);

                return 0;
        }
    }

    /// <summary>Reads what follows <c>\u</c>: four digits, two surrogates, or digits in braces.</summary>
    public bool TryReadUnicode(out int codePoint)
    {
        if (scanner.TryTake('{'))
        {
            var digits = 0;
            for (codePoint = 0; scanner.TryTakeHex(1, out var digit); digits++)
                codePoint = Math.Min((codePoint << 4) + digit, CodePointSet.LastCodePoint + 1);

            return digits > 0 && codePoint <= CodePointSet.LastCodePoint && scanner.TryTake('}');
        }

        if (!scanner.TryTakeHex(4, out codePoint))
            return false;

        if (codePoint is >= 0xD800 and <= 0xDBFF && scanner.IsAt('\\') && scanner.Peek(1) == 'u'
            && TryPeekLowSurrogate(out var low))
        {
            codePoint = char.ConvertToUtf32((char)codePoint, (char)low);
        }

        return true;
    }

    bool TryPeekLowSurrogate(out int low)
    {
        low = 0;
        for (var i = 2; i < 6; i++)
        {
            if (scanner.Peek(i) is not (>= '0' and <= 'f') || !char.IsAsciiHexDigit((char)scanner.Peek(i)))
                return false;

            low = (low << 4) + Convert.ToInt32(((char)scanner.Peek(i)).ToString(), 16);
        }

        if (low is < 0xDC00 or > 0xDFFF)
            return false;

        for (var i = 0; i < 6; i++)
            scanner.Take();

        return true;
    }

    CodePointSet ReadProperty()
    {
        var name = new StringBuilder();
        var isOpen = scanner.TryTake('{');
        while (isOpen && name.Length < LongestProperty && scanner.Current is > 0 and < 0x80 and not '}')
            name.Append((char)scanner.Take());

        if (!isOpen || !scanner.TryTake('}'))
            scanner.Fail("'\\p' is followed by a Unicode property in '{…}'");
        else if (CharacterClasses.TryGetProperty(name.ToString(), out var set))
            return set;
        else
            scanner.Fail($"there is no Unicode property '{name}'");

        return CodePointSet.Empty;
    }

    void Refuse(int letter)
    {
        var character = Rune.IsValid(letter) ? new Rune(letter).ToString() : "?";
        scanner.Fail(letter < 0x80 && char.IsAsciiLetterOrDigit((char)letter)
            ? $"there is no escape '\\{character}'"
            : $"'{character}' needs no '\\', and may not have one");
    }
}
