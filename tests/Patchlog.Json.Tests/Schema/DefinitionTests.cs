using System.Collections.Immutable;
using Patchlog.Json.Schema;
using Shouldly;
using Xunit;

namespace Patchlog.Json.Tests.Schema;

/// <summary>What schemas become when they are written as definitions of draft 2020-12.</summary>
public sealed class DefinitionTests
{
    const string Place = "#/$defs/";

    [Theory]
    [InlineData("draft-04", """{ "id": "x:/y", "minimum": 1, "exclusiveMinimum": true, "maximum": 5 }""",
        """{ "exclusiveMinimum": 1, "maximum": 5 }""")]
    [InlineData("draft-04", """{ "const": 1, "title": "t", "maximum": 5, "exclusiveMaximum": false }""",
        """{ "title": "t", "maximum": 5 }""")]
    [InlineData("draft-07", """{ "items": [{ "type": "string" }, true], "additionalItems": false }""",
        """{ "prefixItems": [{ "type": "string" }, true], "items": false }""")]
    [InlineData("draft-07", """{ "items": [], "additionalItems": { "type": "null" } }""",
        """{ "items": { "type": "null" } }""")]
    [InlineData("draft-07", """{ "items": { "type": "string" }, "additionalItems": false }""",
        """{ "items": { "type": "string" } }""")]
    [InlineData("draft-06", """{ "dependencies": { "a": ["b"], "c": { "minProperties": 2 } } }""",
        """{ "dependentRequired": { "a": ["b"] }, "dependentSchemas": { "c": { "minProperties": 2 } } }""")]
    [InlineData("draft-07", """{ "$comment": "mine", "$id": "x:/y", "readOnly": true, "if": true, "then": {} }""",
        """{ "readOnly": true, "if": true, "then": {} }""")]
    [InlineData("draft-06", """{ "if": false, "then": false, "x-unique": ["/a"], "xml": { "name": "n" } }""",
        """{ "x-unique": ["/a"] }""")]
    public void An_older_draft_is_said_in_the_newest(string draft, string schema, string expected)
    {
        var options = new SchemaOptions
        {
            Draft = draft == "draft-04" ? SchemaDraft.Draft4
                : draft == "draft-06" ? SchemaDraft.Draft6
                : SchemaDraft.Draft7,
        };

        Export(Schemas.Compile(schema, options)).All["root"].ShouldBe(JsonValue.Parse(expected));
    }

    [Fact]
    public void References_lead_to_names_and_what_nobody_refers_to_is_left_out()
    {
        var options = new SchemaOptions
        {
            BaseUri = "order.json",
            Documents = Schemas.Documents(
                ("address.json", """{ "$defs": { "code": { "type": "string" } }, "type": "object" }"""),
                ("unused.json", "true")),
        };
        var schema = Schemas.Compile("""
            {
              "properties": {
                "to": { "$ref": "address.json" }, "from": { "$ref": "address.json#" },
                "code": { "$ref": "address.json#/$defs/code" }, "line": { "$ref": "#named" }, "self": { "$ref": "#" }
              },
              "$defs": { "line": { "$anchor": "named", "type": "array" }, "unused": { "type": "null" } }
            }
            """, options);

        var all = Export(schema).All;

        all.Keys.ShouldBe(["address.json", "address.json.$defs.code", "order.json.$defs.line", "root"]);
        all["root"].ShouldBe(JsonValue.Parse("""
            {
              "properties": {
                "to": { "$ref": "#/$defs/address.json" }, "from": { "$ref": "#/$defs/address.json" },
                "code": { "$ref": "#/$defs/address.json.$defs.code" },
                "line": { "$ref": "#/$defs/order.json.$defs.line" }, "self": { "$ref": "#/$defs/root" }
              }
            }
            """));
        all["address.json"].ShouldBe(JsonValue.Parse("""{ "type": "object" }"""));
    }

