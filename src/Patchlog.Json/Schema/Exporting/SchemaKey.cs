using System.Runtime.CompilerServices;
using Patchlog.Json.Schema.Resources;

namespace Patchlog.Json.Schema.Exporting;

/// <summary>
/// What makes two places the same schema: the same spot of the same document, read by the same rules. Schemas that were
/// compiled one by one have places of their own in the documents that they share.
/// </summary>
readonly struct SchemaKey(SchemaSite site) : IEquatable<SchemaKey>
{
    readonly JsonValue _document = site.Resource.Document.Root;
    readonly string _pointer = site.Pointer;
    readonly Dialect _dialect = site.Dialect;

    public bool Equals(SchemaKey other) =>
        ReferenceEquals(_document, other._document) && _pointer == other._pointer && _dialect == other._dialect;

    public override bool Equals(object? obj) => obj is SchemaKey other && Equals(other);

    public override int GetHashCode() =>
        HashCode.Combine(RuntimeHelpers.GetHashCode(_document), _pointer, _dialect.Draft);
}
