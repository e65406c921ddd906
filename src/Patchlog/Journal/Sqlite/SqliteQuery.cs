using Patchlog.Searching;

namespace Patchlog.Journal.Sqlite;

/// <summary>
/// A query answered by reading all documents of its type and comparing them here: SQLite has only doubles for numbers,
/// and a function of ours within its statements would read the same document again for each comparison.
/// </summary>
sealed class SqliteQuery(SqliteSession session, Query query, CancellationToken cancellation)
{
    /// <summary>A page behind a place.</summary>
    public Page<FoundDocument> Find(KeysetPosition? after, int limit, long maxBytes) =>
        query.IsById ? FindById(after, limit, maxBytes) : session.InSnapshot(() => FindSorted(after, limit, maxBytes));

    public long Count() => Matching(after: null).LongCount();

    Page<FoundDocument> FindById(KeysetPosition? after, int limit, long maxBytes) =>
        Paging.Take(Matching(after?.Id), limit, maxBytes);

    /// <summary>Keeps the first places that come up, and loads their documents in the end.</summary>
    Page<FoundDocument> FindSorted(KeysetPosition? after, int limit, long maxBytes)
    {
        // The last one is on top, and makes room for one that comes before it.
        var first = new PriorityQueue<KeysetPosition, KeysetPosition>(
            Comparer<KeysetPosition>.Create((left, right) => query.Compare(right, left)));
        foreach (var (id, state) in Matching(after: null))
        {
            var place = query.PositionOf(id, state);
            if (after is not null && query.Compare(place, after) <= 0)
                continue;

            if (first.Count <= limit)
                first.Enqueue(place, place);
            else
                first.EnqueueDequeue(place, place);
        }

        var ids = new Stack<AggregateId>(first.Count);
        while (first.TryDequeue(out var place, out _))
            ids.Push(place.Id);

        return Paging.Take(ids.Select(Load), limit, maxBytes);
    }

    IEnumerable<FoundDocument> Matching(AggregateId? after)
    {
        using var row = session[SqliteSql.Scan]
            .Text(query.Tenant.Value).Text(query.TargetName.Value).Text(after?.Value ?? "");
        while (row.Step())
        {
            cancellation.ThrowIfCancellationRequested();

            var isDeleted = row.IsNull(SqliteRows.BodyOfState + 1);
            if (isDeleted ? query.Deleted == DeletedDocuments.Exclude : query.Deleted == DeletedDocuments.Only)
                continue;

            var found = new FoundDocument(AggregateId.Trusted(row.ReadText(0)), SqliteRows.ReadState(row, 1));
            if (query.Filter.Matches(found.Id, found.State))
                yield return found;
        }
    }

    FoundDocument Load(AggregateId id)
    {
        using var row = session[SqliteSql.Load].Text(query.Tenant.Value).Text(query.TargetName.Value).Text(id.Value);

        return row.Step()
            ? new(id, SqliteRows.ReadState(row, 0))
            : throw new InvalidDataException($"{query.TargetName}/{id} vanished within a transaction.");
    }
}
