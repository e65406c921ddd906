using Npgsql;
using Patchlog.Following;
using static Patchlog.Journal.Postgres.PostgresParameters;

namespace Patchlog.Journal.Postgres;

/// <summary>Pages of the journal as ready text, and what other servers say they have written.</summary>
sealed class PostgresFeed(
    NpgsqlDataSource source, Sql sql, PostgresReader reader, PostgresNotifications notifications) : IJournalFeed
{
    public async Task<FeedPage> ReadAsync(Tenant tenant, FeedRange range, CancellationToken cancellation)
    {
        var page = new FeedPageBuilder(tenant, range);
        try
        {
            await PostgresErrors.GuardAsync(DatabaseCall.Read, FillAsync(page, tenant, range, cancellation));
            return page.Complete();
        }
        catch
        {
            page.Dispose();
            throw;
        }
    }

    public async Task<FoundHead[]> FindHeadsAsync(
        IReadOnlyList<TenantHead> tenants, CancellationToken cancellation) =>
        (await reader.LoadAsync(tenants, [], cancellation)).Heads;

    public Task ListenAsync(Action<Tenant, Position> heard, CancellationToken cancellation) =>
        notifications.ListenAsync(heard, cancellation);

    async Task FillAsync(FeedPageBuilder page, Tenant tenant, FeedRange range, CancellationToken cancellation)
    {
        await using var command = await CommandAsync(tenant, range, cancellation);

        // A connection in hand: without it a statement can't be stopped.
        await using var connection = await source.OpenConnectionAsync(cancellation);
        command.Connection = connection;

        var rows = await command.ExecuteReaderAsync(cancellation);
        try
        {
            while (!page.IsFull && await rows.ReadAsync(cancellation))
                PostgresRows.AddTo(page, rows);
        }
        finally
        {
            await CloseAsync(command, rows, page.IsCutShort);
        }
    }

    async Task<NpgsqlCommand> CommandAsync(Tenant tenant, FeedRange range, CancellationToken cancellation)
    {
        if (range.Filter is { TargetName: { } name, TargetId: { } id })
        {
            var after = await reader.FindVersionAsync(new(tenant, name, id), range.After, cancellation);

            return Command(PostgresSql.FeedOfAggregate,
                Text(tenant.Value), Text(name.Value), Text(id.Value), Number(after.Number), Number(range.UpTo.Number),
                Number(range.Limit));
        }

        return Command(PostgresSql.Feed,
            Text(tenant.Value), Number(range.After.Number), Number(range.UpTo.Number),
            Text(range.Filter.TargetName?.Value), Number(range.Limit));
    }

    /// <summary>
    /// Ends the statement. What it has still to send would be read to its end: it is stopped instead.
    /// </summary>
    static async Task CloseAsync(NpgsqlCommand command, NpgsqlDataReader rows, bool isCut)
    {
        if (isCut)
            command.Cancel();

        try
        {
            await rows.DisposeAsync();
        }
        catch (PostgresException failure) when (isCut && failure.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            // As asked.
        }
    }

    NpgsqlCommand Command(string statement, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlCommand(sql[statement]);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);

        return command;
    }
}
