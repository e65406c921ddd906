using System.Collections.Immutable;
using Patchlog.Searching;

namespace Patchlog.Journal.Sqlite;

/// <summary>
/// The reads, each on a connection beside the writer's: loads and heads on the readers, queries and long histories fair
/// by tenant, and what verifies on a thread of its own.
/// </summary>
sealed class SqliteReader(SqlitePool pool, SqliteQueries queries, SqliteIndexKeys keys) : IJournalReader
{
    public Task<LoadedStates> LoadAsync(
        IReadOnlyList<TenantHead> tenants, IReadOnlyList<AggregateKey> keys, int maxBytes,
        CancellationToken cancellation) =>
        pool.ReadAsync(session =>
        {
            var (heads, states) = (new FoundHead[tenants.Count], new LoadedState[keys.Count]);

            for (var i = 0; i < heads.Length; i++)
                heads[i] = SqliteHeads.Find(session, tenants[i]);

            for (var i = 0; i < states.Length; i++)
                states[i] = LoadState(session, keys[i], maxBytes);

            return new LoadedStates(heads, states);
        }, cancellation);

    public Task<StoredOutcome?[]> FindCommandsAsync(
        Tenant tenant, IReadOnlyList<CommandId> ids, CancellationToken cancellation) =>
        pool.ReadAsync(session =>
        {
            var outcomes = new StoredOutcome?[ids.Count];
            for (var i = 0; i < outcomes.Length; i++)
                outcomes[i] = FindCommand(session, tenant, ids[i]) ?? FindUnchanged(session, tenant, ids[i]);

            return outcomes;
        }, cancellation);

    public Task<Page<Event>> ReadHistoryAsync(
        AggregateKey key, Version after, Version upTo, int limit, long maxBytes, CancellationToken cancellation)
    {
        return limit == 1
            ? pool.ReadAsync(Read, cancellation)
            : queries.ReadAsync(key.Tenant, Read, cancellation);

        Page<Event> Read(SqliteSession session) => Page(
            new PageBuilder<Event>(limit, maxBytes, static @event => @event.Bytes),
            Bind(session[SqliteSql.History], key).Number(after.Number).Number(upTo.Number).Number(limit + 1L),
            row => SqliteRows.ReadEvent(row, key.Tenant), cancellation);
    }

    public Task<ImmutableArray<Event>> ReadSinceAsync(
        AggregateKey key, Version after, Version upTo, int maxBytes, CancellationToken cancellation) =>
        pool.ReadAsync(session => Events(key.Tenant, Bind(session[SqliteSql.Since], key)
            .Number(after.Number).Number(upTo.Number).Number(maxBytes)), cancellation);

    public Task<ImmutableArray<Event>> ReadAsync(
        Tenant tenant, Position after, int limit, CancellationToken cancellation) =>
        pool.ReadAsync(session => Events(tenant, session[SqliteSql.Read]
            .Text(tenant.Value).Number(after.Number).Number(limit)), cancellation);

    public Task<Page<StoredEvent>> ReadByAggregateAsync(
        Tenant tenant, AggregateKey? after, Version afterVersion, int limit, long maxBytes,
        CancellationToken cancellation) =>
        pool.MaintainAsync(session => Page(
            new PageBuilder<StoredEvent>(limit, maxBytes, static stored => stored.Bytes),
            session[SqliteSql.ReadByAggregate]
                .Text(tenant.Value).Text(after?.TargetName.Value ?? "").Text(after?.TargetId.Value ?? "")
                .Number(afterVersion.Number).Number(limit + 1L),
            row => SqliteRows.ReadStoredEvent(row, tenant), cancellation), cancellation);

    public Task<(long Events, long Created)> CountEventsAsync(
        Tenant tenant, Position after, Position upTo, CancellationToken cancellation) =>
        pool.MaintainAsync(session =>
        {
            using var row = session[SqliteSql.CountEvents].Text(tenant.Value).Number(after.Number).Number(upTo.Number);
            row.Step();

            return (row.ReadNumber(0), row.ReadNumber(1));
        }, cancellation);

    public Task<AggregateState> FindSnapshotAsync(
        AggregateKey key, Version upTo, CancellationToken cancellation) =>
        pool.ReadAsync(session =>
        {
            using var row = Bind(session[SqliteSql.Snapshot], key).Number(upTo.Number);

            return row.Step() ? SqliteRows.ReadKeptState(row, key) : AggregateState.None;
        }, cancellation);

    public Task<Page<Snapshot>> ReadSnapshotsAsync(
        Tenant tenant, AggregateKey? after, Version afterVersion, int limit, long maxBytes,
        CancellationToken cancellation) =>
        pool.MaintainAsync(session => Page(
            new PageBuilder<Snapshot>(limit, maxBytes, static snapshot => snapshot.Bytes),
            session[SqliteSql.ReadSnapshots]
                .Text(tenant.Value).Text(after?.TargetName.Value ?? "").Text(after?.TargetId.Value ?? "")
                .Number(afterVersion.Number).Number(limit + 1L),
            row => SqliteRows.ReadSnapshot(row, tenant), cancellation), cancellation);

