using System.Globalization;
using System.Numerics;
using Patchlog.Json.Schema.Evaluating;
using Patchlog.Json.Schema.Resources;
using Patchlog.Json.Values;

namespace Patchlog.Json.Schema.Keywords;

/// <summary>
/// <c>minimum</c>, <c>maximum</c>, <c>exclusiveMinimum</c> and <c>exclusiveMaximum</c> (2020-12 Validation §6.2), by
/// exact value.
/// </summary>
sealed class BoundAssertion : SimpleAssertion
{
    readonly JsonNumber _bound;
    readonly ScaledNumber? _scaled;
    readonly bool _isMinimum;
    readonly bool _isExclusive;

    public BoundAssertion(SchemaSite site, string keyword, JsonNumber bound, bool isMinimum, bool isExclusive)
        : base(site, keyword)
    {
        _bound = bound;
        _scaled = ScaledNumber.TryRead(bound.Utf8Literal, out var scaled) ? scaled : null;
        _isMinimum = isMinimum;
        _isExclusive = isExclusive;
    }

    public override bool Check(JsonValue value, Evaluation run) => Holds(value) || run.Fail(this, value);

    public override string Describe(JsonValue value)
    {
        var relation = (_isMinimum, _isExclusive) switch
        {
            (true, true) => "greater than",
            (true, false) => "at least",
            (false, true) => "less than",
            (false, false) => "at most",
        };

        return $"This is {ValueText.Of(value)}; expected {relation} {ValueText.Of(_bound)}.";
    }

    bool Holds(JsonValue value)
    {
        if (value is not JsonNumber number)
            return true;

        var order = _scaled is { } bound && ScaledNumber.TryRead(number.Utf8Literal, out var scaled)
            ? ScaledNumber.Compare(scaled, bound)
            : JsonNumber.Compare(number, _bound);
        if (order == 0)
            return !_isExclusive;

        return _isMinimum ? order > 0 : order < 0;
    }
}

/// <summary>
/// <c>multipleOf</c> (2020-12 Validation §6.2.1), by exact value. With both numbers as digits and a power of ten it is
/// a question of remainders, so <c>1E1000000</c> costs no more than its literal.
/// </summary>
sealed class MultipleOfAssertion : SimpleAssertion
{
    readonly JsonNumber _divisor;
    readonly ScaledNumber? _scaled;
    readonly BigInteger _digits;
    readonly long _exponent;

    public MultipleOfAssertion(SchemaSite site, JsonNumber divisor)
        : base(site, "multipleOf")
    {
        _divisor = divisor;
        _scaled = ScaledNumber.TryRead(divisor.Utf8Literal, out var scaled) ? scaled : null;
        var exact = new ExactDecimal(divisor.Utf8Literal);
        _digits = Digits(exact);
        _exponent = exact.Exponent;
    }

    public override bool Check(JsonValue value, Evaluation run) => Holds(value, run) || run.Fail(this, value);

    public override string Describe(JsonValue value) =>
        $"This is {ValueText.Of(value)}; expected a multiple of {ValueText.Of(_divisor)}.";

    bool Holds(JsonValue value, Evaluation run)
    {
        if (value is not JsonNumber number)
            return true;

        return _scaled is { } divisor && ScaledNumber.TryRead(number.Utf8Literal, out var scaled)
            ? scaled.IsMultipleOf(divisor)
            : IsMultiple(new ExactDecimal(number.Utf8Literal), run);
    }

    static BigInteger Digits(in ExactDecimal number)
    {
        var digits = new string([.. number.Digits.ToArray().Where(digit => digit != '.').Select(digit => (char)digit)]);
        return digits.Length == 0 ? BigInteger.Zero : BigInteger.Parse(digits, CultureInfo.InvariantCulture);
    }

    bool IsMultiple(in ExactDecimal number, Evaluation run)
    {
        if (number.Digits.IsEmpty)
            return true;

        // The last digit is not 0, so no power of ten divides the digits: the divisor may have no smaller exponent
        // left.
        var shift = number.Exponent - _exponent;
        if (shift < 0)
            return false;

        if (!run.Budget.TrySpend(number.Digits.Length + BigInteger.Abs(_digits).GetByteCount()))
            return false;

        var power = BigInteger.ModPow(10, shift, _digits);

        return (Digits(number) * power % _digits).IsZero;
    }
}
