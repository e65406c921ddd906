using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Npgsql;
using Patchlog.Json;
using Patchlog.Searching;
using static Patchlog.Journal.Postgres.PostgresErrors;
using static Patchlog.Journal.Postgres.PostgresParameters;

namespace Patchlog.Journal.Postgres;

/// <summary>The reads, each in one round trip of prepared statements.</summary>
sealed class PostgresReader(NpgsqlDataSource source, Sql sql, PostgresIndexes indexes) : IJournalReader
{
    static readonly JsonPointer PlanRows = JsonPointer.Root.Append(0).Append("Plan").Append("Plan Rows");

    // What Citus answers for the one shard that it asks.
    static readonly JsonPointer PlanOfShard = JsonPointer.Root.Append(0).Append("Plan").Append("Distributed Query")
        .Append("Job").Append("Tasks").Append(0).Append("Remote Plan").Append(0);

    readonly PostgresLoads _loads = new(source, sql);

    public Task<LoadedStates> LoadAsync(
        IReadOnlyList<TenantHead> tenants, IReadOnlyList<AggregateKey> keys, int maxBytes,
        CancellationToken cancellation) =>
        _loads.LoadAsync(tenants, keys, maxBytes, cancellation);

    public async Task<StoredOutcome?[]> FindCommandsAsync(
        Tenant tenant, IReadOnlyList<CommandId> ids, CancellationToken cancellation)
    {
        var outcomes = new StoredOutcome?[ids.Count];
        var names = ids.Select(id => id.Value).ToArray();

        await foreach (var reader in RowsAsync(
            PostgresSql.FindCommands, cancellation, Text(tenant.Value), Texts(names)))
        {
            ref var outcome = ref outcomes[reader.GetInt64(0) - 1];
            var @event = PostgresRows.ReadEvent(reader, tenant, first: 2);
            outcome = outcome is null
                ? new(PostgresRows.ReadCommandDigest(reader, tenant, ids[(int)reader.GetInt64(0) - 1]), @event.Key,
                    @event.Draft.Version, @event.Time, [@event])
                : outcome with { Version = @event.Draft.Version, Events = outcome.Events.Add(@event) };
        }

        await foreach (var reader in RowsAsync(
            PostgresSql.FindUnchanged, cancellation, Text(tenant.Value), Texts(names)))
            outcomes[reader.GetInt64(0) - 1] ??= PostgresRows.ReadUnchanged(
                reader, tenant, ids[(int)reader.GetInt64(0) - 1]);

        return outcomes;
    }

    public async Task<Page<Event>> ReadHistoryAsync(
        AggregateKey key, Version after, Version upTo, int limit, long maxBytes, CancellationToken cancellation)
    {
        var page = new PageBuilder<Event>(limit, maxBytes, static @event => @event.Bytes);
        try
        {
            await FillAsync(page, row => PostgresRows.ReadEvent(row, key.Tenant), PostgresSql.History, cancellation,
                Text(key.Tenant.Value), Text(key.TargetName.Value), Text(key.TargetId.Value),
                Number(after.Number), Number(upTo.Number), Number(limit + 1L));
        }
        catch (JournalDamagedException) when (page.EndsBeforeDamage())
        {
            // The next page begins at the damage.
        }
        catch (JournalDamagedException) when (limit > 1)
        {
            // The database may have met the damage before it gave the first event out.
            return await ReadHistoryAsync(key, after, upTo, limit / 2, maxBytes, cancellation) with { HasMore = true };
        }

        return page.Complete();
    }

    public Task<ImmutableArray<Event>> ReadSinceAsync(
        AggregateKey key, Version after, Version upTo, int maxBytes, CancellationToken cancellation) =>
        EventsAsync(PostgresSql.Since, key.Tenant, cancellation,
            Text(key.Tenant.Value), Text(key.TargetName.Value), Text(key.TargetId.Value),
            Number(after.Number), Number(upTo.Number), Number(maxBytes));

