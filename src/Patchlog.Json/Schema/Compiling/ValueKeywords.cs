using Patchlog.Json.Schema.Evaluating;
using Patchlog.Json.Schema.Keywords;

namespace Patchlog.Json.Schema.Compiling;

/// <summary><c>type</c>, <c>const</c> and <c>enum</c> (2020-12 Validation §6.1).</summary>
static class ValueKeywords
{
    public static void Build(SchemaBuilder builder)
    {
        if (builder.TryGet("type", out var type))
            BuildType(builder, type);

        if (builder.TryGet("const", out var expected))
            builder.Add(new ConstAssertion(builder.Site, expected));

        if (builder.TryGet<JsonArray>("enum", "an array", out var values))
            builder.Add(new EnumAssertion(builder.Site, values));
    }

    static void BuildType(SchemaBuilder builder, JsonValue type)
    {
        const string expected =
            "one, or an array of distinct ones, of 'array', 'boolean', 'integer', 'null', 'number', "
            + "'object' and 'string'";
        var types = TypeSet.None;
        foreach (var name in type is JsonArray names ? names.Items : [type])
        {
            var added = TypeOf(name);
            if (added == TypeSet.None || (types & added) != TypeSet.None)
            {
                builder.Refuse("type", name, expected);
                return;
            }

            types |= added;
        }

        if (types == TypeSet.None)
            builder.Refuse("type", type, expected);
        else
            builder.Node.Restrict(types);
    }

    static TypeSet TypeOf(JsonValue name) => (name as JsonString)?.Value switch
    {
        "null" => TypeSet.Null,
        "boolean" => TypeSet.Boolean,
        "integer" => TypeSet.Integer,
        "number" => TypeSet.Number,
        "string" => TypeSet.String,
        "array" => TypeSet.Array,
        "object" => TypeSet.Object,
        _ => TypeSet.None,
    };
}
