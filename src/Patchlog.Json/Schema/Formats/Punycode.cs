namespace Patchlog.Json.Schema.Formats;

/// <summary>Punycode (RFC 3492): code points in letters, digits and hyphens, and back.</summary>
static class Punycode
{
    const int Base = 36;
    const int LowestThreshold = 1;
    const int HighestThreshold = 26;
    const int Skew = 38;
    const int Damp = 700;
    const int InitialBias = 72;
    const int InitialCodePoint = 0x80;
    const int LastCodePoint = 0x10FFFF;

    /// <summary>RFC 3492 §6.2; false if the text is no Punycode or the answer does not fit.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<int> codePoints, out int count)
    {
        count = 0;
        var delimiter = text.LastIndexOf('-');
        for (var i = 0; i < delimiter; i++)
            codePoints[count++] = char.ToLowerInvariant(text[i]);

        long codePoint = InitialCodePoint;
        var bias = InitialBias;
        long index = 0;
        for (var position = delimiter + 1; position < text.Length;)
        {
            var before = index;
            if (!TryReadNumber(text, ref position, bias, ref index) || count == codePoints.Length)
                return false;

            bias = Adapt(index - before, count + 1, isFirst: before == 0);
            codePoint += index / (count + 1);
            index %= count + 1;
            if (codePoint > LastCodePoint)
                return false;

            codePoints[(int)index..count].CopyTo(codePoints[((int)index + 1)..]);
            codePoints[(int)index++] = (int)codePoint;
            count++;
        }

        return true;
    }

    /// <summary>RFC 3492 §6.3; false if the answer does not fit.</summary>
    public static bool TryEncode(ReadOnlySpan<int> codePoints, Span<char> text, out int length)
    {
        length = 0;
        foreach (var codePoint in codePoints)
        {
            if (codePoint < InitialCodePoint && !TryAppend((char)codePoint, text, ref length))
                return false;
        }

        var basicCount = length;
        var handled = length;
        if (basicCount > 0 && !TryAppend('-', text, ref length))
            return false;

        var next = InitialCodePoint;
        var delta = 0L;
        var bias = InitialBias;
        while (handled < codePoints.Length)
        {
            var smallest = int.MaxValue;
            foreach (var codePoint in codePoints)
            {
                if (codePoint >= next)
                    smallest = Math.Min(smallest, codePoint);
            }

            delta += (long)(smallest - next) * (handled + 1);
            next = smallest;
            foreach (var codePoint in codePoints)
            {
                if (codePoint < next)
                    delta++;

                if (codePoint != next)
                    continue;

                if (!TryWriteNumber(delta, bias, text, ref length))
                    return false;

                bias = Adapt(delta, handled + 1, isFirst: handled == basicCount);
                delta = 0;
                handled++;
            }

            delta++;
            next++;
        }

        return true;
    }

    static bool TryReadNumber(ReadOnlySpan<char> text, ref int position, int bias, ref long index)
    {
        var weight = 1L;
        for (var k = Base; ; k += Base)
        {
            if (position == text.Length)
                return false;

            var digit = DigitOf(text[position++]);
            if (digit < 0)
                return false;

            index += digit * weight;
            var threshold = Math.Clamp(k - bias, LowestThreshold, HighestThreshold);
            if (digit < threshold)
                return true;

            weight *= Base - threshold;
            if (index > int.MaxValue || weight > int.MaxValue)
                return false;
        }
    }

    static bool TryWriteNumber(long number, int bias, Span<char> text, ref int length)
    {
        for (var k = Base; ; k += Base)
        {
            var threshold = Math.Clamp(k - bias, LowestThreshold, HighestThreshold);
            if (number < threshold)
                return TryAppend(CharacterOf((int)number), text, ref length);

            if (!TryAppend(CharacterOf((int)(threshold + ((number - threshold) % (Base - threshold)))),
                text, ref length))
                return false;

            number = (number - threshold) / (Base - threshold);
        }
    }

    /// <summary>RFC 3492 §6.1.</summary>
    static int Adapt(long delta, int count, bool isFirst)
    {
        delta = isFirst ? delta / Damp : delta / 2;
        delta += delta / count;
        var k = 0;
        for (; delta > (Base - LowestThreshold) * HighestThreshold / 2; k += Base)
            delta /= Base - LowestThreshold;

        return k + (int)((Base - LowestThreshold + 1) * delta / (delta + Skew));
    }

    static bool TryAppend(char character, Span<char> text, ref int length)
    {
        if (length == text.Length)
            return false;

        text[length++] = character;

        return true;
    }

    static int DigitOf(char character) => character switch
    {
        >= 'a' and <= 'z' => character - 'a',
        >= 'A' and <= 'Z' => character - 'A',
        >= '0' and <= '9' => character - '0' + 26,
        _ => -1,
    };

    static char CharacterOf(int digit) => (char)(digit < 26 ? 'a' + digit : '0' + digit - 26);
}
