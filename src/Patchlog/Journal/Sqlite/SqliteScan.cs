using Patchlog.Searching;

namespace Patchlog.Journal.Sqlite;

/// <summary>All documents of a type, in the order of their ids.</summary>
/// <param name="query">The query.</param>
/// <param name="after">The id behind which to begin; null for the start.</param>
sealed class SqliteScan(Query query, AggregateId? after) : SqliteSource(query)
{
    string _after = after?.Value ?? "";

    public override bool IsOrdered => Query.IsById;

    public override bool Read(SqliteSession session, List<FoundDocument> chunk)
    {
        using var row = session[SqliteSql.Scan]
            .Text(Query.Tenant.Value).Text(Query.TargetName.Value).Text(_after);

        return Take(row, chunk, passed => _after = passed.ReadText(0));
    }
}
