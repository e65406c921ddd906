using Patchlog.Json.Schema;
using Shouldly;
using Xunit;

namespace Patchlog.Json.Tests.Schema;

/// <summary>Questions that the official suite has come to ask since the version that is copied here, in our words.</summary>
public sealed class NewerSuiteTests
{
    static readonly SchemaOptions Away = new()
    {
        Documents = Schemas.Documents(
            ("http://example.org/detached.json", """
                { "$id": "http://example.org/detached.json",
                  "$defs": { "foo": { "$dynamicRef": "#detached" },
                             "bar": { "$dynamicAnchor": "detached", "type": "integer" } } }
                """),
            ("http://example.org/ref-and-defs.json", """
                { "$id": "http://example.org/ref-and-defs.json", "$defs": { "inner": { "type": "string" } },
                  "$ref": "#/$defs/inner" }
                """)),
    };

    [Theory]
    [InlineData("1", true)]
    [InlineData("\"a\"", false)]
    public void A_reference_into_a_document_finds_its_detached_dynamic_anchor(string document, bool expected) =>
        Schemas.Compile("""{ "$ref": "http://example.org/detached.json#/$defs/foo" }""", Away)
            .Accepts(document).ShouldBe(expected);

    [Theory]
    [InlineData("\"a\"", true)]
    [InlineData("1", false)]
    public void A_document_that_is_a_reference_has_definitions_too(string document, bool expected) =>
        Schemas.Compile("""{ "$ref": "http://example.org/ref-and-defs.json" }""", Away)
            .Accepts(document).ShouldBe(expected);

    [Theory]
    [InlineData("""{ "bar-item": { "content": 42 } }""", true)]
    [InlineData("""{ "bar-item": { "content": "value" } }""", false)]
    public void A_pointer_across_resources_skips_the_dynamic_anchors_of_those_between(string document, bool expected) =>
        Schemas.Compile("""
            { "$id": "https://example.com/foo",
              "properties": { "bar-item": { "$ref": "bar#/$defs/item" } },
              "$defs": { "bar": { "$id": "https://example.com/bar", "items": { "$ref": "item" },
                "$defs": {
                  "item": { "$id": "item", "properties": { "content": { "$dynamicRef": "#content" } },
                            "$defs": { "defaultContent": { "$dynamicAnchor": "content", "type": "integer" } } },
                  "content": { "$dynamicAnchor": "content", "type": "string" } } } } }
            """).Accepts(document).ShouldBe(expected);

    [Theory]
    [InlineData("""{ "true": 1 }""", true)]
    [InlineData("""{ "false": 1 }""", false)]
    public void A_dynamic_reference_may_lead_to_a_boolean(string document, bool expected) =>
        Schemas.Compile("""
            { "$defs": { "true": true, "false": false },
              "properties": { "true": { "$dynamicRef": "#/$defs/true" }, "false": { "$dynamicRef": "#/$defs/false" } } }
            """).Accepts(document).ShouldBe(expected);

    [Theory]
    [InlineData("""["a"]""", true)]
    [InlineData("""["b"]""", false)]
    public void An_if_alone_evaluates(string document, bool expected) =>
        Schemas.Compile("""{ "if": { "prefixItems": [{ "const": "a" }] }, "unevaluatedItems": false }""")
            .Accepts(document).ShouldBe(expected);

    [Theory]
    [InlineData("""{ "contains": { "type": "string" }, "minContains": 0, "unevaluatedItems": false }""", "[0]", false)]
    [InlineData("""{ "contains": { "type": "string" }, "minContains": 0, "unevaluatedItems": false }""", """["a"]""", true)]
    [InlineData("""{ "unevaluatedProperties": { "type": "null" } }""", """{ "a": null }""", true)]
    [InlineData("""{ "not": { "not": { "properties": { "a": true } } }, "unevaluatedProperties": false }""",
        """{ "a": 1 }""", false)]
    [InlineData("""{ "propertyNames": { "const": "foo" } }""", """{ "bar": 1 }""", false)]
    [InlineData("""{ "propertyNames": { "enum": ["foo", "bar"] } }""", """{ "foo": 1, "bar": 2 }""", true)]
    [InlineData("""{ "$ref": "#/$defs/a%25b", "$defs": { "a%b": { "type": "integer" } } }""", "\"x\"", false)]
    [InlineData("""{ "$ref": "#/$defs/", "$defs": { "": { "type": "integer" } } }""", "\"x\"", false)]
    [InlineData("""{ "properties": { "__proto__": { "type": "number" }, "constructor": { "type": "number" } } }""",
        """{ "__proto__": "a" }""", false)]
    [InlineData("""{ "const": { "$id": "x", "$ref": "#/nowhere" } }""", """{ "$id": "x", "$ref": "#/nowhere" }""", true)]
    [InlineData("""{ "maximum": 5, "$ref": "#/$defs/a", "$defs": { "a": { "minimum": 2 } } }""", "7", false)]
    [InlineData("""{ "uniqueItems": true }""", """[{ "a": 1, "b": 2 }, { "b": 2, "a": 1.0 }]""", false)]
    [InlineData("""{ "uniqueItems": true }""", "[1, true, 0, false, [1], [true]]", true)]
    public void Single_questions(string schema, string document, bool expected) =>
        Schemas.Compile(schema).Accepts(document).ShouldBe(expected);

