using System.Collections.Frozen;
using static Patchlog.Json.Schema.SchemaDraft;

namespace Patchlog.Json.Schema.Resources;

/// <summary>What the value of a keyword is made of.</summary>
enum KeywordShape
{
    /// <summary>No schemas.</summary>
    Plain,

    /// <summary>A schema.</summary>
    Schema,

    /// <summary>An array of schemas.</summary>
    SchemaList,

    /// <summary>An object whose members are schemas.</summary>
    SchemaMap,

    /// <summary>A schema, or an array of schemas: <c>items</c> up to 2019-09.</summary>
    SchemaOrList,

    /// <summary>An object whose members are schemas or arrays of names: <c>dependencies</c>.</summary>
    DependencyMap,
}

/// <summary>A keyword that means something to validation.</summary>
/// <param name="Shape">What its value is made of.</param>
/// <param name="Vocabulary">The vocabulary that it belongs to.</param>
/// <param name="First">The draft that brought it.</param>
/// <param name="Last">The last draft that has it.</param>
sealed record KeywordInfo(KeywordShape Shape, Vocabularies Vocabulary, SchemaDraft First, SchemaDraft Last)
{
    public bool IsIn(Dialect dialect) =>
        First <= dialect.Draft && dialect.Draft <= Last && (Vocabulary & dialect.Vocabularies) != Vocabularies.None;
}

/// <summary>
/// All keywords: in which drafts they exist and where schemas stand in them. Whatever is not here is an annotation, and
/// what looks like a schema inside it is none.
/// </summary>
static class KeywordTable
{
    const Vocabularies Formats = Vocabularies.FormatAnnotation | Vocabularies.FormatAssertion;

    static readonly FrozenDictionary<string, KeywordInfo[]> Keywords = Build();

    /// <summary>What a member of a schema means in a dialect; null for an annotation.</summary>
    public static KeywordInfo? Find(string name, Dialect dialect)
    {
        if (!Keywords.TryGetValue(name, out var infos))
            return null;

        foreach (var info in infos)
        {
            if (info.IsIn(dialect))
                return info;
        }

        return null;
    }

    static FrozenDictionary<string, KeywordInfo[]> Build()
    {
        var infos = new Dictionary<string, KeywordInfo[]>(StringComparer.Ordinal);
        AddReferences(infos);
        AddApplicators(infos);
        AddAssertions(infos);

        return infos.ToFrozenDictionary(StringComparer.Ordinal);
    }

    static void AddReferences(Dictionary<string, KeywordInfo[]> infos)
    {
        Add(infos, "$ref", KeywordShape.Plain, Vocabularies.Core);
        Add(infos, "$recursiveRef", KeywordShape.Plain, Vocabularies.Core, Draft201909, Draft201909);
        Add(infos, "$dynamicRef", KeywordShape.Plain, Vocabularies.Core, Draft202012);
        Add(infos, "$defs", KeywordShape.SchemaMap, Vocabularies.Core, Draft201909);
        // Since 2019-09 the metaschemas keep this one, and the next, for schemas that have grown with the drafts.
        Add(infos, "definitions", KeywordShape.SchemaMap, Vocabularies.Core);
        Add(infos, "dependencies", KeywordShape.DependencyMap, Vocabularies.Applicator);
    }

    static void AddApplicators(Dictionary<string, KeywordInfo[]> infos)
    {
        const Vocabularies applicator = Vocabularies.Applicator;
        foreach (var name in (string[])["allOf", "anyOf", "oneOf"])
            Add(infos, name, KeywordShape.SchemaList, applicator);

        Add(infos, "not", KeywordShape.Schema, applicator);
        foreach (var name in (string[])["if", "then", "else"])
            Add(infos, name, KeywordShape.Schema, applicator, Draft7);

        infos["items"] =
        [
            new KeywordInfo(KeywordShape.SchemaOrList, applicator, Draft4, Draft201909),
            new KeywordInfo(KeywordShape.Schema, applicator, Draft202012, Draft202012),
        ];
        Add(infos, "prefixItems", KeywordShape.SchemaList, applicator, Draft202012);
        Add(infos, "additionalItems", KeywordShape.Schema, applicator, Draft4, Draft201909);
        Add(infos, "contains", KeywordShape.Schema, applicator, Draft6);
        Add(infos, "unevaluatedItems", KeywordShape.Schema, Vocabularies.Unevaluated, Draft201909);

        Add(infos, "properties", KeywordShape.SchemaMap, applicator);
        Add(infos, "patternProperties", KeywordShape.SchemaMap, applicator);
        Add(infos, "additionalProperties", KeywordShape.Schema, applicator);
        Add(infos, "propertyNames", KeywordShape.Schema, applicator, Draft6);
        Add(infos, "dependentSchemas", KeywordShape.SchemaMap, applicator, Draft201909);
        Add(infos, "unevaluatedProperties", KeywordShape.Schema, Vocabularies.Unevaluated, Draft201909);
        Add(infos, "contentSchema", KeywordShape.Schema, Vocabularies.Content, Draft201909);
    }

    static void AddAssertions(Dictionary<string, KeywordInfo[]> infos)
    {
        foreach (var name in (string[])
            [
                "type", "enum", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum",
                "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems",
                "maxProperties", "minProperties", "required",
            ])
        {
            Add(infos, name, KeywordShape.Plain, Vocabularies.Validation);
        }

        Add(infos, "const", KeywordShape.Plain, Vocabularies.Validation, Draft6);
        foreach (var name in (string[])["maxContains", "minContains", "dependentRequired"])
            Add(infos, name, KeywordShape.Plain, Vocabularies.Validation, Draft201909);

        Add(infos, "format", KeywordShape.Plain, Formats);
    }

    static void Add(
        Dictionary<string, KeywordInfo[]> infos,
        string name,
        KeywordShape shape,
        Vocabularies vocabulary,
        SchemaDraft first = Draft4,
        SchemaDraft last = Draft202012) =>
        infos[name] = [new KeywordInfo(shape, vocabulary, first, last)];
}
