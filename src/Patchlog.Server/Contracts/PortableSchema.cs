using Patchlog.Json;

namespace Patchlog.Server.Contracts;

/// <summary>
/// Says what a schema says in words that generators of clients understand. They know schemas as objects only, read the
/// type of a constant from <c>type</c>, know one type beside <c>null</c> for containers, and take an object of which
/// nothing more is said for one without members. What is absent is written as <c>not</c> and <c>required</c>.
/// </summary>
/// <param name="mayOpen">
/// Whether what is said of nothing may be said of everything: not where a schema counts the members and elements that
/// others have looked at (<c>unevaluatedProperties</c>, <c>unevaluatedItems</c>).
/// </param>
sealed class PortableSchema(bool mayOpen)
{
    static readonly JsonObject Nothing = JsonObject.Empty.With("not", JsonObject.Empty);

    /// <summary>A schema in these words.</summary>
    public JsonValue Of(JsonValue schema) => schema switch
    {
        JsonBoolean { Value: false } => Nothing,
        JsonBoolean => JsonObject.Empty,
        JsonObject members => Split(Typed(Opened(Inside(Without(members))))),
        _ => schema,
    };

    /// <summary>Members that there must not be are not members that nothing fits.</summary>
    static JsonObject Without(JsonObject schema)
    {
        if (schema["properties"] is not JsonObject properties || schema["not"] is not null)
            return schema;

        var absent = new List<JsonValue>();
        foreach (var (name, property) in properties)
        {
            if (property == JsonValue.False)
            {
                absent.Add(JsonObject.Empty.With("required", JsonArray.Of(name)));
                properties = properties.Without(name);
            }
        }

        if (absent.Count == 0)
            return schema;

        var present = JsonObject.Of(new("type", "object"), new("anyOf", JsonArray.Of([.. absent])));
        schema = properties.Count == 0 ? schema.Without("properties") : schema.With("properties", properties);

        return schema.With("not", present);
    }

    JsonObject Inside(JsonObject schema)
    {
        var members = new List<JsonMember>(schema.Count);
        foreach (var (keyword, value) in schema)
            members.Add(new(keyword, Inside(keyword, value)));

        return JsonObject.Of([.. members]);
    }

    JsonValue Inside(string keyword, JsonValue value) => (keyword, value) switch
    {
        // Here every generator takes true and false.
        ("additionalProperties" or "unevaluatedProperties" or "unevaluatedItems", JsonBoolean) => value,
        ("additionalProperties" or "unevaluatedProperties" or "unevaluatedItems" or "propertyNames" or "contains"
            or "items" or "not" or "if" or "then" or "else", _) => Of(value),
        ("properties" or "patternProperties" or "dependentSchemas", JsonObject schemas) => OfEach(schemas),
        ("allOf" or "anyOf" or "oneOf" or "prefixItems", JsonArray schemas) => OfEach(schemas),
        _ => value,
    };

    JsonObject OfEach(JsonObject schemas)
    {
        var members = new List<JsonMember>(schemas.Count);
        foreach (var (name, schema) in schemas)
            members.Add(new(name, Of(schema)));

        return JsonObject.Of([.. members]);
    }

    JsonArray OfEach(JsonArray schemas)
    {
        var items = new List<JsonValue>(schemas.Count);
        foreach (var schema in schemas)
            items.Add(Of(schema));

        return JsonArray.Of([.. items]);
    }

    /// <summary>A constant, or a choice of constants, with their type.</summary>
    static JsonObject Typed(JsonObject schema)
    {
        if (schema["type"] is not null)
            return schema;

        var values = schema["const"] is { } constant ? JsonArray.Of(constant) : schema["enum"] as JsonArray;
        if (values is null or { Count: 0 })
            return schema;

        var types = new List<JsonValue>();
        foreach (var value in values)
        {
            if (!types.Contains(TypeOf(value)))
                types.Add(TypeOf(value));
        }

        return schema.With("type", types is [var only] ? only : JsonArray.Of([.. types]));
    }

    static JsonValue TypeOf(JsonValue value) => value switch
    {
        JsonString => "string",
        JsonBoolean => "boolean",
        JsonNull => "null",
        JsonArray => "array",
        JsonObject => "object",
        _ => value.ToString().All(char.IsAsciiDigit) ? "integer" : "number",
    };

    /// <summary>An object may have any members, and an array any elements, where nothing is said of them.</summary>
    JsonObject Opened(JsonObject schema)
    {
        if (!mayOpen)
            return schema;

        if (Allows(schema, "object") && !SaysOneOf(schema,
            "properties", "additionalProperties", "patternProperties", "allOf", "anyOf", "oneOf", "$ref"))
        {
            schema = schema.With("additionalProperties", true);
        }

        return Allows(schema, "array") && !SaysOneOf(schema, "items", "prefixItems", "allOf", "anyOf", "oneOf", "$ref")
            ? schema.With("items", JsonObject.Empty)
            : schema;
    }

    /// <summary>Objects or other values: a choice of two schemas.</summary>
    static JsonObject Split(JsonObject schema)
    {
        if (schema["type"] is not JsonArray types || SaysOneOf(schema, "anyOf", "oneOf", "allOf", "properties", "$ref"))
            return schema;

        var alternatives = new List<JsonValue>();
        var isMixed = false;
        foreach (var type in types)
        {
            if (type != "null")
                isMixed |= alternatives.Exists(other => ((JsonObject)other)["type"] != "null");

            alternatives.Add(Part(schema, type));
        }

        if (!isMixed || !(Allows(schema, "object") || Allows(schema, "array")))
            return schema;

        return schema.Without("type").Without("additionalProperties").Without("items")
            .With("anyOf", JsonArray.Of([.. alternatives]));
    }

    // Each keyword says something of one type only.
    static JsonObject Part(JsonObject schema, JsonValue type)
    {
        var part = JsonObject.Empty.With("type", type);
        var keyword = type == "object" ? "additionalProperties" : type == "array" ? "items" : null;

        return keyword is not null && schema[keyword] is { } said ? part.With(keyword, said) : part;
    }

    static bool Allows(JsonObject schema, JsonValue wanted)
    {
        if (schema["type"] is not JsonArray types)
            return schema["type"] == wanted;

        foreach (var type in types)
        {
            if (type == wanted)
                return true;
        }

        return false;
    }

    static bool SaysOneOf(JsonObject schema, params ReadOnlySpan<string> keywords)
    {
        foreach (var keyword in keywords)
        {
            if (schema[keyword] is not null)
                return true;
        }

        return false;
    }
}
