namespace Patchlog.Json.Schema.Compiling;

/// <summary>
/// Checks <c>$id</c>, <c>$schema</c> and the anchors (2020-12 Core §8.2), which the index has read already.
/// </summary>
static class IdentifierKeywords
{
    public static void Build(SchemaBuilder builder, JsonObject schema)
    {
        var id = builder.Site.Dialect.IdKeyword;
        foreach (var keyword in (string[])[id, "$schema"])
        {
            if (schema[keyword] is { } value and not JsonString)
                builder.Refuse(keyword, value, "a string that is a URI");
        }

        if (builder.Draft >= SchemaDraft.Draft201909)
            CheckAnchor(builder, schema, "$anchor");

        if (builder.Draft == SchemaDraft.Draft202012)
            CheckAnchor(builder, schema, "$dynamicAnchor");

        if (builder.Draft == SchemaDraft.Draft201909 && schema["$recursiveAnchor"] is { } flag and not JsonBoolean)
            builder.Refuse("$recursiveAnchor", flag, "a boolean");
    }

    static void CheckAnchor(SchemaBuilder builder, JsonObject schema, string keyword)
    {
        if (schema[keyword] is not { } value)
            return;

        if (value is not JsonString text || !IsName(text.Value, builder.Draft))
            builder.Refuse(keyword, value,
                "a name of letters, digits, '-', '_' and '.' that begins with a letter or '_'");
    }

    /// <summary>2020-12 Core §8.2.2; 2019-09 has ':' too, and no '_' to begin with.</summary>
    static bool IsName(string text, SchemaDraft draft)
    {
        if (text.Length == 0 || !(char.IsAsciiLetter(text[0]) || text[0] == '_'))
            return false;

        foreach (var character in text)
        {
            var isOther = character is '-' or '_' or '.' || (character == ':' && draft == SchemaDraft.Draft201909);
            if (!char.IsAsciiLetterOrDigit(character) && !isOther)
                return false;
        }

        return true;
    }
}
