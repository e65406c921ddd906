using Patchlog.Json.Schema;
using Shouldly;
using Xunit;

namespace Patchlog.Json.Tests.Schema;

/// <summary>Schemas and documents that mean ill: each ends with a definite answer.</summary>
public sealed class LimitTests
{
    [Fact]
    public void Doubling_by_references_ends_undecided_at_the_budget()
    {
        const int doublings = 40;
        var levels = Enumerable.Range(0, doublings).Select(i => $$"""
            "a{{i}}": { "allOf": [{ "$ref": "#/$defs/a{{i + 1}}" }, { "$ref": "#/$defs/a{{i + 1}}" }] }
            """);
        var schema = Schemas.Compile($$"""
            { "$ref": "#/$defs/a0", "$defs": { {{string.Join(',', levels)}}, "a{{doublings}}": { "type": "integer" } } }
            """);

        EndsAtALimit(schema, "1");
        schema.Validate(JsonValue.Parse("\"x\""), maxErrors: 1).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{ "anyOf": [{ "type": "string" }, { "$ref": "#" }] }""")]
    [InlineData("""{ "not": { "$ref": "#" } }""")]
    [InlineData("""{ "if": { "$ref": "#" }, "then": true }""")]
    [InlineData("""{ "oneOf": [{ "$ref": "#" }, { "$ref": "#" }] }""")]
    [InlineData("""{ "$dynamicAnchor": "x", "anyOf": [{ "$dynamicRef": "#x" }] }""")]
    public void Recursion_that_stays_at_its_value_ends_undecided(string schema) =>
        EndsAtALimit(Schemas.Compile(schema, Frugal), "1");

    [Fact]
    public void The_deepest_document_meets_a_recursive_schema()
    {
        var schema = Schemas.Compile("""
            { "$defs": { "node": { "allOf": [{ "type": "array" }, { "items": { "$ref": "#/$defs/node" } }] } },
              "$ref": "#/$defs/node" }
            """);
        JsonValue document = JsonArray.Empty;
        while (document.Depth < JsonValue.MaxDepth)
            document = JsonArray.Of(document);

        schema.IsValid(document).ShouldBeTrue();
    }

    [Fact]
    public void The_deepest_schema_is_compiled()
    {
        var text = string.Concat(Enumerable.Repeat("""{"not":""", 250)) + "false" + new string('}', 250);
        var schema = Schemas.Compile(JsonValue.Parse(text, new JsonLimits { MaxDepth = JsonValue.MaxDepth }));

        schema.Accepts("1").ShouldBeFalse();
    }

    [Fact]
    public void Ten_thousand_properties_are_one_look_up_each()
    {
        const int count = 10_000;
        var names = Enumerable.Range(0, count).Select(i => $"m{i}").ToArray();
        var number = JsonValue.Parse("""{ "type": "number" }""");
        var schema = Schemas.Compile(JsonObject.Of(
            new("properties", JsonObject.Of([.. names.Select(name => new JsonMember(name, number))])),
            new("required", JsonArray.Of([.. names.Select(name => (JsonValue)name)]))));
        var document = JsonObject.Of([.. names.Select(name => new JsonMember(name, 1))]);

        schema.IsValid(document).ShouldBeTrue();
        schema.IsValid(document.Without("m77")).ShouldBeFalse();
        schema.IsValid(document.With("m77", "x")).ShouldBeFalse();
    }

    [Fact]
    public void A_long_chain_of_references_needs_no_stack()
    {
        const int length = 20_000;
        var links = Enumerable.Range(0, length)
            .Select(i => new JsonMember($"d{i}", JsonObject.Of(new JsonMember("$ref", $"#/$defs/d{i + 1}"))))
            .Append(new JsonMember($"d{length}", JsonObject.Of(new JsonMember("type", "null"))));
        var schema = Schemas.Compile(JsonObject.Of(
            new("$ref", "#/$defs/d0"), new("$defs", JsonObject.Of([.. links]))));

        schema.Accepts("null").ShouldBeTrue();
        schema.Accepts("1").ShouldBeFalse();
    }

    [Fact]
    public void A_huge_enum_is_a_set()
    {
        var values = Enumerable.Range(0, 50_000).Select(i => (JsonValue)$"value {i}");
        var schema = Schemas.Compile(JsonObject.Of(new JsonMember("enum", JsonArray.Of([.. values]))));

        schema.Accepts("\"value 49999\"").ShouldBeTrue();
        schema.Accepts("\"value 50000\"").ShouldBeFalse();
    }

    [Fact]
    public void Too_many_schemas_are_a_fault()
    {
        var options = new SchemaOptions { Limits = new SchemaLimits { MaxSubschemas = 10 } };
        var schema = """{ "allOf": [{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}] }""";

        Schemas.FaultsOf(schema, options).ShouldContain(fault => fault.Code == SchemaFaultCodes.LimitExceeded);
    }

    [Theory]
    [InlineData("""{ "enum": [BIG] }""")]
    [InlineData("""{ "allOf": [BIG] }""")]
    [InlineData("""{ "properties": { "LONG": { "allOf": [{}, {}, {}, {}, {}, {}, {}, {}, {}, {}] } } }""")]
    [InlineData("""{ "pattern": "a{20000}" }""")]
    [InlineData("""{ "$ref": "big.json" }""")]
    public void A_schema_that_takes_too_much_memory_is_a_fault(string text)
    {
        var big = string.Join(',', Enumerable.Repeat("{}", 20_000));
        var schema = text.Replace("BIG", big, StringComparison.Ordinal)
            .Replace("LONG", new string('x', 100_000), StringComparison.Ordinal);
        var options = new SchemaOptions { Documents = Schemas.Documents(("big.json", $$"""{ "const": [{{big}}] }""")) };
        var bounded = options with { Limits = new SchemaLimits { MaxMemory = 1_000_000 } };

        JsonSchema.TryCompile(JsonValue.Parse(schema), options, out var compiled, out _).ShouldBeTrue();
        compiled!.Memory.ShouldBeGreaterThan(1_000_000);
        Schemas.FaultsOf(schema, bounded).ShouldContain(fault => fault.Code == SchemaFaultCodes.LimitExceeded);
    }

    [Theory]
    [InlineData("((a{1,100}){1,100}){1,100}")]
    [InlineData("a{1000000000}")]
    [InlineData("(a{2147483647}){2147483647}")]
    public void A_pattern_that_explodes_when_written_out_is_a_fault(string pattern) =>
        Schemas.FaultsOf(JsonObject.Of(new JsonMember("pattern", pattern)))
            .ShouldHaveSingleItem().Code.ShouldBe(SchemaFaultCodes.LimitExceeded);

    [Fact]
    public void A_pattern_of_many_different_letters_takes_memory_that_grows_with_its_length()
    {
        var letters = string.Concat(Enumerable.Range(0x4E00, 20_000).Select(letter => (char)letter));
        var schema = Schemas.Compile(JsonObject.Of(new JsonMember("pattern", $"^{letters}$")));

        schema.Memory.ShouldBeLessThan(letters.Length * 100);
        schema.IsValid(letters).ShouldBeTrue();
        schema.IsValid(letters[1..]).ShouldBeFalse();
    }

    [Fact]
    public void A_pattern_longer_than_the_limit_is_a_fault() =>
        Schemas.FaultsOf(JsonObject.Of(new JsonMember("pattern", new string('a', 100_000))))
            .ShouldHaveSingleItem().Code.ShouldBe(SchemaFaultCodes.LimitExceeded);

    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("^(a|aa)+$")]
    [InlineData("^(.*)*x$")]
    [InlineData("^(?=(a+)+$)(a+)+$")]
    public void A_pattern_that_backtracks_elsewhere_is_decided(string pattern)
    {
        var schema = Schemas.Compile(JsonObject.Of(new JsonMember("pattern", pattern)));
        var document = (JsonValue)(new string('a', 2_000) + "!");

        schema.Validate(document).ShouldHaveSingleItem();
        schema.IsValid(document).ShouldBeFalse();
    }

    [Fact]
    public void Back_references_that_backtrack_end_undecided_at_the_budget() =>
        EndsAtALimit(
            Schemas.Compile("""{ "pattern": "^(a+)+\\1b$" }""", Frugal), $"\"{new string('a', 5_000)}\"");

    [Fact]
    public void A_long_array_is_unique_or_not_without_comparing_each_with_each()
    {
        var items = Enumerable.Range(0, 100_000).Select(i => (JsonValue)i).ToArray();
        var schema = Schemas.Compile("""{ "uniqueItems": true }""");

        schema.IsValid(JsonArray.Of(items)).ShouldBeTrue();
        items[^1] = JsonValue.Parse("5.0");
        schema.IsValid(JsonArray.Of(items)).ShouldBeFalse();
    }

    [Fact]
    public void A_document_beyond_the_budget_is_undecided()
    {
        var limits = new SchemaLimits { MaxWork = 100 };
        var schema = Schemas.Compile("""{ "items": { "type": "null" } }""", new SchemaOptions { Limits = limits });

        EndsAtALimit(schema, "[" + string.Join(',', Enumerable.Repeat("null", 200)) + "]");
        schema.Accepts("[null]").ShouldBeTrue();
    }

    [Fact]
    public void Being_undecided_is_not_turned_around_by_not()
    {
        var limits = new SchemaLimits { MaxWork = 100 };
        var schema = Schemas.Compile(
            """{ "not": { "items": { "type": "string" } } }""", new SchemaOptions { Limits = limits });

        EndsAtALimit(schema, "[" + string.Join(',', Enumerable.Repeat("null", 200)) + "]");
    }

    /// <summary>A small budget, since what ends at a big one ends at a small one too.</summary>
    static SchemaOptions Frugal { get; } = new() { Limits = new SchemaLimits { MaxWork = 100_000 } };

    static void EndsAtALimit(JsonSchema schema, string document)
    {
        var value = JsonValue.Parse(document);

        schema.IsValid(value).ShouldBeFalse();
        schema.Validate(value).ShouldContain(error => error.IsLimit);
    }
}