    [Theory]
    [InlineData("email", "a@[extn:test]", false)]
    [InlineData("email", "\"joe@bloggs\"@example.com", true)]
    [InlineData("email", "\"\\\"@iana.org", false)]
    [InlineData("email", "a@b@c.org", false)]
    [InlineData("email", "a.\"b\"@iana.org", false)]
    [InlineData("email", "a@[ipv6:::]", true)]
    [InlineData("email", "test@iana.org.", false)]
    [InlineData("email", "aé@iana.org", false)]
    [InlineData("hostname", "", false)]
    [InlineData("hostname", ".", false)]
    [InlineData("hostname", ".example", false)]
    [InlineData("hostname", "example.", false)]
    [InlineData("hostname", "example\uFF0Ecom", false)]
    [InlineData("hostname", "xn--X", false)]
    [InlineData("hostname", "xn--ihqwcrb4cv8a8dqg056pqjye", true)]
    [InlineData("idn-hostname", "a\u3002b", true)]
    [InlineData("idn-hostname", "\u3002b", false)]
    [InlineData("idn-hostname", "", false)]
    [InlineData("idn-hostname", "\u06F00", true)]
    [InlineData("ipv4", "127.0.0.0/8", false)]
    [InlineData("ipv4", "1২7.0.0.1", false)]
    [InlineData("ipv4", "087.10.0.1", false)]
    [InlineData("ipv6", "fe80::a%eth1", false)]
    [InlineData("ipv6", "::ffff:192.168.0.1", true)]
    [InlineData("ipv6", "1::2::3", false)]
    [InlineData("uri", "https://[@example.org/test.txt", false)]
    [InlineData("uri", "bar,baz:foo", false)]
    [InlineData("uri", "https://example.org/foobar|.txt", false)]
    [InlineData("iri", "http://2001:0db8:85a3:0000:0000:8a2e:0370:7334", false)]
    [InlineData("iri", "http://ƒøø.ßår/?∂éœ=πîx#πîüx", true)]
    [InlineData("uri-template", "http://example.com/dictionary/{term:1}/{term", false)]
    [InlineData("time", "23:59:60Z", true)]
    [InlineData("time", "22:59:60Z", false)]
    [InlineData("time", "23:59:60+00:30", false)]
    [InlineData("time", "00:29:60+00:30", true)]
    [InlineData("time", "12:00:00.Z", false)]
    [InlineData("date-time", "1998-12-31T23:59:61Z", false)]
    [InlineData("date-time", "1963-06-1৪T00:00:00Z", false)]
    [InlineData("date", "2021-02-29", false)]
    [InlineData("duration", "P1Y2W", false)]
    [InlineData("duration", "PT1D", false)]
    [InlineData("duration", "P1YT", false)]
    [InlineData("duration", "PT1H30S", false)]
    [InlineData("json-pointer", "/foo~", false)]
    [InlineData("relative-json-pointer", "0+1#", true)]
    [InlineData("relative-json-pointer", "01/a", false)]
    [InlineData("uuid", "2eb8aa08-aa98-11ea-b4aa73b441d16380", false)]
    [InlineData("regex", "^(abc]", false)]
    public void Formats(string format, string text, bool expected)
    {
        var schema = JsonObject.Of(new JsonMember("format", format));

        Schemas.Compile(schema, new SchemaOptions { AssertFormat = true }).IsValid(text).ShouldBe(expected);
        Schemas.Compile(schema).IsValid(text).ShouldBeTrue();
    }
}
