using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Describing;

/// <summary>What to call a schema that others refer to: after its file, and after its place there.</summary>
static class SchemaNames
{
    /// <summary>The words of the name: one for the file, and one for the place unless it is the whole file.</summary>
    /// <param name="document">The URI of the document.</param>
    /// <param name="pointer">The JSON Pointer of the schema.</param>
    public static ImmutableArray<string> Of(string document, string pointer)
    {
        var file = document[(document.TrimEnd('/').LastIndexOf('/') + 1)..].Trim('_', '/', '#');
        if (file.EndsWith(".json", StringComparison.Ordinal))
            file = file[..^".json".Length];

        var place = JsonPointer.TryParse(pointer, out var parsed)
            ? parsed.Tokens.LastOrDefault(token => !IsStructure(token))
            : null;

        return place is null ? [file] : [file, place];
    }

    // What says where a schema stands, and not what it is about.
    static bool IsStructure(string token) =>
        token is "$defs" or "definitions" or "properties" or "patternProperties" or "additionalProperties" or "items"
            or "prefixItems" or "allOf" or "anyOf" or "oneOf" or "not" or "if" or "then" or "else"
        || token.All(char.IsAsciiDigit);
}
