using System.Collections.Immutable;
using Patchlog.Json.Schema;

namespace Patchlog.Checking;

/// <summary>A stored document that its schema would refuse. Immutable.</summary>
/// <param name="Key">The document.</param>
/// <param name="Errors">The first reasons.</param>
public sealed record RefusedDocument(AggregateKey Key, ImmutableArray<SchemaError> Errors);
