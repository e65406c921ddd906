using System.Collections.Immutable;
using Patchlog.Journal;
using Patchlog.Searching;
using Patchlog.States;

namespace Patchlog.Queries;

/// <summary>
/// Searches in all documents of one type. Every search sees what was acknowledged before it began, on any server of the
/// same database. Thread-safe.
/// </summary>
/// <remarks>All methods throw <see cref="JournalUnavailableException"/> when the database can't be reached.</remarks>
public sealed class Collections
{
    const int PastStep = 50;

    readonly IJournalReader _reader;

    internal Collections(IJournalReader reader) => _reader = reader;

    /// <summary>
    /// The documents of a query behind a place; at most <see cref="QueryLimits.MaxPageBytes"/> of bodies. Pages that follow
    /// one another show each document that does not change meanwhile exactly once.
    /// </summary>
    public async Task<QueryPage> FindAsync(
        Query query, QueryPlace? after, int limit, CancellationToken cancellation)
    {
        var (items, hasMore) = await _reader.FindAsync(query, after, limit, QueryLimits.MaxPageBytes, cancellation);
        return new(items, hasMore ? query.PlaceOf(items[^1].Id, items[^1].State) : null);
    }

    /// <summary>How many documents a query has, now.</summary>
    /// <param name="query">The query; its sort does not matter.</param>
    /// <param name="isEstimate">
    /// True if the database's own idea is enough: PostgreSQL's planner has one at once, SQLite counts all the same.
    /// </param>
    /// <param name="cancellation">Stops it.</param>
    public Task<long> CountAsync(Query query, bool isEstimate, CancellationToken cancellation) =>
        _reader.CountAsync(query, isEstimate, cancellation);

    /// <summary>
    /// The documents of a query as they were, by id. Costs a few reads for each document of the type, found or not, so a page
    /// looks at <see cref="QueryLimits.MaxPastItems"/> at most: it may be empty and have a next one.
    /// </summary>
    /// <exception cref="ArgumentException">The query sorts by something other than the id.</exception>
    public async Task<QueryPage> FindPastAsync(
        Query query, Moment at, QueryPlace? after, int limit, CancellationToken cancellation)
    {
        if (!query.IsById)
            throw new ArgumentException("The past is read by id.", nameof(query));
        var everything = query with { Filter = Filter.Everything, Deleted = DeletedDocuments.Include };
        var found = ImmutableArray.CreateBuilder<FoundDocument>();
        var (bytes, seen) = (0L, 0);
        while (true)
        {
            var (items, hasMore) = await _reader.FindAsync(
                everything, after, PastStep, QueryLimits.MaxPageBytes, cancellation);
            foreach (var (id, current) in items)
            {
                if (found.Count == limit || bytes >= QueryLimits.MaxPageBytes || seen == QueryLimits.MaxPastItems)
                    return new(found.ToImmutable(), after);
                var state = await GoBackAsync(new(query.Tenant, query.TargetName, id), current, at, cancellation);
                (after, seen) = (new([], id), seen + 1);
                if (!query.Wants(state) || !query.Filter.Matches(id, state))
                    continue;
                found.Add(new(id, state));
                bytes += state.Body?.Utf8Length ?? 0;
            }
            if (!hasMore)
                return new(found.ToImmutable(), null);
        }
    }

    async Task<AggregateState> GoBackAsync(
        AggregateKey key, AggregateState current, Moment at, CancellationToken cancellation)
    {
        if (at is Moment.AtTime then && current.UpdatedAt <= then.Time)
            return current;
        var version = at switch
        {
            Moment.AtPosition place => await _reader.FindVersionAsync(key, place.Position, cancellation),
            Moment.AtTime { Time: var time } => await _reader.FindVersionAsync(key, time, cancellation),
            _ => throw new ArgumentException($"{at} is no moment.", nameof(at)),
        };
        return version == current.Version ? current : await TimeTravel.ToAsync(_reader, key, version, cancellation);
    }
}

/// <summary>A page of a query.</summary>
/// <param name="Items">The documents, in the query's order.</param>
/// <param name="Next">Behind what the next page begins; null if there is none.</param>
public sealed record QueryPage(ImmutableArray<FoundDocument> Items, QueryPlace? Next);
