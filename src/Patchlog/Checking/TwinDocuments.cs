using System.Collections.Immutable;
using Patchlog.Journal;

namespace Patchlog.Checking;

/// <summary>Stored documents that share a value which must be unique. Immutable.</summary>
/// <param name="Tenant">Their tenant.</param>
/// <param name="Declaration">Their type, and the paths whose values together are the same.</param>
/// <param name="Ids">The first of them, by id in ordinal order; at least two.</param>
public sealed record TwinDocuments(
    Tenant Tenant, UniqueDeclaration Declaration, ImmutableArray<AggregateId> Ids);
