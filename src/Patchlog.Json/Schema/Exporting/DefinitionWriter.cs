using Patchlog.Json.Schema.Resources;

namespace Patchlog.Json.Schema.Exporting;

/// <summary>
/// Writes schemas as draft 2020-12 says them. What it can't say is left out, and so is what rests on that in a way that
/// would then refuse too much, such as <c>not</c>.
/// </summary>
/// <param name="scan">Knows the names, and what is said in part only.</param>
/// <param name="place">What stands before a name in a reference.</param>
sealed class DefinitionWriter(DefinitionScan scan, string place)
{
    /// <summary>Writes a schema, with references where it has named ones inside.</summary>
    public JsonValue Write(SchemaSite site)
    {
        if (site.Value is not JsonObject schema)
            return site.Value;

        var members = new List<JsonMember>();
        if ((DefinitionLosses.Find(site) ?? FindConsequence(site, schema)) is { } loss)
            members.Add(new("$comment", loss));

        if (SchemaParts.IsLoneReference(site))
        {
            AddText(members, schema, "title");
            AddText(members, schema, "description");
            AddReference(members, site.Reference);
        }
        else
        {
            foreach (var (name, value) in schema)
                Add(members, site, schema, name, value);
        }

        return JsonObject.Of([.. members]);
    }

    static void AddText(List<JsonMember> members, JsonObject schema, string name)
    {
        if (schema[name] is JsonString text)
            members.Add(new(name, text));
    }

    void AddReference(List<JsonMember> members, SchemaSite? target)
    {
        if (target is not null && scan.NameOf(target) is { } name)
            members.Add(new("$ref", place + name));
    }

    void Add(List<JsonMember> members, SchemaSite site, JsonObject schema, string name, JsonValue value)
    {
        if (KeywordTable.Find(name, site.Dialect) is not { } keyword)
        {
            if (IsAnnotation(name, value))
                members.Add(new(name, value));

            return;
        }

        if (IsUnsayable(site, schema, name, value))
            return;

        switch (name)
        {
            case "$ref":
                AddReference(members, site.Reference);
                break;
            case "$dynamicRef" or "$recursiveRef":
                AddReference(members, site.FixedDynamicReference);
                break;
            case "items" when value is JsonArray { Count: > 0 }:
                members.Add(new("prefixItems", WriteParts(site, name, keyword.Shape, value)));
                break;
            case "additionalItems":
                members.Add(new("items", WriteParts(site, name, keyword.Shape, value)));
                break;
            case "minimum" or "maximum" when schema[Exclusive(name)] is JsonBoolean { Value: true }:
                members.Add(new(Exclusive(name), value));
                break;
            case "oneOf" when RestsOnLoss(site, schema, name, value):
                members.Add(new("anyOf", WriteParts(site, name, keyword.Shape, value)));
                break;
            case "dependencies":
                AddDependencies(members, site, (JsonObject)value);
                break;
            default:
                members.Add(new(name, WriteParts(site, name, keyword.Shape, value)));
                break;
        }
    }

    static string Exclusive(string name) => name == "minimum" ? "exclusiveMinimum" : "exclusiveMaximum";

    /// <summary>
    /// Whether a keyword is left out: because it means nothing here, or because it would mean too much.
    /// </summary>
    bool IsUnsayable(SchemaSite site, JsonObject schema, string name, JsonValue value) => name switch
    {
        "definitions" or "$defs" or "contentSchema" => true,
        "items" => value is JsonArray { Count: 0 },
        "additionalItems" => schema["items"] is not JsonArray,
        "$dynamicRef" or "$recursiveRef" => schema["$ref"] is not null,
        "exclusiveMinimum" or "exclusiveMaximum" => value is JsonBoolean,
        "const" or "enum" => DefinitionLosses.HoldsReference(value),
        "oneOf" => schema["anyOf"] is not null && RestsOnLoss(site, schema, name, value),
        _ => RestsOnLoss(site, schema, name, value),
    };

