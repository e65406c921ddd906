using Patchlog.Json.Schema;
using Shouldly;
using Xunit;

namespace Patchlog.Json.Tests.Schema;

/// <summary>What a broken schema's author is told.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData("""{ "type": "strin" }""", "/type", "invalid-keyword")]
    [InlineData("""{ "type": [] }""", "/type", "invalid-keyword")]
    [InlineData("""{ "minLength": -1 }""", "/minLength", "invalid-keyword")]
    [InlineData("""{ "minLength": 1.5 }""", "/minLength", "invalid-keyword")]
    [InlineData("""{ "multipleOf": 0 }""", "/multipleOf", "invalid-keyword")]
    [InlineData("""{ "required": ["a", "a"] }""", "/required", "invalid-keyword")]
    [InlineData("""{ "required": "a" }""", "/required", "invalid-keyword")]
    [InlineData("""{ "enum": 1 }""", "/enum", "invalid-keyword")]
    [InlineData("""{ "allOf": [] }""", "/allOf", "invalid-keyword")]
    [InlineData("""{ "allOf": {} }""", "/allOf", "invalid-keyword")]
    [InlineData("""{ "not": 5 }""", "/not", "invalid-keyword")]
    [InlineData("""{ "properties": [] }""", "/properties", "invalid-keyword")]
    [InlineData("""{ "properties": { "a/b": 7 } }""", "/properties/a~1b", "invalid-keyword")]
    [InlineData("""{ "$defs": { "unused": { "maximum": "1" } } }""", "/$defs/unused/maximum", "invalid-keyword")]
    [InlineData("""{ "uniqueItems": 1 }""", "/uniqueItems", "invalid-keyword")]
    [InlineData("""{ "$id": "a#b" }""", "/$id", "invalid-keyword")]
    [InlineData("""{ "$anchor": "1" }""", "/$anchor", "invalid-keyword")]
    [InlineData("5", "", "invalid-keyword")]
    [InlineData("""{ "pattern": "^(a" }""", "/pattern", "invalid-pattern")]
    [InlineData("""{ "patternProperties": { "[": true } }""", "/patternProperties", "invalid-pattern")]
    [InlineData("""{ "$ref": "#/$defs/x" }""", "/$ref", "unresolved-reference")]
    [InlineData("""{ "$ref": "#name" }""", "/$ref", "unresolved-reference")]
    [InlineData("""{ "$ref": "https://example.org/away" }""", "/$ref", "unresolved-reference")]
    [InlineData("""{ "$ref": "file:///etc/passwd" }""", "/$ref", "unresolved-reference")]
    [InlineData("""{ "$ref": "#" }""", "/$ref", "reference-loop")]
    [InlineData("""{ "$defs": { "a": { "$anchor": "x" }, "b": { "$anchor": "x" } } }""", "/$defs/b",
        "duplicate-identifier")]
    [InlineData("""{ "$schema": "https://example.org/mine" }""", "/$schema", "unknown-dialect")]
    public void A_fault_names_its_place(string schema, string pointer, string code)
    {
        var fault = Schemas.FaultsOf(schema).ShouldHaveSingleItem();

        fault.Pointer.ShouldBe(pointer);
        fault.Code.ShouldBe(code);
        fault.Detail.ShouldEndWith(".");
    }

    [Fact]
    public void Several_faults_are_told_at_once()
    {
        var faults = Schemas.FaultsOf("""
            { "type": 1, "pattern": "(", "properties": { "a": { "$ref": "#/nowhere" }, "b": { "minItems": "2" } } }
            """);

        faults.Select(fault => fault.Pointer).ShouldBe(
            ["/type", "/pattern", "/properties/a/$ref", "/properties/b/minItems"], ignoreOrder: true);
    }

    [Fact]
    public void A_fault_says_what_was_expected() =>
        Schemas.FaultsOf("""{ "minLength": -1 }""").Single().Detail.ShouldBe(
            "'minLength' is -1; expected an integer that is not negative.");

    [Fact]
    public void A_fault_in_another_document_names_it()
    {
        var options = new SchemaOptions
        {
            BaseUri = "order.json",
            Documents = Schemas.Documents(("address.json", """{ "type": "nothing" }""")),
        };

        var fault = Schemas.FaultsOf("""{ "$ref": "address.json" }""", options).ShouldHaveSingleItem();

        fault.DocumentUri.ShouldBe("address.json");
        fault.Pointer.ShouldBe("/type");
    }

    [Theory]
    [InlineData("""{ "$defs": { "a": { "$ref": "#/$defs/b" }, "b": { "$ref": "#/$defs/a" } } }""")]
    [InlineData("""{ "allOf": [{ "allOf": [{ "$ref": "#" }] }] }""")]
    [InlineData("""{ "$defs": { "a": { "$dynamicRef": "#/$defs/a" } } }""")]
    public void A_circle_that_no_document_leaves_is_a_fault(string schema) =>
        Schemas.FaultsOf(schema).ShouldAllBe(fault => fault.Code == SchemaFaultCodes.ReferenceLoop);

    [Fact]
    public void A_vocabulary_that_is_required_and_unknown_is_a_fault()
    {
        var options = new SchemaOptions
        {
            Documents = Schemas.Documents(("https://example.org/meta", """
                { "$schema": "https://json-schema.org/draft/2020-12/schema",
                  "$vocabulary": { "https://example.org/units": true } }
                """)),
        };

        Schemas.FaultsOf("""{ "$schema": "https://example.org/meta" }""", options)
            .ShouldHaveSingleItem().Code.ShouldBe(SchemaFaultCodes.UnknownVocabulary);
    }

    [Fact]
    public void Faults_are_bounded_in_number()
    {
        var members = Enumerable.Range(0, 1000).Select(i => new JsonMember($"m{i}", JsonObject.Of(new JsonMember("type", 1))));
        var schema = JsonObject.Of(new JsonMember("properties", JsonObject.Of([.. members])));

        Schemas.FaultsOf(schema).Length.ShouldBe(SchemaLimits.Default.MaxFaults);
    }
}
