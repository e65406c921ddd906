using CsCheck;

namespace Patchlog.Json.Tests.Generators;

/// <summary>
/// Schemas of draft 2020-12, and documents that stand a chance to satisfy them: both use few names and small values.
/// </summary>
static class SchemaDocuments
{
    static readonly string[] Names = ["a", "b", "c", "ab"];

    static readonly Gen<string> Name = Gen.OneOf(Names);

    static readonly Gen<JsonValue> Scalar = Gen.OneOf((JsonValue[])[
        JsonValue.Null, JsonValue.True, JsonValue.False, 0, 1, 2, 3, 10, -1, JsonValue.Parse("0.5"), JsonValue.Parse("1.0"),
        "", "a", "b", "ab", "abc", "é", "😀b"]);

    public static readonly Gen<JsonValue> Document = DocumentOfDepth(3);

    /// <summary>A schema whose references lead to two definitions, which refer to nothing.</summary>
    public static readonly Gen<JsonObject> Schema = Gen.Select(
        SchemaOfDepth(3, mayRefer: true), SchemaOfDepth(2, mayRefer: false), SchemaOfDepth(1, mayRefer: false),
        (schema, first, second) => (schema as JsonObject ?? JsonObject.Of(new JsonMember("not", schema)))
            .With("$defs", JsonObject.Of(new("x", first), new("y", second))));

    static Gen<JsonValue> DocumentOfDepth(int depth)
    {
        if (depth == 0)
            return Scalar;

        var inner = DocumentOfDepth(depth - 1);
        return Gen.Frequency(
            (2, Scalar),
            (3, Gen.Select(Name, inner, (name, value) => new JsonMember(name, value)).Array[0, 4]
                .Select(members => (JsonValue)JsonObject.Of([.. members.DistinctBy(member => member.Name)]))),
            (2, inner.Array[0, 4].Select(items => (JsonValue)JsonArray.Of(items))));
    }

    static Gen<JsonValue> SchemaOfDepth(int depth, bool mayRefer) => Gen.Frequency(
        (1, Gen.OneOf(JsonValue.True, JsonValue.False)),
        (8, Gen.OneOf(KeywordsOf(depth, mayRefer)).Array[1, 4]
            .Select(members => (JsonValue)JsonObject.Of([.. members.DistinctBy(member => member.Name)]))));

    static Gen<JsonMember>[] KeywordsOf(int depth, bool mayRefer)
    {
        List<Gen<JsonMember>> keywords =
        [
            Gen.OneOf("null", "boolean", "integer", "number", "string", "array", "object")
                .Select(type => new JsonMember("type", type)),
            Gen.OneOf("string", "array", "object").Select(type => new JsonMember("type", JsonArray.Of(type, "integer"))),
            DocumentOfDepth(1).Select(value => new JsonMember("const", value)),
            Scalar.Array[1, 4].Select(values => new JsonMember("enum", JsonArray.Of([.. values.Distinct()]))),
            Gen.Select(Gen.OneOf("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), Gen.Int[-1, 3], Count),
            Gen.OneOf("2", "0.5", "3").Select(number => new JsonMember("multipleOf", JsonValue.Parse(number))),
            Gen.Select(
                Gen.OneOf(
                    "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains",
                    "maxContains"),
                Gen.Int[0, 3],
                Count),
            Gen.OneOf("^a", "b$", "^[a-c]+$", "^.$").Select(text => new JsonMember("pattern", text)),
            Gen.Bool.Select(flag => new JsonMember("uniqueItems", flag)),
            Name.Array[0, 2].Select(names => new JsonMember("required", Strings(names))),
            Gen.Select(Name, Name, (name, other) => new JsonMember(
                "dependentRequired", JsonObject.Of(new JsonMember(name, JsonArray.Of(other))))),
        ];
        if (mayRefer)
            keywords.Add(Gen.OneOf("#/$defs/x", "#/$defs/y").Select(text => new JsonMember("$ref", text)));
        if (depth > 0)
            keywords.AddRange(ApplicatorsOf(SchemaOfDepth(depth - 1, mayRefer)));
        return [.. keywords];
    }

    static Gen<JsonMember>[] ApplicatorsOf(Gen<JsonValue> schema)
    {
        var list = schema.Array[1, 3].Select(schemas => (JsonValue)JsonArray.Of(schemas));
        var map = Gen.Select(Name, schema, (name, value) => new JsonMember(name, value)).Array[1, 3]
            .Select(members => (JsonValue)JsonObject.Of([.. members.DistinctBy(member => member.Name)]));
        return
        [
            Gen.Select(Gen.OneOf("allOf", "anyOf", "oneOf", "prefixItems"), list, Of),
            Gen.Select(Gen.OneOf("properties", "patternProperties", "dependentSchemas", "properties"), map, Of),
            Gen.Select(
                Gen.OneOf(
                    "not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames",
                    "unevaluatedItems", "unevaluatedProperties"),
                schema,
                Of),
        ];
    }

    static JsonMember Of(string name, JsonValue value) => new(name, value);

    static JsonMember Count(string name, int count) => new(name, count);

    static JsonArray Strings(string[] names) => JsonArray.Of([.. names.Distinct().Select(name => (JsonValue)name)]);
}
