using System.Collections.Immutable;
using Patchlog.Bundles;

namespace Patchlog.Checking;

/// <summary>Stored documents that share a value which must be unique. Immutable.</summary>
/// <param name="Tenant">Their tenant.</param>
/// <param name="TargetName">Their type.</param>
/// <param name="UniqueKey">The paths whose values together are the same.</param>
/// <param name="Ids">The first of them, by id in ordinal order; at least two.</param>
public sealed record TwinDocuments(
    Tenant Tenant, TargetName TargetName, UniqueKey UniqueKey, ImmutableArray<AggregateId> Ids);
