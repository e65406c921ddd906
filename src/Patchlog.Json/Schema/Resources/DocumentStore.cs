using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Patchlog.Json.Schema.Resources;

/// <summary>
/// The documents that references may lead to: those of the caller, by the URI they were given with and by the
/// identifier at their root, and the metaschemas. There is no other source.
/// </summary>
sealed class DocumentStore(ImmutableDictionary<string, JsonValue> documents)
{
    Dictionary<string, JsonValue>? _byUri;

    /// <summary>The document of a URI without a fragment.</summary>
    public bool TryGet(string uri, [NotNullWhen(true)] out JsonValue? document)
    {
        if (documents.TryGetValue(uri, out document) || MetaschemaStore.TryGet(uri, out document))
            return true;

        _byUri ??= Gather();
        return _byUri.TryGetValue(uri, out document);
    }

    Dictionary<string, JsonValue> Gather()
    {
        var byUri = new Dictionary<string, JsonValue>(StringComparer.Ordinal);
        foreach (var (uri, document) in documents)
            byUri.TryAdd(UriText.Split(uri).Uri, document);

        foreach (var (uri, document) in documents)
        {
            if (document is not JsonObject members)
                continue;

            foreach (var id in (JsonValue?[])[members["$id"], members["id"]])
            {
                if (id is JsonString text)
                    byUri.TryAdd(UriText.Resolve(UriText.Split(uri).Uri, UriText.Split(text.Value).Uri), document);
            }
        }

        return byUri;
    }
}