    public Task<ImmutableArray<Event>> ReadAsync(
        Tenant tenant, Position after, int limit, CancellationToken cancellation) =>
        EventsAsync(PostgresSql.Read, tenant, cancellation,
            Text(tenant.Value), Number(after.Number), Number(limit));

    public async Task<Page<StoredEvent>> ReadByAggregateAsync(
        Tenant tenant, AggregateKey? after, Version afterVersion, int limit, long maxBytes,
        CancellationToken cancellation)
    {
        var page = new PageBuilder<StoredEvent>(limit, maxBytes, static stored => stored.Bytes);
        await FillAsync(
            page, row => PostgresRows.ReadStoredEvent(row, tenant), PostgresSql.ReadByAggregate, cancellation,
            Text(tenant.Value), Text(after?.TargetName.Value ?? ""), Text(after?.TargetId.Value ?? ""),
            Number(afterVersion.Number), Number(limit + 1L));

        return page.Complete();
    }

    public async Task<(long Events, long Created)> CountEventsAsync(
        Tenant tenant, Position after, Position upTo, CancellationToken cancellation)
    {
        await foreach (var reader in RowsAsync(
            PostgresSql.CountEvents, cancellation, Text(tenant.Value), Number(after.Number), Number(upTo.Number)))
            return (reader.GetInt64(0), reader.GetInt64(1));

        return default;
    }

    public async Task<AggregateState> FindSnapshotAsync(
        AggregateKey key, Version upTo, CancellationToken cancellation)
    {
        await foreach (var reader in RowsAsync(PostgresSql.Snapshot, cancellation,
            Text(key.Tenant.Value), Text(key.TargetName.Value), Text(key.TargetId.Value), Number(upTo.Number)))
            return PostgresRows.ReadKeptState(reader, key);

        return AggregateState.None;
    }

    public async Task<Page<Snapshot>> ReadSnapshotsAsync(
        Tenant tenant, AggregateKey? after, Version afterVersion, int limit, long maxBytes,
        CancellationToken cancellation)
    {
        var page = new PageBuilder<Snapshot>(limit, maxBytes, static snapshot => snapshot.Bytes);
        await FillAsync(page, row => PostgresRows.ReadSnapshot(row, tenant), PostgresSql.ReadSnapshots, cancellation,
            Text(tenant.Value), Text(after?.TargetName.Value ?? ""), Text(after?.TargetId.Value ?? ""),
            Number(afterVersion.Number), Number(limit + 1L));

        return page.Complete();
    }

    public Task<Version> FindVersionAsync(AggregateKey key, Position at, CancellationToken cancellation) =>
        FindVersionAsync(key, at, DateTime.MaxValue, cancellation);

    public Task<Version> FindVersionAsync(AggregateKey key, DateTimeOffset at, CancellationToken cancellation) =>
        FindVersionAsync(key, new(long.MaxValue), at.UtcDateTime, cancellation);

    public async Task<Position> FindHeadAsync(Tenant tenant, CancellationToken cancellation) =>
        new(await NumberAsync(PostgresSql.Head, cancellation, Text(tenant.Value)));

    public async Task<Page<FoundDocument>> FindAsync(
        Query query, KeysetPosition? after, int limit, long maxBytes, CancellationToken cancellation)
    {
        var items = ImmutableArray.CreateBuilder<FoundDocument>();
        var (bytes, isFull) = (0L, false);
        var statement = PostgresQuery.Select(
            query, after, limit + 1, maxBytes, await indexes.OfAsync(query.TargetName, cancellation));

        try
        {
            await foreach (var reader in RowsAsync(statement.CommandOn(source), cancellation))
            {
                isFull = isFull || items.Count == limit || reader.GetBoolean(5);
                if (isFull)
                    continue;   // to the end of the rows: most of what a page leaves over has no body

                var id = AggregateId.Trusted(reader.GetString(0));
                var state = PostgresRows.ReadState(reader, 1, new(query.Tenant, query.TargetName, id));
                bytes += state.Body?.Utf8Length ?? 0;
                isFull = items.Count > 0 && bytes > maxBytes;
                if (!isFull)
                    items.Add(new(id, state));
            }
        }
        catch (JournalDamagedException) when (items.Count > 0)
        {
            isFull = true;  // the page ends before the damage, at which the next one begins
        }

        return new(items.ToImmutable(), HasMore: isFull);
    }

