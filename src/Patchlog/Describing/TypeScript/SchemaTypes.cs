using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Describing.TypeScript;

/// <summary>
/// Makes types of definitions. A type has every value that its schema accepts: what TypeScript can't say, such as
/// <c>pattern</c> and <c>not</c>, is left out. For one contract, and not thread-safe.
/// </summary>
sealed class SchemaTypes
{
    readonly ImmutableSortedDictionary<string, JsonValue> _definitions;
    readonly string _place;
    readonly Kinds _kinds;
    readonly Dictionary<string, int> _widths = new(StringComparer.Ordinal);
    HashSet<string> _direct = [];
    int _containers;
    int _followed;
    int _depth;

    /// <param name="definitions">What references lead to.</param>
    /// <param name="place">What stands before a name in a reference.</param>
    public SchemaTypes(ImmutableSortedDictionary<string, JsonValue> definitions, string place)
    {
        (_definitions, _place) = (definitions, place);
        _kinds = new(definitions, place);
    }

    /// <summary>The type of a definition.</summary>
    /// <param name="name">The definition.</param>
    /// <param name="kinds">The kinds that its values may have where it is used.</param>
    /// <param name="direct">The definitions that it names outside of all objects and arrays.</param>
    public TypeText OfDefinition(string name, ValueKinds kinds, out IReadOnlySet<string> direct)
    {
        _direct = new(StringComparer.Ordinal);
        var type = Of(_definitions[name], kinds);
        direct = _direct;

        return type;
    }

    /// <summary>The type of values that a schema accepts.</summary>
    public TypeText Of(JsonValue schema, ValueKinds within)
    {
        var kinds = within & _kinds.Of(schema);
        if (kinds == ValueKinds.None)
            return TypeText.Never;

        if (schema is not JsonObject members)
            return OfKinds(JsonObject.Empty, kinds);

        _depth++;
        var type = FindLiterals(members, kinds) ?? Combine(members, kinds);
        _depth--;

        return members["$comment"] is JsonString { Value: var loss } ? type.Remark(loss) : type;
    }

    /// <summary>The type of values that stand in an object or an array.</summary>
    public TypeText OfContent(JsonValue schema)
    {
        _containers++;
        var type = Of(schema, ValueKinds.All);
        _containers--;

        return type;
    }

    static TypeText? FindLiterals(JsonObject schema, ValueKinds kinds)
    {
        if (schema["const"] is { } constant)
            return Literals.Of(constant);

        if (schema["enum"] is not JsonArray { Count: <= DescribingLimits.MaxLiterals } values)
            return null;

        var literals = new List<TypeText>(values.Count);
        foreach (var value in values)
        {
            if ((Kinds.OfValue(value) & kinds) != ValueKinds.None)
                literals.Add(Literals.Of(value));
        }

        return TypeText.Union(literals);
    }

    TypeText Combine(JsonObject schema, ValueKinds kinds)
    {
        var parts = new List<TypeText>();
        var isWithin = false;       // whether some part is of these kinds only
        if (schema["$ref"] is JsonString { Value: var reference })
        {
            var name = reference[_place.Length..];
            parts.Add(OfName(name));
            isWithin = (_kinds.OfName(name) & ~kinds) == ValueKinds.None;
        }

        foreach (var part in Inside(schema, kinds))
        {
            // What says no more than the kinds is said by the kinds.
            if (part.IsTrivial)
                continue;

            parts.Add(part);
            isWithin = true;
        }

        var own = OfKinds(schema, kinds);
        if (!own.IsTrivial || !isWithin)
            parts.Insert(0, own);

        return TypeText.Intersection([.. parts.Where(part => part.Text != TypeText.Unknown.Text)]);
    }

    /// <summary>The types of what a schema combines.</summary>
    IEnumerable<TypeText> Inside(JsonObject schema, ValueKinds kinds)
    {
        if (schema["allOf"] is JsonArray all)
        {
            foreach (var part in Each(all))
                yield return Of(part, kinds);
        }

        foreach (var keyword in (string[])["anyOf", "oneOf"])
        {
            if (schema[keyword] is JsonArray any)
                yield return TypeText.Union([.. Each(any).Select(part => Of(part, kinds))]);
        }
    }

    static JsonValue[] Each(JsonArray items) => items.Items.ToArray();

    TypeText OfName(string name)
    {
        if (_containers == 0)
            _direct.Add(name);

        return new(name) { Width = WidthOf(name) };
    }

    /// <summary>
    /// How many alternatives a definition has; a definition on the way to itself counts as one, and one at the end of
    /// a long way as too many to be combined with others.
    /// </summary>
    int WidthOf(string name)
    {
        if (_widths.TryGetValue(name, out var width))
            return width;

        if (_followed == DescribingLimits.MaxReferences || _depth > DescribingLimits.MaxDepth)
            return DescribingLimits.MaxAlternatives + 1;

        var (direct, containers) = (_direct, _containers);
        (_direct, _containers) = ([], 0);
        _widths[name] = 1;
        _followed++;
        width = Of(_definitions[name], ValueKinds.All).Width;
        _followed--;
        (_direct, _containers) = (direct, containers);

        return _widths[name] = width;
    }

    /// <summary>What a schema itself says of values of these kinds.</summary>
    TypeText OfKinds(JsonObject schema, ValueKinds kinds)
    {
        var (members, items) = (TypeText.AnyObject, new TypeText("unknown[]") { IsTrivial = true });
        if (Has(ValueKinds.Object))
            members = ObjectTypes.Of(schema, this);

        if (Has(ValueKinds.Array))
            items = ArrayTypes.Of(schema, this);

        if (kinds == ValueKinds.All && members.IsTrivial && items.IsTrivial)
            return TypeText.Unknown;

        var types = new List<TypeText>();
        Add(ValueKinds.Object, members);
        Add(ValueKinds.Array, items);
        Add(ValueKinds.String, Trivial("string"));
        Add(ValueKinds.Number, Trivial("number"));
        Add(ValueKinds.Boolean, Trivial("boolean"));
        Add(ValueKinds.Null, Trivial("null"));

        return TypeText.Union(types);

        bool Has(ValueKinds kind) => (kinds & kind) != ValueKinds.None;

        void Add(ValueKinds kind, TypeText type)
        {
            if (Has(kind))
                types.Add(type);
        }

        static TypeText Trivial(string text) => new(text) { IsTrivial = true };
    }
}