    /// <summary>Whether a keyword would refuse too much, because what it rests on accepts too much.</summary>
    bool RestsOnLoss(SchemaSite site, JsonObject schema, string name, JsonValue value) => name switch
    {
        "not" or "oneOf" => IsPartial(site, name, value),
        "if" or "then" or "else" => schema["if"] is { } condition && IsPartial(site, "if", condition),
        "maxContains" => schema["contains"] is { } contained && IsPartial(site, "contains", contained),
        "unevaluatedItems" or "unevaluatedProperties" => scan.IsPartial(site),
        _ => false,
    };

    string? FindConsequence(SchemaSite site, JsonObject schema)
    {
        if (!scan.IsPartial(site) || SchemaParts.IsLoneReference(site))
            return null;

        foreach (var (name, value) in schema)
        {
            if (KeywordTable.Find(name, site.Dialect) is not null && RestsOnLoss(site, schema, name, value))
                return $"What {name} says rests on something that is left out.";
        }

        return null;
    }

    bool IsPartial(SchemaSite site, string keyword, JsonValue value)
    {
        if (value is not JsonArray items)
            return SchemaParts.Find(site, keyword) is { } only && scan.IsPartial(only);

        for (var at = 0; at < items.Count; at++)
        {
            if (SchemaParts.Find(site, keyword, $"{at}") is { } part && scan.IsPartial(part))
                return true;
        }

        return false;
    }

    /// <summary>The value of a keyword, with what is written of the schemas in it.</summary>
    JsonValue WriteParts(SchemaSite site, string keyword, KeywordShape shape, JsonValue value)
    {
        if (shape == KeywordShape.Plain)
            return value;

        if (SchemaParts.IsSingle(shape, value))
            return SchemaParts.Find(site, keyword) is { } only ? WritePart(only) : JsonValue.True;

        if (value is JsonArray items)
        {
            var written = new JsonValue[items.Count];
            for (var at = 0; at < written.Length; at++)
                written[at] = SchemaParts.Find(site, keyword, $"{at}") is { } part ? WritePart(part) : JsonValue.True;

            return JsonArray.Of(written);
        }

        var members = new List<JsonMember>();
        foreach (var (name, _) in (JsonObject)value)
        {
            if (SchemaParts.Find(site, keyword, name) is { } part)
                members.Add(new(name, WritePart(part)));
        }

        return JsonObject.Of([.. members]);
    }

    JsonValue WritePart(SchemaSite site) => scan.NameOf(site) is { } name
        ? JsonObject.Empty.With("$ref", place + name)
        : Write(site);

    void AddDependencies(List<JsonMember> members, SchemaSite site, JsonObject dependencies)
    {
        var (names, schemas) = (new List<JsonMember>(), new List<JsonMember>());
        foreach (var (name, value) in dependencies)
        {
            if (value is JsonArray)
                names.Add(new(name, value));
            else if (value is JsonString)       // before draft 4
                names.Add(new(name, JsonArray.Of(value)));
            else if (SchemaParts.Find(site, "dependencies", name) is { } part)
                schemas.Add(new(name, WritePart(part)));
        }

        var declared = (JsonObject)site.Value;
        if (names.Count > 0 && declared["dependentRequired"] is null)
            members.Add(new("dependentRequired", JsonObject.Of([.. names])));

        if (schemas.Count > 0 && declared["dependentSchemas"] is null)
            members.Add(new("dependentSchemas", JsonObject.Of([.. schemas])));
    }

    /// <summary>Whether a member says something to people, in the way in which draft 2020-12 says it.</summary>
    static bool IsAnnotation(string name, JsonValue value) => name switch
    {
        "title" or "description" or "contentEncoding" or "contentMediaType" or "format" => value is JsonString,
        "deprecated" or "readOnly" or "writeOnly" => value is JsonBoolean,
        "examples" => value is JsonArray && !DefinitionLosses.HoldsReference(value),
        "default" => !DefinitionLosses.HoldsReference(value),
        _ => name.StartsWith("x-", StringComparison.Ordinal) && !DefinitionLosses.HoldsReference(value),
    };
}
