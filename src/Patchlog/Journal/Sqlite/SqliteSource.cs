using Patchlog.Searching;

namespace Patchlog.Journal.Sqlite;

/// <summary>
/// Where a query finds its documents: all that can pass its filter, and others. It is read in chunks, each in a short
/// transaction of its own: however long it takes, no checkpoint waits for it. A document that does not change meanwhile
/// is seen once. For one caller.
/// </summary>
/// <param name="query">The query.</param>
abstract class SqliteSource(Query query)
{
    /// <summary>The query.</summary>
    protected Query Query { get; } = query;

    /// <summary>True if the documents come in the query's order.</summary>
    public abstract bool IsOrdered { get; }

    /// <summary>
    /// True if there still is what the source reads by. If not, an index was dropped, and the query must begin again.
    /// </summary>
    public virtual bool IsUsable(SqliteSession session) => true;

    /// <summary>Reads the next chunk; false if it is the last one.</summary>
    /// <param name="session">The connection, in a transaction of the caller's.</param>
    /// <param name="chunk">Gets the documents that pass the query's filter.</param>
    public abstract bool Read(SqliteSession session, List<FoundDocument> chunk);

    /// <summary>
    /// Takes the documents of the rows that pass; false if the rows have ended, true if the chunk has.
    /// </summary>
    /// <param name="row">Rows that begin with id, version, created, updated and body.</param>
    /// <param name="chunk">Gets the documents.</param>
    /// <param name="pass">Told of each row.</param>
    protected bool Take(SqliteStatement row, List<FoundDocument> chunk, Action<SqliteStatement> pass)
    {
        var (rows, bytes) = (0, 0L);
        while (rows < SqliteLimits.DocumentsPerChunk && bytes < SqliteLimits.BytesPerChunk)
        {
            if (!SqliteErrors.IsThere(row, DamagedRow.OfDatabase))
                return false;

            rows++;
            bytes += row.ReadBytes(SqliteRows.BodyOfState + 1).Length;
            pass(row);

            if (IsWanted(row.IsNull(SqliteRows.BodyOfState + 1)))
                Add(row, 1, AggregateId.Trusted(row.ReadText(0)), chunk);
        }

        return true;
    }

    /// <summary>Takes a document if it passes the query's filter.</summary>
    /// <param name="row">A row with version, created, updated and body.</param>
    /// <param name="first">The column of the version.</param>
    /// <param name="id">The id of the document.</param>
    /// <param name="chunk">Gets the document.</param>
    /// <exception cref="JournalDamagedException">The row holds no state.</exception>
    protected void Add(SqliteStatement row, int first, AggregateId id, List<FoundDocument> chunk)
    {
        var found = new FoundDocument(
            id, SqliteRows.ReadState(row, first, new(Query.Tenant, Query.TargetName, id)));

        if (Query.Filter.Matches(found.Id, found.State))
            chunk.Add(found);
    }

    bool IsWanted(bool isDeleted) => isDeleted
        ? Query.Deleted != DeletedDocuments.Exclude
        : Query.Deleted != DeletedDocuments.Only;
}
