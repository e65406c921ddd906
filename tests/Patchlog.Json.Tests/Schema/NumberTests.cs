using System.Globalization;
using System.Numerics;
using CsCheck;
using Patchlog.Json.Schema;
using Patchlog.Json.Tests.Generators;
using Shouldly;
using Xunit;

namespace Patchlog.Json.Tests.Schema;

/// <summary>Numbers count by exact value, whatever their size.</summary>
public sealed class NumberTests
{
    [Theory]
    [InlineData("""{ "multipleOf": 0.01 }""", "1E40", true)]
    [InlineData("""{ "multipleOf": 0.01 }""", "19.99", true)]
    [InlineData("""{ "multipleOf": 0.01 }""", "19.999", false)]
    [InlineData("""{ "multipleOf": 0.01 }""", "1E1000", true)]
    [InlineData("""{ "multipleOf": 3 }""", "1E1000", false)]
    [InlineData("""{ "multipleOf": 7 }""", "700000000000000000000000000000000000000000007", true)]
    [InlineData("""{ "multipleOf": 7 }""", "700000000000000000000000000000000000000000008", false)]
    [InlineData("""{ "multipleOf": 1E-1000 }""", "5", true)]
    [InlineData("""{ "multipleOf": 1E1000 }""", "5", false)]
    [InlineData("""{ "multipleOf": 0.123456789 }""", "1e308", false)]
    [InlineData("""{ "maximum": 1E400 }""", "1E399", true)]
    [InlineData("""{ "maximum": 1E400 }""", "1.1E400", false)]
    [InlineData("""{ "minimum": -1E400 }""", "-1.1E400", false)]
    [InlineData("""{ "exclusiveMaximum": 0.3 }""", "0.30", false)]
    [InlineData("""{ "exclusiveMaximum": 0.3 }""", "0.29999999999999999999999999", true)]
    [InlineData("""{ "const": 9007199254740993 }""", "9007199254740992", false)]
    [InlineData("""{ "const": 9007199254740993 }""", "9007199254740993.0", true)]
    [InlineData("""{ "enum": [1E400, 2] }""", "10E399", true)]
    [InlineData("""{ "enum": [1E400, 2] }""", "1E401", false)]
    [InlineData("""{ "type": "integer" }""", "1.0", true)]
    [InlineData("""{ "type": "integer" }""", "1E400", true)]
    [InlineData("""{ "type": "integer" }""", "1E-400", false)]
    [InlineData("""{ "type": "integer" }""", "-0.0", true)]
    [InlineData("""{ "minLength": 2.0 }""", "\"a\"", false)]
    [InlineData("""{ "maxLength": 1E400 }""", "\"a\"", true)]
    public void Numbers_are_exact(string schema, string document, bool expected) =>
        Schemas.Compile(schema).Accepts(document).ShouldBe(expected);

    [Theory]
    [InlineData("1", true)]
    [InlineData("1.0", false)]
    [InlineData("1e2", false)]
    public void An_integer_of_draft_4_has_neither_fraction_nor_exponent(string document, bool expected) =>
        Schemas.Compile("""{ "type": "integer" }""", new SchemaOptions { Draft = SchemaDraft.Draft4 })
            .Accepts(document).ShouldBe(expected);

    [Fact]
    public void Multiples_and_bounds_agree_with_fractions_of_big_integers() =>
        Gen.Select(Documents.NumberLiteral, Documents.NumberLiteral).Sample(
            (document, other) =>
            {
                var order = BigInteger.Compare(Scaled(document), Scaled(other));
                Schemas.Compile($$"""{ "maximum": {{other}} }""").Accepts(document).ShouldBe(order <= 0);
                Schemas.Compile($$"""{ "exclusiveMinimum": {{other}} }""").Accepts(document).ShouldBe(order > 0);

                var divisor = BigInteger.Abs(Scaled(other));
                if (!divisor.IsZero)
                {
                    var schema = Schemas.Compile($$"""{ "multipleOf": {{other.TrimStart('-')}} }""");
                    schema.Accepts(document).ShouldBe((Scaled(document) % divisor).IsZero);
                }
            },
            iter: 2000);

    /// <summary>The value times ten to the 500th, which makes a whole number of all that are generated.</summary>
    static BigInteger Scaled(string literal)
    {
        const int scale = 500;
        var mantissaEnd = literal.IndexOfAny(['e', 'E']);
        var mantissa = mantissaEnd < 0 ? literal : literal[..mantissaEnd];
        var exponent = mantissaEnd < 0 ? 0 : int.Parse(literal[(mantissaEnd + 1)..], CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : mantissa.Length - point - 1;

        return BigInteger.Parse(mantissa.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)
            * BigInteger.Pow(10, scale + exponent - decimals);
    }
}
