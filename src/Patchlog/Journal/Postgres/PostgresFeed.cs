using Npgsql;
using Patchlog.Admission;
using Patchlog.Following;
using static Patchlog.Journal.Postgres.PostgresParameters;

namespace Patchlog.Journal.Postgres;

/// <summary>Pages of the journal as ready text, and what other servers say they have written.</summary>
sealed class PostgresFeed(
    NpgsqlDataSource source, Sql sql, PostgresReader reader, PostgresListener listener) : IJournalFeed
{
    // A reader that waits is bounded by its connection, and is not turned away.
    readonly FairSemaphore _turns = new(PostgresLimits.MaxFeedReads, int.MaxValue, int.MaxValue);

    public async Task<FeedPage> ReadAsync(Tenant tenant, FeedRange range, CancellationToken cancellation)
    {
        if (!_turns.TryEnter(tenant, cancellation, out var entering))
            throw ReadRefusedException.TooMany();

        using var turn = await entering;

        return await ReadInTurnAsync(tenant, range, cancellation);
    }

    async Task<FeedPage> ReadInTurnAsync(Tenant tenant, FeedRange range, CancellationToken cancellation)
    {
        var page = new FeedPageBuilder(tenant, range);
        try
        {
            await PostgresErrors.GuardAsync(DatabaseCall.Read, FillAsync(page, tenant, range, cancellation));
            return page.Complete();
        }
        catch (JournalDamagedException) when (page.TryEndBeforeDamage())
        {
            return page.Complete();
        }
        catch (JournalDamagedException damage)
        {
            page.Dispose();

            // The database may have failed at a later row than the first, before it sent any.
            if (range.Limit > 1)
                return await ReadInTurnAsync(tenant, range with { Limit = 1 }, cancellation);

            throw DamagedRow.At(
                $"The first event after position {range.After} of tenant {tenant}", isDerived: false, damage);
        }
        catch
        {
            page.Dispose();
            throw;
        }
    }

    public async Task<FoundHead[]> FindHeadsAsync(
        IReadOnlyList<TenantHead> tenants, CancellationToken cancellation) =>
        (await reader.LoadAsync(tenants, [], int.MaxValue, cancellation)).Heads;

    public Task ListenAsync(Action<Tenant, Position> heard, CancellationToken cancellation) =>
        listener.ListenAsync(heard, cancellation);

    async Task FillAsync(FeedPageBuilder page, Tenant tenant, FeedRange range, CancellationToken cancellation)
    {
        await using var command = await CommandAsync(tenant, range, cancellation);

        await StoppableRows.ReadAsync(source, command, rows =>
        {
            PostgresRows.AddTo(page, rows);
            return !page.IsFull;
        }, () => page.IsCutShort, cancellation);
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

        if (range.Bundles is { } bundles)
            return Command(PostgresSql.FeedOfBundles,
                Text(tenant.Value), Number(range.After.Number), Number(range.UpTo.Number), Texts(bundles),
                Text(range.Filter.TargetName?.Value), Number(range.Limit));

        return Command(PostgresSql.Feed,
            Text(tenant.Value), Number(range.After.Number), Number(range.UpTo.Number),
            Text(range.Filter.TargetName?.Value), Number(range.Limit));
    }

    NpgsqlCommand Command(string statement, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlCommand(sql[statement]);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);

        return command;
    }
}