    [Fact]
    public void What_two_schemas_share_has_one_definition()
    {
        var documents = Schemas.Documents(("a.json", """{ "minimum": 1 }"""));
        var (one, two) = (
            Schemas.Compile("""{ "$ref": "a.json" }""", new() { BaseUri = "one.json", Documents = documents }),
            Schemas.Compile("""{ "items": { "$ref": "a.json" } }""", new() { BaseUri = "two.json", Documents = documents }));

        var definitions = SchemaDefinitions.Of(
            ImmutableSortedDictionary<string, JsonSchema>.Empty.Add("one", one).Add("two", two), Place, (_, _) => "one");

        definitions.All.Keys.ShouldBe(["one", "one_2", "two"]);
        definitions.All["two"].ShouldBe(JsonValue.Parse("""{ "items": { "$ref": "#/$defs/one_2" } }"""));
    }

    [Theory]
    [InlineData("""{ "not": { "$dynamicRef": "#x" }, "$defs": { "x": { "$dynamicAnchor": "x", "type": "null" } } }""")]
    [InlineData("""{ "not": { "const": { "$ref": "#" } } }""")]
    public void What_rests_on_something_that_is_left_out_is_left_out_too(string schema) =>
        Export(Schemas.Compile(schema)).All["root"].ShouldBe(
            JsonObject.Empty.With("$comment", "What not says rests on something that is left out."));

    [Fact]
    public void A_chain_of_references_of_any_length_needs_no_stack()
    {
        const int length = 20_000;
        var members = Enumerable.Range(0, length).Select(at => new JsonMember(
            $"d{at}", JsonObject.Of(new("type", "object"), new("allOf", JsonArray.Of(
                JsonObject.Empty.With("$ref", at + 1 < length ? $"#/$defs/d{at + 1}" : "#/$defs/end"))))));
        var schema = JsonObject.Of(
            new("$ref", "#/$defs/d0"),
            new("$defs", JsonObject.Of([.. members, new("end", JsonObject.Empty.With("not", true))])));

        Export(Schemas.Compile(schema)).All.Count.ShouldBe(length + 2);
    }

    [Fact]
    public void Schemas_that_refer_into_each_other_take_time_in_proportion_to_their_size()
    {
        // Each level is referred to: written out wherever it stands, the whole would have many times its size.
        var text = string.Concat(Enumerable.Repeat("""{"properties":{"a":""", 60)) + "true"
            + string.Concat(Enumerable.Repeat("}}", 60));
        var references = Enumerable.Range(1, 59).Select(level => new JsonMember(
            $"r{level}", JsonObject.Empty.With("$ref", "#" + string.Concat(Enumerable.Repeat("/properties/a", level)))));
        var whole = ((JsonObject)JsonValue.Parse(text)).With("dependentSchemas", JsonObject.Of([.. references]));

        var all = Export(Schemas.Compile(whole)).All;

        all.Count.ShouldBe(60);
        all.Values.Sum(definition => definition.Utf8Length).ShouldBeLessThan(3 * whole.Utf8Length);
    }

    /// <summary>
    /// The law: a definition accepts whatever its schema accepts, and exactly that if nothing says otherwise.
    /// </summary>
    [Theory]
    [MemberData(nameof(SuiteTests.RequiredFiles), MemberType = typeof(SuiteTests))]
    public void A_definition_accepts_what_its_schema_accepts(string draft, string file)
    {
        foreach (var (schema, documents) in Suite.Groups(draft, file))
        {
            JsonSchema.TryCompile(schema, SuiteTests.OptionsOf(draft), out var compiled, out _).ShouldBeTrue();
            var all = Export(compiled!).All;
            var bundled = JsonObject.Of(
                new("$ref", Place + "root"),
                new("$defs", JsonObject.Of([.. all.Select(pair => new JsonMember(pair.Key, pair.Value))])));
            var definition = Schemas.Compile(bundled);
            var isExact = !bundled.ToString().Contains("\"$comment\"", StringComparison.Ordinal);

            foreach (var document in documents)
            {
                var about = $"{schema} became {bundled}; {document}";
                if (compiled!.IsValid(document))
                    definition.IsValid(document).ShouldBeTrue(about);
                else if (isExact)
                    definition.IsValid(document).ShouldBeFalse(about);
            }
        }
    }

    static SchemaDefinitions Export(JsonSchema schema) => SchemaDefinitions.Of(
        ImmutableSortedDictionary<string, JsonSchema>.Empty.Add("root", schema), Place,
        (document, pointer) => (document + pointer).Replace('~', '-')
            .Replace('/', '.').Replace('%', '-').Replace('"', '-').Replace('\\', '-').Replace('#', '-'));
}
