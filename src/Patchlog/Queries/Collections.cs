using System.Collections.Immutable;
using Patchlog.Following;
using Patchlog.Journal;
using Patchlog.Searching;
using Patchlog.States;

namespace Patchlog.Queries;

/// <summary>
/// Searches all documents of one type. Every search sees what was acknowledged before it began, on any server of the
/// same database. Thread-safe.
/// </summary>
/// <remarks>All methods throw <see cref="JournalUnavailableException"/> when the database can't be reached.</remarks>
public sealed class Collections
{
    readonly IJournalReader _reader;

    internal Collections(IJournalReader reader) => _reader = reader;

    /// <summary>
    /// Finds a page of documents, with at most <see cref="QueryLimits.MaxPageBytes"/> of bodies. Pages that follow each
    /// other show a document exactly once if it does not change meanwhile.
    /// </summary>
    /// <param name="query">The query.</param>
    /// <param name="after">The position behind which the page begins; null for the first page.</param>
    /// <param name="limit">The most documents, at least 1.</param>
    /// <param name="cancellation">Stops the search.</param>
    public async Task<KeysetPage> FindAsync(
        Query query, KeysetPosition? after, int limit, CancellationToken cancellation)
    {
        var (items, hasMore) = await _reader.FindAsync(query, after, limit, QueryLimits.MaxPageBytes, cancellation);

        return new(items, hasMore ? query.PositionOf(items[^1].Id, items[^1].State) : null);
    }

    /// <summary>Counts the documents that a query has now.</summary>
    /// <param name="query">The query; its sort does not matter.</param>
    /// <param name="isEstimate">
    /// True if an estimate is enough: PostgreSQL's planner has one at once, SQLite counts all the same.
    /// </param>
    /// <param name="cancellation">Stops the count.</param>
    public Task<long> CountAsync(Query query, bool isEstimate, CancellationToken cancellation) =>
        _reader.CountAsync(query, isEstimate, cancellation);

    /// <summary>
    /// Finds a page of documents as they were at a moment, in the order of their ids. It costs a few reads for each
    /// document of the type, found or not, so a page looks at <see cref="QueryLimits.MaxPastItems"/> at most, and ends
    /// when its folds have taken what a reader may have: it may be empty and have a next one.
    /// </summary>
    /// <param name="query">The query; it must sort by the id.</param>
    /// <param name="at">
    /// The moment; a position beyond the head is refused with <c>position-beyond-head</c>, and a document whose fold
    /// alone takes too much with <c>history-too-costly</c>.
    /// </param>
    /// <param name="after">The position behind which the page begins; null for the first page.</param>
    /// <param name="limit">The most documents, at least 1.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <exception cref="ArgumentException">The query sorts by something other than the id.</exception>
    public async Task<Result<KeysetPage>> FindPastAsync(
        Query query, Moment at, KeysetPosition? after, int limit, CancellationToken cancellation)
    {
        if (!query.IsById)
            throw new ArgumentException("The past is read by id.", nameof(query));

        if (at is Moment.AtPosition { Position: var asked }
            && !FeedPosition.TryReach(
                asked, await _reader.FindHeadAsync(query.Tenant, cancellation), out var problem))
            return problem;

        var everything = query with { Filter = Filter.Everything, Deleted = DeletedDocuments.Include };
        var found = ImmutableArray.CreateBuilder<FoundDocument>();
        var (bytes, seen) = (0L, 0);
        var budget = new FoldBudget();

        while (true)
        {
            var (items, hasMore) = await _reader.FindAsync(
                everything, after, QueryLimits.PastFetchItems, QueryLimits.MaxPageBytes, cancellation);

            foreach (var (id, current) in items)
            {
                if (found.Count == limit || bytes >= QueryLimits.MaxPageBytes || seen == QueryLimits.MaxPastItems)
                    return new KeysetPage(found.ToImmutable(), after);

                var key = new AggregateKey(query.Tenant, query.TargetName, id);
                if (!(await GoBackAsync(key, current, at, budget, cancellation)).TryGet(out var state, out problem))
                    return seen == 0 ? problem : new KeysetPage(found.ToImmutable(), after);

                (after, seen) = (new([], id), seen + 1);
                if (!query.Wants(state) || !query.Filter.Matches(id, state))
                    continue;

                found.Add(new(id, state));
                bytes += state.Body?.Utf8Length ?? 0;
            }

            if (!hasMore)
                return new KeysetPage(found.ToImmutable(), Next: null);
        }
    }

    async Task<Result<AggregateState>> GoBackAsync(
        AggregateKey key, AggregateState current, Moment at, FoldBudget budget, CancellationToken cancellation)
    {
        if (at is Moment.AtTime then && current.UpdatedAt <= then.Time)
            return current;

        var version = await at.Match(
            position => _reader.FindVersionAsync(key, position, cancellation),
            time => _reader.FindVersionAsync(key, time, cancellation));

        return version == current.Version
            ? current
            : await TimeTravel.ToAsync(_reader, key, version, budget, cancellation);
    }
}
