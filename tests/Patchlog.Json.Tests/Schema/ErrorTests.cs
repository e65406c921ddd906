using Shouldly;
using Xunit;

namespace Patchlog.Json.Tests.Schema;

/// <summary>What an invalid document's author is told.</summary>
public sealed class ErrorTests
{
    const string Order = """
        { "$id": "https://example.org/order",
          "type": "object", "required": ["id", "total"], "additionalProperties": false,
          "properties": {
            "id": { "type": "string", "pattern": "^O-[0-9]+$" },
            "total": { "$ref": "#/$defs/money" },
            "lines": { "type": "array", "maxItems": 2, "items": { "required": ["sku"] } } },
          "$defs": { "money": { "type": "number", "minimum": 0 } } }
        """;

    [Fact]
    public void All_errors_are_told_with_their_place()
    {
        var errors = Schemas.Compile(Order).ErrorsOf("""
            { "id": "17", "total": -1, "lines": [{}, { "sku": 1 }, {}], "a/b": 1 }
            """);

        errors.ShouldBe(
            ["/id pattern", "/total minimum", "/lines maxItems", "/lines/0 required", "/lines/2 required",
                "/a~1b additionalProperties"],
            ignoreOrder: true);
    }

    [Fact]
    public void An_error_names_the_canonical_place_of_its_keyword()
    {
        var error = Schemas.Compile(Order).Validate(JsonValue.Parse("""{ "id": "O-1", "total": -1 }""")).Single();

        error.SchemaLocation.ShouldBe("https://example.org/order#/$defs/money/minimum");
        error.Detail.ShouldBe("This is -1; expected at least 0.");
        error.IsLimit.ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{ "type": ["integer", "null"] }""", "1.5", "This is the number 1.5; expected null or an integer.")]
    [InlineData("""{ "type": "string" }""", "{}", "This is an object; expected a string.")]
    [InlineData("""{ "enum": ["a", 1] }""", "\"b\"", "This is \"b\"; expected one of \"a\", 1.")]
    [InlineData("""{ "const": 9007199254740993 }""", "9007199254740992",
        "This is 9007199254740992; expected 9007199254740993.")]
    [InlineData("""{ "minLength": 3 }""", "\"😀\"", "This string has 1 character; expected at least 3.")]
    [InlineData("""{ "maxItems": 1 }""", "[1, 2]", "This array has 2 elements; expected at most 1.")]
    [InlineData("""{ "uniqueItems": true }""", "[1, 2, 1.0]",
        "The elements at 0 and 2 are equal; expected no two of them to be.")]
    [InlineData("""{ "required": ["x"] }""", "{}", "The member 'x' is missing.")]
    [InlineData("""{ "additionalProperties": false }""", """{ "x": 1 }""", "The member 'x' is not allowed.")]
    [InlineData("""{ "prefixItems": [true], "items": false }""", "[1, 2]", "There may be no element at index 1.")]
    [InlineData("""{ "dependentRequired": { "a": ["b"] } }""", """{ "a": 1 }""",
        "The member 'b' is missing, which 'a' requires.")]
    [InlineData("""{ "contains": { "const": 1 }, "minContains": 2 }""", "[1]",
        "1 element satisfies the schema of 'contains'; expected at least 2.")]
    [InlineData("""{ "not": {} }""", "1", "The schema of 'not' holds; expected it not to.")]
    [InlineData("""{ "oneOf": [{}, { "type": "null" }, true] }""", "1",
        "The schemas 0 and 2 of 'oneOf' both hold; expected exactly one to.")]
    [InlineData("""{ "multipleOf": 0.01 }""", "0.075", "This is 0.075; expected a multiple of 0.01.")]
    [InlineData("false", "1", "No value is allowed here.")]
    public void An_error_is_a_sentence(string schema, string document, string expected) =>
        Schemas.Compile(schema).Validate(JsonValue.Parse(document)).Single().Detail.ShouldBe(expected);

    [Fact]
    public void A_combination_stands_before_its_reasons() =>
        Schemas.Compile("""{ "properties": { "a": { "anyOf": [{ "type": "string" }, { "minimum": 5 }] } } }""")
            .ErrorsOf("""{ "a": 1 }""")
            .ShouldBe(["/a anyOf", "/a type", "/a minimum"]);

    [Fact]
    public void Ways_that_failed_are_not_told_if_another_held() =>
        Schemas.Compile("""{ "anyOf": [{ "type": "string" }, { "type": "number" }], "maximum": 0 }""")
            .ErrorsOf("1")
            .ShouldBe([" maximum"]);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public void Errors_are_bounded_in_number(int max)
    {
        var document = "[" + string.Join(',', Enumerable.Repeat("{}", 1000)) + "]";

        Schemas.Compile("""{ "items": { "anyOf": [{ "type": "string" }, { "required": ["a", "b"] }] } }""")
            .Validate(JsonValue.Parse(document), max)
            .Length.ShouldBe(max);
    }

    [Fact]
    public void Members_that_are_wrong_in_an_unevaluated_schema_are_told_once() =>
        Schemas.Compile("""{ "properties": { "a": { "type": "string" } }, "unevaluatedProperties": false }""")
            .ErrorsOf("""{ "a": 1, "b": 2 }""")
            .ShouldBe(["/a type"]);
}
