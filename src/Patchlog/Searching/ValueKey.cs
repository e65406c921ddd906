using System.Buffers;
using System.Globalization;
using System.Text;
using Patchlog.Json;

namespace Patchlog.Searching;

/// <summary>
/// The one order of all JSON values, as text keys that compare by code point as their values do: absent, null, false,
/// true, numbers by exact value, strings by code point, and at the end arrays and objects, which are all equal.
/// </summary>
/// <remarks>
/// <para>PostgreSQL's <c>patchlog.key</c> (migration 0003) makes the same texts, so that one expression serves every
/// comparison and every sort, and can be indexed. A change here needs the same change there, in a migration that
/// rebuilds all declared indexes.</para>
/// <para>A key holds the first <see cref="MaxText"/> characters of a string, since an index entry is bounded:
/// strings that differ only behind them are equal in a sort, and are told apart in a filter by the strings
/// themselves.</para>
/// <para>Numbers with an exponent of more than four digits, or of more than 256 characters, are among the last, too. No
/// intake lets them in (<see cref="JsonLimits"/>), and PostgreSQL could not compute with them.</para>
/// </remarks>
static class ValueKey
{
    /// <summary>Characters (code points) of a string that its key holds.</summary>
    public const int MaxText = 255;

    /// <summary>
    /// The key of an absent value; the keys of the other kinds, or their first characters, follow in order.
    /// </summary>
    public const string Absent = "0";

    public const string Null = "1";
    public const string False = "2";
    public const string True = "3";
    public const string Number = "4";
    public const string Text = "5";
    public const string Other = "6";

    /// <summary>Greater than every key.</summary>
    public const string End = "7";

    const int LongestLiteral = 256;
    const int LongestExponent = 4;
    const int DigitsPerGroup = 4;

    /// <summary>The key of a value; a C# null is an absent one.</summary>
    public static string Of(JsonValue? value) => value switch
    {
        null => Absent,
        JsonNull => Null,
        JsonBoolean flag => flag.Value ? True : False,
        JsonNumber number => OfNumber(number),
        JsonString text => OfText(text.Value),
        _ => Other,
    };

    /// <summary>The key of a string.</summary>
    public static string OfText(string text) => Text + Cut(text);

    /// <summary>Whether the key of a string holds all of it, so that only equal strings have the same key.</summary>
    public static bool IsWhole(string text) => text.Length < MaxText || text.EnumerateRunes().Count() < MaxText;

    /// <summary>Compares by code point, where .NET's ordinal comparison goes by UTF-16 code unit.</summary>
    public static int Compare(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);

        return common == left.Length || common == right.Length
            ? left.Length.CompareTo(right.Length)
            : Weight(left[common]).CompareTo(Weight(right[common]));

        // Surrogates are halves of characters after U+FFFF.
        static int Weight(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
    }

    /// <summary>The least text that is greater than all that begin with a prefix; null if there is none.</summary>
    public static string? After(string prefix)
    {
        var runes = prefix.EnumerateRunes().ToList();
        while (runes.Count > 0 && runes[^1].Value == 0x10FFFF)
            runes.RemoveAt(runes.Count - 1);

        if (runes.Count == 0)
            return null;

        var next = runes[^1].Value + 1;
        runes[^1] = new(next == 0xD800 ? 0xE000 : next);

        return string.Concat(runes);
    }

    static string Cut(string text)
    {
        if (text.Length <= MaxText)
            return text;

        var (runes, units) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (runes++ == MaxText)
                break;

            units += rune.Utf16SequenceLength;
        }

        return text[..units];
    }

    /// <summary>
    /// Sign, power of 10,000 of the first group, groups of four decimal digits, each in hexadecimal: PostgreSQL's own
    /// form of a numeric. A negative number is complemented, and ends with a character greater than any digit.
    /// </summary>
    static string OfNumber(JsonNumber number)
    {
        var literal = number.Utf8Literal;
        if (literal.Length > LongestLiteral || ExponentLength(literal) > LongestExponent)
            return Other;

        var canonical = new ArrayBufferWriter<byte>(literal.Length + 24);
        number.WriteCanonicalTo(canonical);
        var text = Encoding.ASCII.GetString(canonical.WrittenSpan);
        if (text == "0")
            return Number + "1";

        var isNegative = text[0] == '-';
        var end = text.IndexOf('E', StringComparison.Ordinal);
        var digits = text[(isNegative ? 1 : 0)..(end < 0 ? text.Length : end)];
        var exponent = end < 0 ? 0 : int.Parse(text.AsSpan(end + 1), CultureInfo.InvariantCulture);

        var point = digits.Length + exponent;   // digits before the decimal point; negative for 0.0…
        var groups = (int)Math.Ceiling(point / (double)DigitsPerGroup);
        digits = new string('0', groups * DigitsPerGroup - point) + digits;
        digits = digits.PadRight((digits.Length + DigitsPerGroup - 1) / DigitsPerGroup * DigitsPerGroup, '0');

        var key = new StringBuilder(Number).Append(isNegative ? '0' : '2');
        Append((ushort)(groups - 1 + 0x8000));
        for (var i = 0; i < digits.Length; i += DigitsPerGroup)
            Append(ushort.Parse(digits.AsSpan(i, DigitsPerGroup), NumberStyles.None, CultureInfo.InvariantCulture));

        return isNegative ? key.Append('g').ToString() : key.ToString();

        void Append(ushort group) =>
            key.Append(CultureInfo.InvariantCulture, $"{(isNegative ? (ushort)~group : group):x4}");
    }

    /// <summary>Digits of the written exponent without leading zeros.</summary>
    static int ExponentLength(ReadOnlySpan<byte> literal)
    {
        var start = literal.IndexOfAny((byte)'e', (byte)'E');

        return start < 0 ? 0 : literal[(start + 1)..].TrimStart("+-"u8).TrimStart((byte)'0').Length;
    }
}
