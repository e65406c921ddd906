using Patchlog.Json.Values;

namespace Patchlog.Json.Schema.Keywords;

/// <summary>
/// A number of everyday length as mantissa and count of decimals: 24.90 is 2490 and 2. Others have none, and go the
/// longer way of <see cref="ExactDecimal"/>.
/// </summary>
readonly record struct ScaledNumber(long Mantissa, int Scale)
{
    const int MostDigits = 18;

    static readonly long[] PowersOfTen = [.. Enumerable.Range(0, MostDigits + 1).Select(PowerOfTen)];

    /// <summary>Reads a literal without exponent and of at most 18 digits.</summary>
    public static bool TryRead(ReadOnlySpan<byte> literal, out ScaledNumber number)
    {
        number = default;
        var start = literal[0] == '-' ? 1 : 0;
        if (literal.Length - start > MostDigits)
            return false;

        var mantissa = 0L;
        var point = literal.Length - 1;
        for (var i = start; i < literal.Length; i++)
        {
            var digit = literal[i] - '0';
            if ((uint)digit <= 9)
                mantissa = (mantissa * 10) + digit;
            else if (literal[i] == '.')
                point = i;
            else
                return false;
        }

        number = new ScaledNumber(start == 1 ? -mantissa : mantissa, literal.Length - 1 - point);
        return true;
    }

    public static int Compare(ScaledNumber left, ScaledNumber right)
    {
        if (left.Scale == right.Scale)
            return left.Mantissa.CompareTo(right.Mantissa);

        var shift = left.Scale - right.Scale;
        return shift > 0
            ? ((Int128)left.Mantissa).CompareTo((Int128)right.Mantissa * PowersOfTen[shift])
            : ((Int128)left.Mantissa * PowersOfTen[-shift]).CompareTo(right.Mantissa);
    }

    /// <summary>Whether the number is a whole multiple of another, which is not zero.</summary>
    public bool IsMultipleOf(ScaledNumber other)
    {
        var shift = other.Scale - Scale;
        return shift >= 0
            ? (Int128)Mantissa * PowersOfTen[shift] % other.Mantissa == 0
            : Mantissa % ((Int128)other.Mantissa * PowersOfTen[-shift]) == 0;
    }

    static long PowerOfTen(int exponent)
    {
        var power = 1L;
        for (var i = 0; i < exponent; i++)
            power *= 10;

        return power;
    }
}