    public async Task<long> CountAsync(Query query, bool isEstimate, CancellationToken cancellation)
    {
        var indexed = await indexes.OfAsync(query.TargetName, cancellation);
        var statement = isEstimate ? PostgresQuery.Estimate(query, indexed) : PostgresQuery.Count(query, indexed);
        await foreach (var reader in RowsAsync(statement.CommandOn(source), cancellation))
            return isEstimate ? RowsOf(JsonValue.Parse(reader.GetString(0))) : reader.GetInt64(0);

        return 0;
    }

    public async Task<ImmutableArray<Tenant>> ListTenantsAsync(CancellationToken cancellation)
    {
        var tenants = ImmutableArray.CreateBuilder<Tenant>();
        await foreach (var reader in RowsAsync(PostgresSql.Tenants, cancellation))
            tenants.Add(Tenant.Trusted(reader.GetString(0)));

        return tenants.ToImmutable();
    }

    public Task<long> CountAsync(Tenant tenant, CancellationToken cancellation) =>
        NumberAsync(PostgresSql.Count, cancellation, Text(tenant.Value));

    async Task<Version> FindVersionAsync(
        AggregateKey key, Position position, DateTime time, CancellationToken cancellation) =>
        new(await NumberAsync(PostgresSql.VersionAt, cancellation,
            Text(key.Tenant.Value), Text(key.TargetName.Value), Text(key.TargetId.Value), Number(position.Number),
            Time(time)));

    /// <summary>The rows that the planner expects of a plan in JSON, which may be that of a shard.</summary>
    internal static long RowsOf(JsonValue plan) =>
        PlanRows.Evaluate(PlanOfShard.Evaluate(plan) ?? plan) is JsonNumber rows && rows.TryGetInt64(out var count)
            ? count
            : 0;

    async Task FillAsync<T>(
        PageBuilder<T> page, Func<NpgsqlDataReader, T> read, string statement, CancellationToken cancellation,
        params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql[statement]);
        command.Parameters.AddRange(parameters);

        await GuardAsync(DatabaseCall.Read, StoppableRows.ReadAsync(
            source, command, row => page.TryAdd(row, read), () => page.IsCutShort, cancellation));
    }

    async Task<ImmutableArray<Event>> EventsAsync(
        string statement, Tenant tenant, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        var events = ImmutableArray.CreateBuilder<Event>();
        await foreach (var reader in RowsAsync(statement, cancellation, parameters))
            events.Add(PostgresRows.ReadEvent(reader, tenant));

        return events.ToImmutable();
    }

    /// <summary>The first column of the first row; 0 without a row.</summary>
    async Task<long> NumberAsync(
        string statement, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await foreach (var reader in RowsAsync(statement, cancellation, parameters))
            return reader.GetInt64(0);

        return 0;
    }

    IAsyncEnumerable<NpgsqlDataReader> RowsAsync(
        string statement, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        var command = source.CreateCommand(sql[statement]);
        command.Parameters.AddRange(parameters);

        return RowsAsync(command, cancellation);
    }

    /// <summary>Runs a statement; the same reader comes once per row.</summary>
    static async IAsyncEnumerable<NpgsqlDataReader> RowsAsync(
        NpgsqlCommand statement, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var command = statement;
        await using var reader = await GuardAsync(
            DatabaseCall.Read, FirstExchange.OfReadAsync(() => command.ExecuteReaderAsync(cancellation)));
        while (await GuardAsync(DatabaseCall.Read, reader.ReadAsync(cancellation)))
            yield return reader;
    }
}