    public Task<Version> FindVersionAsync(AggregateKey key, Position at, CancellationToken cancellation) =>
        pool.ReadAsync(session => new Version(FirstNumber(
            Bind(session[SqliteSql.VersionAt], key).Number(at.Number).Number(long.MaxValue))), cancellation);

    public Task<Version> FindVersionAsync(AggregateKey key, DateTimeOffset at, CancellationToken cancellation) =>
        pool.ReadAsync(session => new Version(FirstNumber(
            Bind(session[SqliteSql.VersionAt], key).Number(long.MaxValue).Time(at))), cancellation);

    public Task<Position> FindHeadAsync(Tenant tenant, CancellationToken cancellation) =>
        pool.ReadAsync(session => new Position(FirstNumber(session[SqliteSql.Head].Text(tenant.Value))), cancellation);

    public Task<Page<FoundDocument>> FindAsync(
        Query query, KeysetPosition? after, int limit, long maxBytes, CancellationToken cancellation) =>
        queries.RunAsync(new SqliteSearch(query, after, limit, maxBytes, IsIndexed(query)), cancellation);

    /// <summary>Always exact: an estimate would cost as much.</summary>
    public Task<long> CountAsync(Query query, bool isEstimate, CancellationToken cancellation) =>
        queries.RunAsync(new SqliteCount(query, IsIndexed(query)), cancellation);

    public Task<ImmutableArray<Tenant>> ListTenantsAsync(CancellationToken cancellation) =>
        pool.ReadAsync(
            session => Rows(session[SqliteSql.Tenants], static row => Tenant.Trusted(row.ReadText(0))), cancellation);

    public Task<long> CountAsync(Tenant tenant, CancellationToken cancellation) =>
        pool.MaintainAsync(session => FirstNumber(session[SqliteSql.Count].Text(tenant.Value)), cancellation);

    bool IsIndexed(Query query) => !keys.Of(query.TargetName).IsEmpty;

    static StoredOutcome? FindCommand(SqliteSession session, Tenant tenant, CommandId id)
    {
        using var row = session[SqliteSql.FindCommand].Text(tenant.Value).Text(id.Value);
        if (!row.Step())
            return null;

        var digest = SqliteRows.ReadCommandDigest(row, tenant, id);
        var events = ImmutableArray.CreateBuilder<Event>();
        do
            events.Add(SqliteRows.ReadEvent(row, tenant, first: 1));
        while (row.Step());

        var last = events[^1];
        return new(digest, last.Key, last.Draft.Version, last.Time, events.ToImmutable());
    }

    static StoredOutcome? FindUnchanged(SqliteSession session, Tenant tenant, CommandId id)
    {
        using var row = session[SqliteSql.FindUnchanged].Text(tenant.Value).Text(id.Value);

        return row.Step() ? SqliteRows.ReadUnchanged(row, tenant, id) : null;
    }

    static SqliteStatement Bind(SqliteStatement statement, AggregateKey key) =>
        statement.Text(key.Tenant.Value).Text(key.TargetName.Value).Text(key.TargetId.Value);

    static ImmutableArray<Event> Events(Tenant tenant, SqliteStatement bound) =>
        Rows(bound, row => SqliteRows.ReadEvent(row, tenant));

    static Page<T> Page<T>(
        PageBuilder<T> page, SqliteStatement bound, Func<SqliteStatement, T> read, CancellationToken cancellation)
    {
        using var row = bound;
        while (row.Step() && page.TryAdd(row, read))
            cancellation.ThrowIfCancellationRequested();

        return page.Complete();
    }

    static ImmutableArray<T> Rows<T>(SqliteStatement bound, Func<SqliteStatement, T> read)
    {
        using var row = bound;
        var rows = ImmutableArray.CreateBuilder<T>();
        while (row.Step())
            rows.Add(read(row));

        return rows.ToImmutable();
    }

    // A row that the database can't read is damaged as much as one that we can't.
    static LoadedState LoadState(SqliteSession session, AggregateKey key, int maxBytes)
    {
        using var row = Bind(session[SqliteSql.Load], key);
        try
        {
            if (!SqliteErrors.IsThere(row, failure => DamagedRow.OfState(key, failure)))
                return new(AggregateState.None);

            var bytes = row.ReadBytes(SqliteRows.BodyOfState).Length;

            return bytes > maxBytes ? new(bytes, new(row.ReadNumber(0))) : new(SqliteRows.ReadState(row, 0, key));
        }
        catch (JournalDamagedException damage)
        {
            return new(damage);
        }
    }

    /// <summary>The first column of the first row; 0 without a row.</summary>
    static long FirstNumber(SqliteStatement bound)
    {
        using var row = bound;

        return row.Step() ? row.ReadNumber(0) : 0;
    }
}
