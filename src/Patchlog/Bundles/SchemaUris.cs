using Patchlog.Json;
using Patchlog.Json.Schema;

namespace Patchlog.Bundles;

/// <summary>By which URIs the schemas of a bundle find each other.</summary>
static class SchemaUris
{
    /// <summary>
    /// Every schema by its path below <c>schemas/</c>. A schema whose <c>$id</c> is an absolute URI finds its
    /// neighbours by their file names, too, as if they had been published beside it.
    /// </summary>
    public static SchemaDocuments Of(IReadOnlyDictionary<string, SchemaFile> schemas) => SchemaDocuments.Of(
        schemas.Select(schema => KeyValuePair.Create(schema.Key, schema.Value.Document)),
        schemas.Select(schema => HomeOf(schema.Key, schema.Value)).OfType<string>());

    /// <summary>The URI of the folder that a schema believes to be in; null if it says nothing of it.</summary>
    static string? HomeOf(string path, SchemaFile schema)
    {
        var id = (schema.Document as JsonObject)?["$id"] ?? (schema.Document as JsonObject)?["id"];
        if (id is not JsonString { Value: var text } || !Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || !uri.IsWellFormedOriginalString() || uri.Scheme is not ("http" or "https"))
        {
            return null;
        }

        var up = string.Concat(Enumerable.Repeat("../", path.Count(character => character == '/')));
        return new Uri(uri, "./" + up).AbsoluteUri;
    }
}
