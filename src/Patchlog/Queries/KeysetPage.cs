using System.Collections.Immutable;
using Patchlog.Searching;

namespace Patchlog.Queries;

/// <summary>
/// A page of a query. Unlike a <see cref="Page{T}"/> it may go on behind a document that it does not show, so it
/// carries the position of the next page.
/// </summary>
/// <param name="Items">The documents, in the query's order.</param>
/// <param name="Next">The position behind which the next page begins; null on the last page.</param>
public sealed record KeysetPage(ImmutableArray<FoundDocument> Items, KeysetPosition? Next);
