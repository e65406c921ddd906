using Patchlog.Following;

namespace Patchlog.Journal.Sqlite;

/// <summary>
/// Pages of the journal as ready text. No other process writes to the file, so there is none to hear from.
/// </summary>
sealed class SqliteFeed(SqlitePool pool, SqliteReader reader) : IJournalFeed
{
    public async Task<FeedPage> ReadAsync(Tenant tenant, FeedRange range, CancellationToken cancellation)
    {
        if (range.Filter is not { TargetName: { } name, TargetId: { } id })
            return await pool.ReadAsync(session => Read(tenant, range, session[SqliteSql.Feed]
                .Text(tenant.Value).Number(range.After.Number).Number(range.UpTo.Number)
                .Text(range.Filter.TargetName?.Value).Number(range.Limit)), cancellation);

        var after = await reader.FindVersionAsync(new(tenant, name, id), range.After, cancellation);

        return await pool.ReadAsync(session => Read(tenant, range, session[SqliteSql.FeedOfAggregate]
            .Text(tenant.Value).Text(name.Value).Text(id.Value).Number(after.Number).Number(range.UpTo.Number)
            .Number(range.Limit)), cancellation);
    }

    public async Task<FoundHead[]> FindHeadsAsync(
        IReadOnlyList<TenantHead> tenants, CancellationToken cancellation) =>
        (await reader.LoadAsync(tenants, [], cancellation)).Heads;

    public Task ListenAsync(Action<Tenant, Position> heard, CancellationToken cancellation) =>
        Task.Delay(Timeout.Infinite, cancellation);

    static FeedPage Read(Tenant tenant, FeedRange range, SqliteStatement bound)
    {
        using var row = bound;
        var page = new FeedPageBuilder(tenant, range);
        try
        {
            while (!page.IsFull && row.Step())
                SqliteRows.AddTo(page, row);

            return page.Complete();
        }
        catch
        {
            page.Dispose();
            throw;
        }
    }
}
