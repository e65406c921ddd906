using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Json.Schema.Resources;

namespace Patchlog.Json.Schema;

/// <summary>
/// The documents that references may lead to, indexed once for any number of compilations: by the URI they are given
/// with and by the identifier at their root. The metaschemas of all drafts are built in; nothing is ever fetched.
/// Immutable and thread-safe.
/// </summary>
public sealed class SchemaDocuments
{
    readonly FrozenDictionary<string, JsonValue> _given;
    readonly FrozenDictionary<string, JsonValue> _byUri;
    readonly FrozenSet<string> _folders;

    SchemaDocuments(IEnumerable<KeyValuePair<string, JsonValue>> documents, IEnumerable<string> folders)
    {
        _given = documents.ToFrozenDictionary(StringComparer.Ordinal);
        _byUri = Gather(_given);
        _folders = folders.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>No documents but the metaschemas.</summary>
    public static SchemaDocuments None { get; } = new([], []);

    /// <summary>Documents by URI without a fragment; the URI may be relative, such as a file's path.</summary>
    /// <param name="documents">The documents, each URI once.</param>
    /// <param name="folders">
    /// URIs that end with a slash, under each of which all documents with a relative URI are found, too: as if they had
    /// been published there together.
    /// </param>
    /// <exception cref="ArgumentException">A URI comes twice.</exception>
    public static SchemaDocuments Of(
        IEnumerable<KeyValuePair<string, JsonValue>> documents, IEnumerable<string>? folders = null) =>
        new(documents, folders ?? []);

    /// <summary>Finds the document of a URI without a fragment.</summary>
    public bool TryFind(string uri, [NotNullWhen(true)] out JsonValue? document)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (uri.Length > ResourceLimits.MaxUriLength)
        {
            document = null;
            return false;
        }

        return _given.TryGetValue(uri, out document)
            || MetaschemaStore.TryGet(uri, out document)
            || _byUri.TryGetValue(uri, out document)
            || TryFindInFolder(uri, out document);
    }

    bool TryFindInFolder(string uri, [NotNullWhen(true)] out JsonValue? document)
    {
        document = null;
        if (_folders.Count == 0)
            return false;

        for (var at = uri.Length - 1; at > 0; at = uri.LastIndexOf('/', at - 1))
        {
            if (uri[at] == '/' && _folders.Contains(uri[..(at + 1)])
                && _given.TryGetValue(Uri.UnescapeDataString(uri[(at + 1)..]), out document))
            {
                return true;
            }
        }

        return false;
    }

    static FrozenDictionary<string, JsonValue> Gather(FrozenDictionary<string, JsonValue> documents)
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

        return byUri.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
