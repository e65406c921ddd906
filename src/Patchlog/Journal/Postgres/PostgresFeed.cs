using Npgsql;
using NpgsqlTypes;
using Patchlog.Following;

namespace Patchlog.Journal.Postgres;

/// <summary>Pages of the journal as ready text, and what other servers say they have written.</summary>
sealed class PostgresFeed(NpgsqlDataSource source, Sql sql, PostgresReader reader, PostgresNotifications hints) : IJournalFeed
{
    public async Task<FeedBatch> ReadAsync(Tenant tenant, FeedRange range, CancellationToken cancellation)
    {
        var page = new FeedPage(tenant, range);
        try
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
            return page.Complete();
        }
        catch (Exception failure)
        {
            page.Dispose();
            if (PostgresErrors.IsUnavailable(failure))
                throw new JournalUnavailableException(Applied.No, failure);
            throw;
        }
    }

    public async Task<Position[]> FindHeadsAsync(IReadOnlyList<Tenant> tenants, CancellationToken cancellation) =>
        (await reader.LoadAsync(tenants, [], cancellation)).Heads;

    public Task ListenAsync(Action<Tenant, Position> heard, CancellationToken cancellation) =>
        hints.ListenAsync(heard, cancellation);

    async Task<NpgsqlCommand> CommandAsync(Tenant tenant, FeedRange range, CancellationToken cancellation)
    {
        if (range.Filter is { TargetName: { } name, TargetId: { } id })
        {
            var after = await reader.FindVersionAsync(new(tenant, name, id), range.After, cancellation);
            var ofAggregate = new NpgsqlCommand(sql["feed_of_aggregate"]);
            Bind(ofAggregate, Text(tenant.Value), Text(name.Value), Text(id.Value), Number(after.Number),
                Number(range.UpTo.Number), Number(range.Limit));
            return ofAggregate;
        }
        var command = new NpgsqlCommand(sql["feed"]);
        Bind(command, Text(tenant.Value), Number(range.After.Number), Number(range.UpTo.Number),
            Text(range.Filter.TargetName?.Value), Number(range.Limit));
        return command;
    }

    /// <summary>Ends the statement. What it has still to send would be read to its end: it is stopped instead.</summary>
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

    static void Bind(NpgsqlCommand command, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
    }

    static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    static NpgsqlParameter<long> Number(long value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint };
}
