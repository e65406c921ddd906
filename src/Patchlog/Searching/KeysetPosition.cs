using System.Collections.Immutable;

namespace Patchlog.Searching;

/// <summary>
/// Where a document is in the order of a query, by its own values (keyset pagination): the next page is found behind it
/// even if the document has gone. Clients get it as an opaque cursor. Immutable.
/// </summary>
/// <param name="Ranks">The rank by each sort key but the last one.</param>
/// <param name="Id">The document's id, which is the last sort key.</param>
public sealed record KeysetPosition(ImmutableArray<string> Ranks, AggregateId Id);
