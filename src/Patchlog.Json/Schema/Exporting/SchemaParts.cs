using Patchlog.Json.Schema.Resources;

namespace Patchlog.Json.Schema.Exporting;

/// <summary>The schemas inside a schema, as far as they say something about documents.</summary>
static class SchemaParts
{
    /// <summary>Whether a schema is its <c>$ref</c> and nothing else.</summary>
    public static bool IsLoneReference(SchemaSite site) =>
        site.Dialect.HasLoneReferences && site.Value is JsonObject schema && schema["$ref"] is JsonString;

    /// <summary>The schema at a place below another; null if there is none.</summary>
    public static SchemaSite? Find(SchemaSite site, params ReadOnlySpan<string> tokens)
    {
        var pointer = site.Pointer;
        foreach (var token in tokens)
            pointer += JsonPointer.Escape(token);

        return site.Resource.Document.Sites.GetValueOrDefault(pointer);
    }

    /// <summary>
    /// All schemas inside, one level down. Definitions are not: they only matter where they are named.
    /// </summary>
    public static IEnumerable<SchemaSite> Of(SchemaSite site)
    {
        if (site.Value is not JsonObject schema || IsLoneReference(site))
            yield break;

        for (var at = 0; at < schema.Count; at++)
        {
            var (name, value) = schema.Members[at];
            if (name is "definitions" or "$defs" or "contentSchema"
                || KeywordTable.Find(name, site.Dialect) is not { Shape: not KeywordShape.Plain } keyword)
            {
                continue;
            }

            foreach (var part in Of(site, name, keyword.Shape, value))
                yield return part;
        }
    }

    /// <summary>Whether the value of a keyword is one schema, and no list or map of them.</summary>
    public static bool IsSingle(KeywordShape shape, JsonValue value) =>
        shape == KeywordShape.Schema || (shape == KeywordShape.SchemaOrList && value is not JsonArray);

    static IEnumerable<SchemaSite> Of(SchemaSite site, string keyword, KeywordShape shape, JsonValue value)
    {
        if (IsSingle(shape, value))
        {
            if (Find(site, keyword) is { } only)
                yield return only;

            yield break;
        }

        var count = value switch
        {
            JsonArray items => items.Count,
            JsonObject members => members.Count,
            _ => 0,
        };

        for (var at = 0; at < count; at++)
        {
            var token = value is JsonObject members ? members.Members[at].Name : $"{at}";
            if (Find(site, keyword, token) is { } part)
                yield return part;
        }
    }
}
