using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace Patchlog.Json.Values;

/// <summary>
/// The mathematical value of a number literal: sign, significant digits, power of ten. It looks at the literal in
/// place and never computes a power, so <c>1E1000000</c> costs what <c>1</c> costs.
/// </summary>
readonly ref struct ExactDecimal
{
    /// <summary>From the first to the last digit that is not zero; a decimal point may stand in between.</summary>
    readonly ReadOnlySpan<byte> _digits;
    readonly int _digitCount;
    readonly bool _isNegative;

    /// <summary>The power of ten that the last digit counts.</summary>
    readonly long _exponent;

    /// <param name="literal">A literal by the grammar of RFC 8259 §6 whose exponent fits an int.</param>
    public ExactDecimal(ReadOnlySpan<byte> literal)
    {
        var mantissaEnd = literal.IndexOfAny((byte)'e', (byte)'E');
        var writtenExponent = mantissaEnd < 0 ? 0 : ParseExponent(literal[(mantissaEnd + 1)..]);
        var mantissa = mantissaEnd < 0 ? literal : literal[..mantissaEnd];
        var first = mantissa.IndexOfAnyInRange((byte)'1', (byte)'9');
        if (first < 0)
            return; // Zero, however written and whatever its sign.

        var last = mantissa.LastIndexOfAnyInRange((byte)'1', (byte)'9');
        var point = mantissa.IndexOf((byte)'.');
        var unitsEnd = point < 0 ? mantissa.Length : point;

        _isNegative = literal[0] == '-';
        _digits = mantissa[first..(last + 1)];
        _digitCount = _digits.Length - (first < point && point < last ? 1 : 0);
        _exponent = writtenExponent + (last < unitsEnd ? unitsEnd - last - 1 : unitsEnd - last);
    }

    /// <summary>Whether it has no fraction.</summary>
    public bool IsInteger => _digitCount == 0 || _exponent >= 0;

    /// <summary>From the first to the last digit that is not zero, a decimal point perhaps in between.</summary>
    public ReadOnlySpan<byte> Digits => _digits;

    /// <summary>The power of ten that the last digit counts.</summary>
    public long Exponent => _exponent;

    int Sign => _digitCount == 0 ? 0 : _isNegative ? -1 : 1;

    public static bool AreEqual(in ExactDecimal left, in ExactDecimal right) =>
        left.Sign == right.Sign
        && left._digitCount == right._digitCount
        && left._exponent == right._exponent
        && CompareDigits(left, right) == 0;

    public static int Compare(in ExactDecimal left, in ExactDecimal right)
    {
        if (left.Sign != right.Sign || left.Sign == 0)
            return left.Sign.CompareTo(right.Sign);

        var byMagnitude = (left._exponent + left._digitCount).CompareTo(right._exponent + right._digitCount);
        return left.Sign * (byMagnitude != 0 ? byMagnitude : CompareDigits(left, right));
    }

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Sign);
        hash.Add(_exponent);
        var chunk = 0UL;
        var taken = 0;
        foreach (var digit in _digits)
        {
            if (digit == '.')
                continue;
            chunk = (chunk * 10) + (uint)(digit - '0');
            if (++taken % 16 == 0)
            {
                hash.Add(chunk);
                chunk = 0;
            }
        }

        hash.Add(chunk);
        return hash.ToHashCode();
    }

    /// <summary>False if there is a fraction, or if the value is out of range.</summary>
    public bool TryGetInt64(out long value)
    {
        value = 0;
        if (_digitCount == 0)
            return true;
        if (_exponent < 0 || _exponent + _digitCount > 19)
            return false;

        UInt128 magnitude = 0;
        foreach (var digit in _digits)
        {
            if (digit != '.')
                magnitude = (magnitude * 10) + (uint)(digit - '0');
        }

        for (var power = _exponent; power > 0; power--)
            magnitude *= 10;

        if (magnitude > (UInt128)long.MaxValue + (_isNegative ? 1u : 0u))
            return false;
        value = _isNegative ? unchecked(-(long)(ulong)magnitude) : (long)magnitude;
        return true;
    }

    /// <summary>
    /// The one form that equal numbers share: digits without outer zeros, then a power of ten unless it is 0.
    /// </summary>
    public void WriteCanonical(IBufferWriter<byte> output)
    {
        const int longestExponent = 21;
        var span = output.GetSpan(_digitCount + longestExponent + 2);
        var length = 0;
        if (_digitCount == 0)
            span[length++] = (byte)'0';
        if (_isNegative)
            span[length++] = (byte)'-';
        foreach (var digit in _digits)
        {
            if (digit != '.')
                span[length++] = digit;
        }

        if (_exponent != 0)
        {
            span[length++] = (byte)'E';
            Utf8Formatter.TryFormat(_exponent, span[length..], out var written);
            length += written;
        }

        output.Advance(length);
    }

    static int ParseExponent(ReadOnlySpan<byte> text) =>
        int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    /// <summary>Compares as fractions 0.d₁d₂…, so a longer run of digits that begins alike is the greater.</summary>
    static int CompareDigits(in ExactDecimal left, in ExactDecimal right)
    {
        int here = 0, there = 0;
        while (here < left._digits.Length && there < right._digits.Length)
        {
            if (left._digits[here] == '.')
                here++;
            else if (right._digits[there] == '.')
                there++;
            else if (left._digits[here] != right._digits[there])
                return left._digits[here].CompareTo(right._digits[there]);
            else
                (here, there) = (here + 1, there + 1);
        }

        return left._digitCount.CompareTo(right._digitCount);
    }
}
