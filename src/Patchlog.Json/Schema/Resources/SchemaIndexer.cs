using Patchlog.Json.Schema.Compiling;

namespace Patchlog.Json.Schema.Resources;

/// <summary>
/// Walks a document and writes down where its schemas, resources and anchors are. It goes where keywords say that
/// schemas stand, so an <c>$id</c> inside a <c>const</c> or an unknown keyword identifies nothing.
/// </summary>
sealed class SchemaIndexer(
    Dictionary<string, SchemaResource> resources, DialectFinder dialects, FaultList faults, SchemaLimits limits,
    MemoryBudget memory)
{
    int _count;

    /// <summary>
    /// Whether there is no room for more schemas. That is a fault, and what is not indexed then is not to be found.
    /// </summary>
    public bool IsFull { get; private set; }

    /// <summary>Indexes a document; answers the schema at its root.</summary>
    public SchemaSite AddDocument(SchemaDocument document, Dialect dialect)
    {
        memory.TakeDocument(document.Root);
        var resource = new SchemaResource(document.Uri, dialect, document);
        if (document.Root is not JsonObject)
            resources.TryAdd(document.Uri, resource);

        return Visit(document.Root, resource, "", "");
    }

    /// <summary>Indexes a schema and those inside it.</summary>
    /// <param name="value">The schema.</param>
    /// <param name="resource">The resource it stands in, which it may leave by an identifier of its own.</param>
    /// <param name="pointer">JSON Pointer in the document.</param>
    /// <param name="keyword">The keyword that it stands in.</param>
    public SchemaSite Visit(JsonValue value, SchemaResource resource, string pointer, string keyword)
    {
        if (!HasRoom(resource, pointer))
            return new SchemaSite(value, resource, pointer, keyword);

        if (value is not JsonObject schema)
            return Add(new SchemaSite(value, resource, pointer, keyword));

        var own = ResourceOf(schema, resource, pointer, out var anchor);
        var site = Add(new SchemaSite(value, own, pointer, keyword));
        AddAnchors(schema, site, anchor);
        foreach (var (name, member) in schema)
        {
            if (KeywordTable.Find(name, own.Dialect) is { Shape: not KeywordShape.Plain } info)
                VisitKeyword(info.Shape, name, member, own, pointer + JsonPointer.Escape(name));
        }

        return site;
    }

    /// <summary>Whether one more schema may be indexed; the first that may not be is a fault.</summary>
    bool HasRoom(SchemaResource resource, string pointer)
    {
        if (IsFull)
            return false;

        memory.TakeSubschema(pointer);
        var detail =
            ++_count > limits.MaxSubschemas ? $"There are more than {limits.MaxSubschemas} schemas."
            : memory.IsExceeded
                ? $"With what it refers to, the schema takes more memory than the {memory.Max} bytes that it may take."
            : null;
        if (detail is null)
            return true;

        IsFull = true;
        faults.Add(SchemaFaultCodes.LimitExceeded, resource.Document, pointer, detail);

        return false;
    }

    static SchemaSite Add(SchemaSite site)
    {
        site.Resource.Document.Sites[site.Pointer] = site;
        return site;
    }

    static bool IsSchema(JsonValue value) => value is JsonObject or JsonBoolean;

    /// <summary>The resource of a schema: the one around it, or its own if it has an identifier.</summary>
    SchemaResource ResourceOf(JsonObject schema, SchemaResource around, string pointer, out string? anchor)
    {
        anchor = null;
        var dialect = around.Dialect;
        if (schema["$schema"] is JsonString named && (pointer.Length == 0 || HasIdentifier(schema)))
            dialect = dialects.Find(named.Value, around.Document, pointer + "/$schema") ?? dialect;

        if (schema[dialect.IdKeyword] is not JsonString identifier || IsLoneReference(schema, dialect))
            return pointer.Length == 0 ? Register(around.Uri, dialect, around, pointer) : around;

        var (uri, fragment) = UriText.Split(identifier.Value);
        if (!string.IsNullOrEmpty(fragment))
            anchor = AnchorOf(fragment, dialect, around, pointer);

        if (uri.Length == 0 && pointer.Length > 0)
            return around;

        var resolved = uri.Length <= ResourceLimits.MaxUriLength ? UriText.Resolve(around.Uri, uri) : uri;
        if (resolved.Length > ResourceLimits.MaxUriLength)
        {
            var detail = $"The URI of a schema has at most {ResourceLimits.MaxUriLength} characters.";
            faults.Add(SchemaFaultCodes.LimitExceeded, around.Document, pointer, detail);
            resolved = around.Uri;
        }

        memory.TakeText(resolved);
        var resource = Register(resolved, dialect, around, pointer);
        if (pointer.Length == 0)
            resources.TryAdd(around.Uri, resource);

        return resource;
    }

    /// <summary>Up to draft 7 an identifier may name a schema without moving it; later it has no fragment.</summary>
    string? AnchorOf(string fragment, Dialect dialect, SchemaResource around, string pointer)
    {
        if (dialect.Draft <= SchemaDraft.Draft7)
            return fragment[0] == '/' ? null : fragment;

        faults.Add(
            SchemaFaultCodes.InvalidKeyword,
            around.Document,
            pointer + "/$id",
            "'$id' is a URI without a fragment; '$anchor' gives a schema a name.");
        return null;
    }

    SchemaResource Register(string uri, Dialect dialect, SchemaResource around, string pointer)
    {
        var resource = new SchemaResource(uri, dialect, around.Document) { Pointer = pointer };
        if (!resources.TryAdd(uri, resource) && !IsSame(resources[uri], resource))
        {
            var detail = $"Another schema has the identifier '{JsonFault.Excerpt(uri)}' already.";
            faults.Add(SchemaFaultCodes.DuplicateIdentifier, around.Document, pointer, detail);
        }

        return resource;
    }

    /// <summary>A resource may be at hand twice, alone and bundled with others.</summary>
    static bool IsSame(SchemaResource one, SchemaResource other) =>
        !ReferenceEquals(one.Document, other.Document) && RootOf(one) == RootOf(other);

    static JsonValue? RootOf(SchemaResource resource) =>
        JsonPointer.TryParse(resource.Pointer, out var pointer) ? pointer.Evaluate(resource.Document.Root) : null;

    static bool HasIdentifier(JsonObject schema) => schema["$id"] is JsonString || schema["id"] is JsonString;

    static bool IsLoneReference(JsonObject schema, Dialect dialect) =>
        dialect.HasLoneReferences && schema["$ref"] is JsonString;

    void AddAnchors(JsonObject schema, SchemaSite site, string? anchor)
    {
        var draft = site.Dialect.Draft;
        if (anchor is not null)
            AddAnchor(site.Resource.Anchors, anchor, site);

        if (draft >= SchemaDraft.Draft201909 && schema["$anchor"] is JsonString plain)
            AddAnchor(site.Resource.Anchors, plain.Value, site);

        if (draft == SchemaDraft.Draft202012 && schema["$dynamicAnchor"] is JsonString dynamic)
        {
            AddAnchor(site.Resource.Anchors, dynamic.Value, site);
            site.Resource.DynamicAnchors.TryAdd(dynamic.Value, site);
        }

        var isRoot = site.Pointer == site.Resource.Pointer;
        if (draft == SchemaDraft.Draft201909 && isRoot && schema["$recursiveAnchor"]?.Kind == JsonKind.True)
            site.Resource.DynamicAnchors.TryAdd("", site);
    }

    void AddAnchor(Dictionary<string, SchemaSite> anchors, string name, SchemaSite site)
    {
        if (anchors.TryAdd(name, site) || ReferenceEquals(anchors[name], site))
            return;

        var detail = $"Another schema of this resource has the anchor '{JsonFault.Excerpt(name)}' already.";
        faults.Add(SchemaFaultCodes.DuplicateIdentifier, site.Resource.Document, site.Pointer, detail);
    }

    void VisitKeyword(KeywordShape shape, string keyword, JsonValue value, SchemaResource resource, string pointer)
    {
        switch (shape)
        {
            case KeywordShape.Schema or KeywordShape.SchemaOrList when IsSchema(value):
                Visit(value, resource, pointer, keyword);
                break;
            case KeywordShape.SchemaList or KeywordShape.SchemaOrList when value is JsonArray items:
                for (var i = 0; i < items.Count && !IsFull; i++)
                    Visit(items[i], resource, $"{pointer}/{i}", keyword);

                break;
            case KeywordShape.SchemaMap or KeywordShape.DependencyMap when value is JsonObject members:
                foreach (var (name, member) in members)
                {
                    if (IsFull)
                        break;

                    if (shape == KeywordShape.SchemaMap || IsSchema(member))
                        Visit(member, resource, pointer + JsonPointer.Escape(name), keyword);
                }

                break;
            case KeywordShape.Plain or KeywordShape.Schema or KeywordShape.SchemaList or KeywordShape.SchemaMap
                or KeywordShape.SchemaOrList or KeywordShape.DependencyMap:
                // There are no schemas here: by its shape, or because the value has another one.
                break;
        }
    }
}
