using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Bundles;

/// <summary>By which URIs the schemas of a bundle find each other.</summary>
static class SchemaUris
{
    /// <summary>
    /// Every schema by its path below <c>schemas/</c>. A schema whose <c>$id</c> is an absolute URI finds its
    /// neighbours by their file names, too, as if they had been published beside it.
    /// </summary>
    public static ImmutableDictionary<string, JsonValue> Of(IReadOnlyDictionary<string, SchemaFile> schemas)
    {
        var documents = ImmutableDictionary.CreateBuilder<string, JsonValue>(StringComparer.Ordinal);
        foreach (var (path, schema) in schemas)
            documents.Add(path, schema.Document);

        foreach (var home in schemas.Select(schema => HomeOf(schema.Key, schema.Value)).OfType<Uri>().Distinct())
        {
            foreach (var (path, schema) in schemas)
                documents.TryAdd(new Uri(home, path).AbsoluteUri, schema.Document);
        }

        return documents.ToImmutable();
    }

    /// <summary>The URI of the folder that a schema believes to be in; null if it says nothing of it.</summary>
    static Uri? HomeOf(string path, SchemaFile schema)
    {
        var id = (schema.Document as JsonObject)?["$id"] ?? (schema.Document as JsonObject)?["id"];
        if (id is not JsonString { Value: var text } || !Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || !uri.IsWellFormedOriginalString() || uri.Scheme is not ("http" or "https"))
        {
            return null;
        }

        var up = string.Concat(Enumerable.Repeat("../", path.Count(character => character == '/')));
        return new Uri(uri, "./" + up);
    }
}
