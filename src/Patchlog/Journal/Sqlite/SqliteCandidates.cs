using Patchlog.Searching;

namespace Patchlog.Journal.Sqlite;

/// <summary>Documents that an index has named, in the order of their ids.</summary>
/// <param name="query">The query.</param>
/// <param name="ids">The ids in order; each document that can pass the filter is among them.</param>
sealed class SqliteCandidates(Query query, IReadOnlyList<string> ids) : SqliteSource(query)
{
    int _next;

    public override bool IsOrdered => Query.IsById;

    public override bool Read(SqliteSession session, List<FoundDocument> chunk)
    {
        var (documents, bytes) = (0, 0L);
        for (; _next < ids.Count; _next++)
        {
            if (documents++ == SqliteLimits.DocumentsPerChunk || bytes >= SqliteLimits.BytesPerChunk)
                return true;

            using var row = session[SqliteSql.Load]
                .Text(Query.Tenant.Value).Text(Query.TargetName.Value).Text(ids[_next]);
            if (!row.Step() || row.IsNull(SqliteRows.BodyOfState))
                continue;

            bytes += row.ReadBytes(SqliteRows.BodyOfState).Length;
            Add(row, 0, AggregateId.Trusted(ids[_next]), chunk);
        }

        return false;
    }
}
