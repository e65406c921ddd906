using System.Collections.Immutable;
using Patchlog.Following;
using Patchlog.Json;

namespace Patchlog.Journal.Sqlite;

/// <summary>
/// Pages of the journal as ready text. No other process writes to the file, so there is none to hear from.
/// </summary>
sealed class SqliteFeed(SqlitePool pool, SqliteReader reader) : IJournalFeed
{
    public async Task<FeedPage> ReadAsync(Tenant tenant, FeedRange range, CancellationToken cancellation)
    {
        var page = new FeedPageBuilder(tenant, range);
        try
        {
            if (range.Filter is { TargetName: { } name, TargetId: { } id })
                await ReadAsync(page, range, new(tenant, name, id), cancellation);
            else
                await ReadAsync(page, range, cancellation);

            return page.Complete();
        }
        catch (JournalDamagedException) when (page.TryEndBeforeDamage())
        {
            return page.Complete();
        }
        catch (JournalDamagedException damage)
        {
            page.Dispose();
            throw DamagedRow.At(
                $"The first event after position {range.After} of tenant {tenant}", isDerived: false, damage);
        }
        catch
        {
            page.Dispose();
            throw;
        }
    }

    async Task ReadAsync(FeedPageBuilder page, FeedRange range, AggregateKey key, CancellationToken cancellation)
    {
        var after = await reader.FindVersionAsync(key, range.After, cancellation);
        await pool.ReadAsync(session => Add(page, session[SqliteSql.FeedOfAggregate]
            .Text(key.Tenant.Value).Text(key.TargetName.Value).Text(key.TargetId.Value)
            .Number(after.Number).Number(range.UpTo.Number).Number(range.Limit)), cancellation);
    }

    // Where few events are wanted, a page may look at all of the journal: it lets others read between steps.
    async Task ReadAsync(FeedPageBuilder page, FeedRange range, CancellationToken cancellation)
    {
        for (var after = range.After.Number; after < range.UpTo.Number && !page.IsFull;)
        {
            var start = after;
            after = await pool.ReadAsync(session =>
            {
                var end = EndOfStep(session, page.Tenant, range, start);
                Add(page, Rows(session, page.Tenant, range, start, end));

                return end;
            }, cancellation);
        }
    }

    static SqliteStatement Rows(SqliteSession session, Tenant tenant, FeedRange range, long after, long upTo) =>
        range.Bundles is { } bundles
            ? session[SqliteSql.FeedOfBundles]
                .Text(tenant.Value).Number(after).Number(upTo).Json(ToJson(bundles))
                .Text(range.Filter.TargetName?.Value).Number(range.Limit)
            : session[SqliteSql.Feed]
                .Text(tenant.Value).Number(after).Number(upTo)
                .Text(range.Filter.TargetName?.Value).Number(range.Limit);

    static JsonArray ToJson(ImmutableArray<string> texts) =>
        JsonArray.Of([.. texts.Select(static text => (JsonValue)text)]);

    static long EndOfStep(SqliteSession session, Tenant tenant, FeedRange range, long after)
    {
        if (range.IsEveryEvent)
            return range.UpTo.Number;   // every row is wanted, and the page is full before long

        using var row = session[SqliteSql.FeedStep]
            .Text(tenant.Value).Number(after).Number(range.UpTo.Number).Number(SqliteLimits.EventsPerFeedStep);

        return row.Step() ? row.ReadNumber(0) : range.UpTo.Number;
    }

    public async Task<FoundHead[]> FindHeadsAsync(
        IReadOnlyList<TenantHead> tenants, CancellationToken cancellation) =>
        (await reader.LoadAsync(tenants, [], int.MaxValue, cancellation)).Heads;

    public Task ListenAsync(Action<Tenant, Position> heard, CancellationToken cancellation) =>
        Task.Delay(Timeout.Infinite, cancellation);

    static bool Add(FeedPageBuilder page, SqliteStatement bound)
    {
        using var row = bound;
        while (!page.IsFull && SqliteErrors.IsThere(row, DamagedRow.OfDatabase))
            SqliteRows.AddTo(page, row);

        return page.IsFull;
    }
}
