using System.Diagnostics.CodeAnalysis;
using Patchlog.Json.Schema.Compiling;

namespace Patchlog.Json.Schema.Resources;

/// <summary>
/// The schemas of one compilation, and the way from a reference to its target. Documents are indexed when a reference
/// first leads to them.
/// </summary>
sealed class SchemaLibrary
{
    readonly Dictionary<string, SchemaResource> _resources = new(StringComparer.Ordinal);
    readonly SchemaDocuments _documents;
    readonly SchemaIndexer _indexer;

    public SchemaLibrary(JsonValue schema, SchemaOptions options, FaultList faults, MemoryBudget memory)
    {
        _documents = options.Documents;
        _indexer = new SchemaIndexer(
            _resources, new DialectFinder(_documents, faults), faults, options.Limits, memory);

        var document = new SchemaDocument(UriText.Split(options.BaseUri).Uri, schema);
        Root = _indexer.AddDocument(document, Dialect.Of(options.Draft));
    }

    /// <summary>The schema to compile.</summary>
    public SchemaSite Root { get; }

    /// <inheritdoc cref="SchemaIndexer.IsFull"/>
    public bool IsFull => _indexer.IsFull;

    /// <summary>The resources that are indexed by now.</summary>
    public IEnumerable<SchemaResource> Resources => _resources.Values;

    /// <summary>The schema that a reference leads to (2020-12 Core §8.2.3).</summary>
    /// <param name="from">Where the reference stands.</param>
    /// <param name="reference">Its text.</param>
    /// <param name="target">The schema, if the answer is true.</param>
    /// <param name="detail">Why there is none, as a sentence, if the answer is false.</param>
    public bool TryResolve(
        SchemaSite from,
        string reference,
        [NotNullWhen(true)] out SchemaSite? target,
        [NotNullWhen(false)] out string? detail)
    {
        var (relative, fragment) = UriText.Split(reference);
        if (relative.Length > ResourceLimits.MaxUriLength)
        {
            target = null;
            detail = $"A reference has at most {ResourceLimits.MaxUriLength} characters before its fragment.";
            return false;
        }

        var uri = UriText.Resolve(from.Resource.Uri, relative);
        var resource = relative.Length == 0 ? from.Resource : FindResource(uri);
        if (resource is null)
        {
            target = null;
            detail = $"The reference '{JsonFault.Excerpt(reference)}' leads to '{JsonFault.Excerpt(uri)}', "
                + "and no document at hand has this URI.";
            return false;
        }

        target = Find(resource, UriText.Unescape(fragment ?? ""));
        detail = target is not null
            ? null
            : $"The reference '{JsonFault.Excerpt(reference)}' leads to no schema: "
                + $"{Name(resource)} has nothing at '#{JsonFault.Excerpt(fragment ?? "")}'.";
        return target is not null;
    }

    static string Name(SchemaResource resource) =>
        resource.Uri.Length == 0 ? "this document" : $"'{JsonFault.Excerpt(resource.Uri)}'";

    SchemaResource? FindResource(string uri)
    {
        if (_resources.TryGetValue(uri, out var resource))
            return resource;

        if (!_documents.TryFind(uri, out var document))
            return null;

        // What names no draft is read like the schema that everything began with.
        _indexer.AddDocument(new SchemaDocument(uri, document), Root.Dialect with
        {
            Vocabularies = Dialect.Of(Root.Dialect.Draft).Vocabularies,
        });

        return _resources.GetValueOrDefault(uri);
    }

    SchemaSite? Find(SchemaResource resource, string fragment)
    {
        if (fragment.Length > 0 && fragment[0] != '/')
            return resource.Anchors.GetValueOrDefault(fragment);

        return resource.Document.Sites.TryGetValue(resource.Pointer + fragment, out var site)
            ? site
            : FindUnknown(resource, fragment);
    }

    /// <summary>
    /// A schema where no keyword says that there is one. It belongs to the innermost resource on the way to it.
    /// </summary>
    SchemaSite? FindUnknown(SchemaResource resource, string fragment)
    {
        var document = resource.Document;
        if (!JsonPointer.TryParse(resource.Pointer + fragment, out var pointer)
            || pointer.Evaluate(document.Root) is not { } value)
        {
            return null;
        }

        var path = "";
        foreach (var token in pointer.Tokens)
        {
            path += JsonPointer.Escape(token);
            if (document.Sites.TryGetValue(path, out var site))
                resource = site.Resource;
        }

        return _indexer.Visit(value, resource, pointer.ToString(), pointer.Tokens[^1]);
    }
}
