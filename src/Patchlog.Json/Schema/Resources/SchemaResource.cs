namespace Patchlog.Json.Schema.Resources;

/// <summary>
/// A schema with an identifier of its own, and the schemas inside it that have none (2020-12 Core §4.3.5).
/// </summary>
sealed class SchemaResource(string uri, Dialect dialect, SchemaDocument document)
{
    /// <summary>The canonical URI, without a fragment; empty if nobody gave it one.</summary>
    public string Uri { get; } = uri;

    public Dialect Dialect { get; } = dialect;

    /// <summary>The document that holds it.</summary>
    public SchemaDocument Document { get; } = document;

    /// <summary>JSON Pointer of the resource in its document.</summary>
    public string Pointer { get; init; } = "";

    /// <summary>
    /// Schemas by plain name: <c>$anchor</c>, <c>$dynamicAnchor</c>, and <c>$id: "#name"</c> before 2019-09.
    /// </summary>
    public Dictionary<string, SchemaSite> Anchors { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Those that the dynamic scope can bring: <c>$dynamicAnchor</c>, and the root under the empty name if it has
    /// <c>$recursiveAnchor</c>.
    /// </summary>
    public Dictionary<string, SchemaSite> DynamicAnchors { get; } = new(StringComparer.Ordinal);
}

/// <summary>A JSON document that holds schemas.</summary>
/// <param name="Uri">The URI it was given with.</param>
/// <param name="Root">The whole document.</param>
sealed record SchemaDocument(string Uri, JsonValue Root)
{
    /// <summary>The schemas in it, by JSON Pointer.</summary>
    public Dictionary<string, SchemaSite> Sites { get; } = new(StringComparer.Ordinal);
}

/// <summary>A schema in its place.</summary>
/// <param name="Value">The schema: an object or a boolean, unless it is faulty.</param>
/// <param name="Resource">The resource that it belongs to.</param>
/// <param name="Pointer">JSON Pointer from the root of its document.</param>
/// <param name="Keyword">The keyword that it stands in; empty at the root of a document.</param>
sealed record SchemaSite(JsonValue Value, SchemaResource Resource, string Pointer, string Keyword)
{
    public Dialect Dialect => Resource.Dialect;

    /// <summary>Where <c>$ref</c> leads; null without one, and before the schema is compiled.</summary>
    public SchemaSite? Reference { get; set; }

    /// <summary>
    /// Where <c>$dynamicRef</c> or <c>$recursiveRef</c> always leads; null if the dynamic scope decides that.
    /// </summary>
    public SchemaSite? FixedDynamicReference { get; set; }

    /// <summary>The canonical URI, with a JSON Pointer from the root of the resource as fragment.</summary>
    public string Location => LocationOf("");

    /// <summary>The canonical URI of a place below the schema.</summary>
    public string LocationOf(string below) =>
        $"{Resource.Uri}#{UriText.ToFragment(Pointer[Resource.Pointer.Length..] + below)}";

    /// <summary>A place is itself, whatever stands in it.</summary>
    public bool Equals(SchemaSite? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
