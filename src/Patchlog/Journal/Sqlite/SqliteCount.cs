using Patchlog.Searching;

namespace Patchlog.Journal.Sqlite;

/// <summary>The number of documents that a query has.</summary>
/// <param name="query">The query.</param>
/// <param name="isIndexed">Whether the type has declared indexes.</param>
sealed class SqliteCount(Query query, bool isIndexed) : SqliteQuery<long>(query, after: null, isIndexed)
{
    long _count;

    public override long Answer => _count;

    protected override void Begin() => _count = 0;

    protected override bool Add(FoundDocument found, bool isOrdered)
    {
        _count++;
        return true;
    }
}
