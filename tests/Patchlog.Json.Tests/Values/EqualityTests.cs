using System.Buffers;
using System.Numerics;
using CsCheck;
using Patchlog.Json.Tests.Generators;
using Shouldly;
using Xunit;

namespace Patchlog.Json.Tests.Values;

public sealed class EqualityTests
{
    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("1", "10e-1")]
    [InlineData("100", "1e2")]
    [InlineData("0", "-0")]
    [InlineData("0", "0.000e-7")]
    [InlineData("1E400", "10e399")]
    [InlineData("1.5e-400", "15e-401")]
    [InlineData("120.50", "12050e-2")]
    [InlineData("{\"a\":1,\"b\":[2.0]}", "{\"b\":[2],\"a\":1.0}")]
    [InlineData("\"\\u0061\"", "\"a\"")]
    public void Equal_values_are_equal_and_share_hash_and_canonical_text(string left, string right)
    {
        var (one, other) = (JsonValue.Parse(left), JsonValue.Parse(right));
        (one == other).ShouldBeTrue();
        one.GetHashCode().ShouldBe(other.GetHashCode());
        Canonical(one).ShouldBe(Canonical(other));
    }

    [Theory]
    [InlineData("1E400", "1E401")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("1", "-1")]
    [InlineData("1", "\"1\"")]
    [InlineData("1", "true")]
    [InlineData("0.1", "0.10000000000000000001")]
    [InlineData("12", "1.2")]
    [InlineData("null", "false")]
    [InlineData("[1,2]", "[2,1]")]
    [InlineData("[]", "{}")]
    [InlineData("{\"a\":1}", "{\"A\":1}")]
    [InlineData("{\"a\":1}", "{\"b\":1}")]
    [InlineData("{\"a\":null}", "{}")]
    [InlineData("\"é\"", "\"e\u0301\"")]
    public void Different_values_are_different(string left, string right)
    {
        var (one, other) = (JsonValue.Parse(left), JsonValue.Parse(right));
        (one != other).ShouldBeTrue();
        Canonical(one).ShouldNotBe(Canonical(other));
    }

    [Fact]
    public void Values_are_equal_exactly_if_their_canonical_texts_are() =>
        Documents.Versions.Sample((one, other) =>
        {
            var areEqual = Canonical(one) == Canonical(other);
            one.Equals(other).ShouldBe(areEqual);
            other.Equals(one).ShouldBe(areEqual);
            if (areEqual)
                one.GetHashCode().ShouldBe(other.GetHashCode());
        });

    [Fact]
    public void The_canonical_text_is_json_and_equal_to_the_value() =>
        Documents.Any.Sample(value => JsonValue.Parse(Canonical(value)).ShouldBe(value));

    [Fact]
    public void The_order_of_members_means_nothing() =>
        Documents.Any.Sample(value =>
        {
            var reversed = Reverse(value);
            reversed.ShouldBe(value);
            reversed.GetHashCode().ShouldBe(value.GetHashCode());
            Canonical(reversed).ShouldBe(Canonical(value));
        });

    [Fact]
    public void Numbers_are_ordered_by_exact_value() =>
        Gen.Select(Documents.NumberLiteral, Documents.NumberLiteral).Sample((left, right) =>
        {
            var (one, other) = ((JsonNumber)JsonValue.Parse(left), (JsonNumber)JsonValue.Parse(right));
            var expected = Scaled(left).CompareTo(Scaled(right));
            Math.Sign(JsonNumber.Compare(one, other)).ShouldBe(Math.Sign(expected));
            one.Equals(other).ShouldBe(expected == 0);
        });

    [Fact]
    public void A_huge_exponent_costs_nothing()
    {
        var limits = new JsonLimits { MaxExponent = 1_000_000 };
        var one = JsonValue.Parse("1e1000000", limits);
        var other = JsonValue.Parse("10e999999", limits);
        bool Agree() => one.Equals(other) && one.GetHashCode() == other.GetHashCode();
        Enumerable.Range(0, 100_000).Count(_ => Agree()).ShouldBe(100_000);
    }

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("-0.0e5", 0L)]
    [InlineData("1.0", 1L)]
    [InlineData("1e2", 100L)]
    [InlineData("-1.5e1", -15L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("92233720368547758070e-1", long.MaxValue)]
    public void A_whole_number_is_one_however_it_is_written(string literal, long expected)
    {
        ((JsonNumber)JsonValue.Parse(literal)).TryGetInt64(out var value).ShouldBeTrue();
        value.ShouldBe(expected);
    }

    [Theory]
    [InlineData("0.5")]
    [InlineData("1e-1")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("1e19")]
    [InlineData("1e1000")]
    public void A_fraction_or_a_number_out_of_range_is_no_long(string literal) =>
        ((JsonNumber)JsonValue.Parse(literal)).TryGetInt64(out _).ShouldBeFalse();

    [Fact]
    public void A_long_becomes_a_number_and_comes_back() =>
        Gen.Long.Sample(value =>
        {
            var number = JsonNumber.From(value);
            number.TryGetInt64(out var back).ShouldBeTrue();
            back.ShouldBe(value);
            number.ShouldBe(JsonValue.Parse($"{value}"));
        });

    [Fact]
    public void A_double_becomes_a_number_and_comes_back() =>
        Gen.Double.Sample(value =>
        {
            if (double.IsFinite(value))
                JsonNumber.From(value).ToDouble().ShouldBe(value);
            else
                Should.Throw<ArgumentOutOfRangeException>(() => JsonNumber.From(value));
        });

    static string Canonical(JsonValue value)
    {
        var output = new ArrayBufferWriter<byte>();
        value.WriteCanonicalTo(output);
        return System.Text.Encoding.UTF8.GetString(output.WrittenSpan);
    }

    static JsonValue Reverse(JsonValue value) => value switch
    {
        JsonObject members => JsonObject.Of(
            [.. members.Members.ToArray().Reverse().Select(member => member with { Value = Reverse(member.Value) })]),
        JsonArray items => JsonArray.Of([.. items.Items.ToArray().Select(Reverse)]),
        _ => value,
    };

    /// <summary>The value times 10^500, by powers: what the library must not do.</summary>
    static BigInteger Scaled(string literal)
    {
        var parts = literal.ToLowerInvariant().Split('e');
        var digits = parts[0].Split('.');
        var fraction = digits.Length > 1 ? digits[1] : "";
        var exponent = (parts.Length > 1 ? int.Parse(parts[1]) : 0) - fraction.Length + 500;
        return BigInteger.Parse(digits[0] + fraction) * BigInteger.Pow(10, exponent);
    }
}
