namespace Patchlog.Json.Reading;

/// <summary>Recognises a number literal (RFC 8259 §6) and measures it, without computing its value.</summary>
static class NumberScanner
{
    /// <summary>Finds the end of a number.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="start">Where the number begins: a minus or a digit.</param>
    /// <param name="limits">Bounds on the number.</param>
    /// <param name="expandedLength">Bytes of the number in plain decimal notation, without exponent.</param>
    /// <param name="refusal">Why it is no number, or not one that is allowed, if the answer is −1.</param>
    /// <returns>The position behind the number, or −1.</returns>
    public static int Scan(
        ReadOnlySpan<byte> text, int start, JsonLimits limits, out int expandedLength, out Refusal? refusal)
    {
        refusal = null;
        expandedLength = 0;
        var first = At(text, start) == '-' ? start + 1 : start;
        var end = SkipDigits(text, first);
        var integer = end - first;
        if (integer == 0)
            return Refuse("a number needs a digit here.", end, out refusal);
        if (integer > 1 && text[first] == '0')
            return Refuse("a number has no leading zeros.", end, out refusal);

        var fraction = 0;
        if (At(text, end) == '.')
        {
            var point = end;
            end = SkipDigits(text, point + 1);
            fraction = end - point - 1;
            if (fraction == 0)
                return Refuse("a number needs a digit after its decimal point.", end, out refusal);
        }

        var exponent = 0L;
        if (At(text, end) is 'e' or 'E')
        {
            var sign = At(text, end + 1);
            var digits = sign is '-' or '+' ? end + 2 : end + 1;
            end = SkipDigits(text, digits);
            if (end == digits)
                return Refuse("a number needs a digit in its exponent.", end, out refusal);
            exponent = ReadExponent(text[digits..end]) * (sign == '-' ? -1 : 1);
        }

        if (end - start > limits.MaxNumberLength || Math.Abs(exponent) > limits.MaxExponent)
        {
            refusal = Excess(start, end - start, limits);
            return -1;
        }

        // Leading zeros that a shift uncovers are counted too: a bound is wanted, not beauty.
        var whole = Math.Max(integer + exponent, 1);
        var places = Math.Max(fraction - exponent, 0);
        expandedLength = (int)(first - start + whole + (places > 0 ? places + 1 : 0));
        return end;
    }

    static Refusal Excess(int start, int length, JsonLimits limits) => length > limits.MaxNumberLength
        ? new Refusal(
            JsonFaultCodes.NumberTooLong,
            $"this number has {length} characters, {limits.MaxNumberLength} are allowed; send it as a string.",
            start)
        : new Refusal(
            JsonFaultCodes.NumberTooLarge,
            $"the exponent of this number is beyond ±{limits.MaxExponent}; send it as a string.",
            start);

    /// <summary>The character at a position; NUL behind the end.</summary>
    static char At(ReadOnlySpan<byte> text, int position) =>
        (uint)position < (uint)text.Length ? (char)text[position] : '\0';

    static int SkipDigits(ReadOnlySpan<byte> text, int position)
    {
        while ((uint)position < (uint)text.Length && char.IsAsciiDigit((char)text[position]))
            position++;
        return position;
    }

    /// <summary>Saturates: an exponent that fits no int is beyond every limit.</summary>
    static long ReadExponent(ReadOnlySpan<byte> digits)
    {
        var exponent = 0L;
        foreach (var digit in digits)
            exponent = Math.Min((exponent * 10) + digit - '0', int.MaxValue);
        return exponent;
    }

    static int Refuse(string detail, int position, out Refusal? refusal)
    {
        refusal = new Refusal(JsonFaultCodes.Syntax, detail, position);
        return -1;
    }
}
