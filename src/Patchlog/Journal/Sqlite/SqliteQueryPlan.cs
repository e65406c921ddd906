using System.Collections.Immutable;
using Patchlog.Searching;

namespace Patchlog.Journal.Sqlite;

/// <summary>
/// Chooses where a query finds its documents: by the index with the fewest candidates, along an index in the query's
/// order, or among all documents of the type. The answer never depends on the choice.
/// </summary>
/// <param name="session">The connection, in a transaction that sees whether an index is complete.</param>
/// <param name="query">The query.</param>
/// <param name="after">The position behind which it begins; null for the start.</param>
sealed class SqliteQueryPlan(SqliteSession session, Query query, KeysetPosition? after)
{
    /// <summary>The source of a query.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="query">The query.</param>
    /// <param name="after">The position behind which it begins; null for the start.</param>
    /// <param name="isIndexed">Whether the type has declared indexes, complete or not.</param>
    public static SqliteSource Choose(SqliteSession session, Query query, KeysetPosition? after, bool isIndexed)
    {
        // Deleted documents are in no index.
        var source = isIndexed && query.Deleted == DeletedDocuments.Exclude
            ? new SqliteQueryPlan(session, query, after).ByIndex()
            : null;

        return source ?? new SqliteScan(query, query.IsById ? after?.Id : null);
    }

    SqliteSource? ByIndex()
    {
        var indexes = Usable();
        var along = Along(indexes);
        if (FindFewest(indexes) is not { } fewest)
            return along;

        // One value: its documents are in the order of their ids.
        if (query.IsById && fewest.Ranges is [{ IsOneKey: true } one])
            return new SqliteIndexWalk(query, fewest.Index, fewest.Ranges, isDescending: false)
            {
                IsInOrder = true,
                After = after is null ? null : (one.From, after.Id.Value),
            };

        if (along is not null && (fewest.Count > SqliteLimits.FewCandidates || along.Index == fewest.Index))
            return along;

        if (!IsWorthwhile(fewest))
            return null;

        return query.IsById
            ? new SqliteCandidates(query, FindIds(fewest))
            : new SqliteIndexWalk(query, fewest.Index, fewest.Ranges, isDescending: false) { IsInOrder = false };
    }

    /// <summary>A walk in the query's order, if it sorts by the path of an index and then by id.</summary>
    SqliteIndexWalk? Along(List<SqliteIndex> indexes)
    {
        if (query.Sort is not [{ Path.Kind: QueryPathKind.Body } first, var last]
            || first.IsDescending != last.IsDescending
            || indexes.Find(index => index.Path.Equals(first.Path.Pointer)) is not { } index)
            return null;

        return new(query, index, KeyRanges.Of(query.Filter, index.Path) ?? [KeyRange.All], first.IsDescending)
        {
            IsInOrder = true,
            After = after is null ? null : (after.Ranks[0], after.Id.Value),
        };
    }

    /// <summary>The index with the fewest candidates of the filter; null if it says nothing about any.</summary>
    Candidates? FindFewest(List<SqliteIndex> indexes)
    {
        Candidates? fewest = null;
        foreach (var index in indexes)
        {
            if (KeyRanges.Of(query.Filter, index.Path) is not { } ranges)
                continue;

            var count = Count(index, ranges, fewest?.Count ?? SqliteLimits.MaxCandidates + 1);
            if (fewest is null || count < fewest.Count)
                fewest = new(index, ranges, count);
        }

        return fewest;
    }

    /// <summary>
    /// Whether candidates, each of which is looked up by itself, cost less than to read all documents in a row.
    /// </summary>
    bool IsWorthwhile(Candidates candidates) =>
        candidates.Count <= SqliteLimits.FewCandidates
        || (candidates.Count <= SqliteLimits.MaxCandidates
            && Count(candidates.Index, [KeyRange.All], candidates.Count * SqliteLimits.DocumentsReadPerLookup)
                >= candidates.Count * SqliteLimits.DocumentsReadPerLookup);

    /// <summary>Counts the documents in some ranges of an index, up to a number.</summary>
    long Count(SqliteIndex index, ImmutableArray<KeyRange> ranges, long upTo)
    {
        var count = 0L;
        foreach (var range in ranges)
        {
            if (count >= upTo)
                break;

            using var row = session[SqliteSql.CountKeys]
                .Number(index.Number).Text(query.Tenant.Value).Text(range.From).Text(range.To).Number(upTo - count);
            row.Step();
            count += row.ReadNumber(0);
        }

        return count;
    }

    /// <summary>The ids of candidates behind the query's position, in order.</summary>
    List<string> FindIds(Candidates candidates)
    {
        List<string> ids = [];
        foreach (var range in candidates.Ranges)
        {
            using var row = session[SqliteSql.FindIds]
                .Number(candidates.Index.Number).Text(query.Tenant.Value).Text(range.From).Text(range.To);
            while (row.Step())
                ids.Add(row.ReadText(0));
        }

        if (after is not null)
            ids.RemoveAll(id => ValueKey.Compare(id, after.Id.Value) <= 0);

        ids.Sort(ValueKey.Compare);
        return ids;
    }

    List<SqliteIndex> Usable()
    {
        List<SqliteIndex> usable = [];
        using var row = session[SqliteSql.UsableIndexes].Text(query.TargetName.Value);
        while (row.Step())
            usable.Add(SqliteIndex.Of(row.ReadNumber(0), row.ReadText(1)));

        return usable;
    }

    sealed record Candidates(SqliteIndex Index, ImmutableArray<KeyRange> Ranges, long Count);
}
