using Patchlog.Json.Schema.Resources;

namespace Patchlog.Json.Schema.Exporting;

/// <summary>What a schema says that a definition of draft 2020-12 does not.</summary>
static class DefinitionLosses
{
    /// <summary>What is lost of a schema itself, as a sentence for those who read it; null if nothing is.</summary>
    public static string? Find(SchemaSite site)
    {
        if (site.Value is not JsonObject schema)
            return null;

        if (Has("$ref") && site.Reference is null)
            return "Where the reference leads is not known here.";

        if (SchemaParts.IsLoneReference(site))
            return null;

        if ((Has("$dynamicRef") || Has("$recursiveRef")) && (site.FixedDynamicReference is null || Has("$ref")))
            return "Where the dynamic reference leads depends on the way to it.";

        if ((Has("const") && HoldsReference(schema["const"])) || (Has("enum") && HoldsReference(schema["enum"])))
            return "The values have a member $ref, which would be taken for a reference.";

        if (Has("dependencies") && (Has("dependentRequired") || Has("dependentSchemas")))
            return "The older keyword dependencies stands beside the newer ones.";

        if (site.Dialect.Draft == SchemaDraft.Draft4 && IsInteger(schema["type"]))
            return "In draft 4, an integer has no fraction: 1.0 is none.";

        return site.Dialect.Draft == SchemaDraft.Draft201909 && Has("unevaluatedItems")
            ? "In draft 2019-09, contains does not count as a look at the items."
            : null;

        bool Has(string keyword) => schema[keyword] is not null && KeywordTable.Find(keyword, site.Dialect) is not null;
    }

    /// <summary>Whether programs that look for references everywhere would find one in a value.</summary>
    public static bool HoldsReference(JsonValue? value)
    {
        switch (value)
        {
            case JsonObject members:
                foreach (var (name, member) in members)
                {
                    if (name is "$ref" or "$dynamicRef" || HoldsReference(member))
                        return true;
                }

                return false;
            case JsonArray items:
                foreach (var item in items)
                {
                    if (HoldsReference(item))
                        return true;
                }

                return false;
            default:
                return false;
        }
    }

    static bool IsInteger(JsonValue? type)
    {
        if (type is not JsonArray types)
            return type is JsonString { Value: "integer" };

        foreach (var one in types)
        {
            if (one is JsonString { Value: "integer" })
                return true;
        }

        return false;
    }
}
