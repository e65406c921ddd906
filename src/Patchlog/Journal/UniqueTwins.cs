using System.Collections.Immutable;

namespace Patchlog.Journal;

/// <summary>Living documents of one tenant and type that have equal values where these are to be unique.</summary>
/// <param name="Tenant">The owner.</param>
/// <param name="Ids">The documents, by id; the first of them if there are many.</param>
/// <param name="Count">How many there are.</param>
public sealed record UniqueTwins(Tenant Tenant, ImmutableArray<AggregateId> Ids, long Count);
