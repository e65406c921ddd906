using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Describing.TypeScript;

/// <summary>Of which kinds the values are that a schema accepts: never fewer than there are.</summary>
/// <param name="definitions">What references lead to.</param>
/// <param name="place">What stands before a name in a reference.</param>
sealed class Kinds(ImmutableSortedDictionary<string, JsonValue> definitions, string place)
{
    readonly Dictionary<string, ValueKinds> _ofNames = new(StringComparer.Ordinal);
    int _followed;
    int _depth;

    /// <summary>The kinds of a schema.</summary>
    public ValueKinds Of(JsonValue schema)
    {
        if (schema is not JsonObject members)
            return schema is JsonBoolean { Value: false } ? ValueKinds.None : ValueKinds.All;

        var kinds = OfTypes(members["type"]);
        if (members["const"] is { } constant)
            kinds &= OfValue(constant);

        if (members["enum"] is JsonArray values)
            kinds &= Any(values, OfValue);

        if (members["$ref"] is JsonString { Value: var reference })
            kinds &= OfName(reference[place.Length..]);

        _depth++;
        if (members["allOf"] is JsonArray all)
        {
            foreach (var part in all)
                kinds &= Of(part);
        }

        foreach (var keyword in (string[])["anyOf", "oneOf"])
        {
            if (members[keyword] is JsonArray any)
                kinds &= Any(any, Of);
        }

        _depth--;

        return kinds;
    }

    /// <summary>The kinds of a definition.</summary>
    public ValueKinds OfName(string name)
    {
        if (_ofNames.TryGetValue(name, out var kinds))
            return kinds;

        // On the way to itself, and at the end of a long way, it may be of any kind.
        if (_followed == DescribingLimits.MaxReferences || _depth > DescribingLimits.MaxDepth)
            return ValueKinds.All;

        _ofNames[name] = ValueKinds.All;
        _followed++;
        kinds = Of(definitions[name]);
        _followed--;

        return _ofNames[name] = kinds;
    }

    /// <summary>The kind of a value.</summary>
    public static ValueKinds OfValue(JsonValue value) => value.Kind switch
    {
        JsonKind.Null => ValueKinds.Null,
        JsonKind.True or JsonKind.False => ValueKinds.Boolean,
        JsonKind.Number => ValueKinds.Number,
        JsonKind.String => ValueKinds.String,
        JsonKind.Array => ValueKinds.Array,
        JsonKind.Object => ValueKinds.Object,
    };

    static ValueKinds Any(JsonArray items, Func<JsonValue, ValueKinds> kindsOf)
    {
        var kinds = ValueKinds.None;
        foreach (var item in items)
            kinds |= kindsOf(item);

        return kinds;
    }

    static ValueKinds OfTypes(JsonValue? types) => types switch
    {
        null => ValueKinds.All,
        JsonArray several => Any(several, OfType),
        _ => OfType(types),
    };

    static ValueKinds OfType(JsonValue type) => (type as JsonString)?.Value switch
    {
        "null" => ValueKinds.Null,
        "boolean" => ValueKinds.Boolean,
        "integer" or "number" => ValueKinds.Number,
        "string" => ValueKinds.String,
        "array" => ValueKinds.Array,
        "object" => ValueKinds.Object,
        _ => ValueKinds.All,
    };
}
