using System.Collections.Immutable;
using System.Data;
using Microsoft.Extensions.Logging;
using Npgsql;
using static Patchlog.Journal.Postgres.PostgresErrors;

namespace Patchlog.Journal.Postgres;

/// <summary>
/// The journal in PostgreSQL 14 or newer: one call of one function per batch, one round trip, one fsync.
/// </summary>
sealed class PostgresJournal : IJournal
{
    // Of the answer to a plain batch; the others have what is taken behind them.
    const int UsualColumns = 6;

    static readonly Sql Sql = PostgresSql.Texts;

    readonly PostgresPool _pool;
    readonly PostgresPool _poolOfLongReads;
    readonly NpgsqlDataSource _source;
    readonly NpgsqlDataSource _longReads;
    readonly PostgresNotifications _notifications;
    readonly DatabaseClock _clock;
    readonly CurrentEpoch _epoch;

    // Read when the database says that it has others.
    volatile PostgresDeclarations _declarations;

    PostgresJournal(
        PostgresPool pool, PostgresPool poolOfLongReads, PostgresNotifications notifications,
        PostgresListener listener, DatabaseClock clock, Guid epoch, PostgresDeclarations declarations,
        Durability durability, TimeProvider time)
    {
        var (source, longReads) = (pool.Source, poolOfLongReads.Source);
        (_pool, _poolOfLongReads, _source, _longReads) = (pool, poolOfLongReads, source, longReads);
        (_notifications, _clock) = (notifications, clock);
        (_epoch, _declarations, Durability) = (new(epoch), declarations, durability);

        var indexes = new PostgresIndexes(longReads, source, Sql, time);
        var reader = new PostgresReader(source, Sql, indexes);
        Reader = new PostgresReads(reader, new(longReads, Sql, indexes), time);
        Indexes = indexes;
        Feed = new PostgresFeed(longReads, Sql, reader, listener);
        DurableSubscriptions = new PostgresDurableSubscriptions(source, Sql);
        Bundles = new PostgresBundles(source, Sql);
        Processes = new PostgresProcesses(source, Sql);
        UniqueKeys = new PostgresUniqueKeys(longReads, Sql);
    }

    public Guid Epoch => _epoch.Value;

    public Durability Durability { get; }

    public DateTimeOffset Now => _clock.Now;

    public IJournalReader Reader { get; }

    public IJournalFeed Feed { get; }

    public IDurableSubscriptionStore DurableSubscriptions { get; }

    public IBundleStore Bundles { get; }

    public IProcessStore Processes { get; }

    public IJournalIndexes Indexes { get; }

    public IUniqueKeyStore UniqueKeys { get; }

    /// <summary>Connects, migrates, and reads what the server's settings promise.</summary>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    /// <exception cref="InvalidDataException">
    /// The database is too old, or written by a newer program, or an operator has to do something else about it.
    /// </exception>
    public static async Task<PostgresJournal> OpenAsync(
        DatabaseAddress.Postgres address, TimeProvider time, ILogger logger, CancellationToken cancellation)
    {
        var isPooled = PostgresPooler.Of(address);
        var connectionString = PostgresSettings.Complete(
            PostgresSettings.ConnectionStringOf(address), isPooled is true);
        var (forShort, forLong) = PostgresSettings.Divide(connectionString, isPooled is true);
        var (pool, longReads) = (new PostgresPool(forShort), new PostgresPool(forLong));
        try
        {
            return await GuardAsync(
                DatabaseCall.Administer,
                OpenAsync(pool, longReads, connectionString, isPooled, time, logger, cancellation));
        }
        catch
        {
            await pool.DisposeAsync();
            await longReads.DisposeAsync();
            throw;
        }
    }

    public async Task<AppendResult> AppendAsync(
        Tenant tenant, IReadOnlyList<Append> batch, AppendFence fence, CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation);
        try
        {
            var result = await GuardAsync(
                DatabaseCall.Append, AppendAsync(connection, tenant, batch, fence, cancellation));
            _clock.Observe(result.Clock);

            if (result.HeadAfter != result.Head)
                _notifications.Announce(tenant, result.HeadAfter);

            return result;
        }
        catch (PostgresException refusal) when (refusal.SqlState == AppendRefusals.HeadGone)
        {
            throw new HeadGoneException(tenant);
        }
        catch (PostgresException refusal) when (refusal.SqlState == AppendRefusals.TooLate)
        {
            // The deadline has passed, or the database's clock was set forward.
            _clock.Observe(await GuardAsync(
                DatabaseCall.Read, PostgresSettings.ReadClockAsync(connection, Sql, cancellation)));
            throw new JournalUnavailableException(Applied.No, refusal);
        }
    }

    public async Task PingAsync(CancellationToken cancellation)
    {
        await using var probe = _source.CreateCommand(Sql[PostgresSql.Probe]);

        // It may be written twice: a connection that died while nobody used it says nothing about the database.
        await GuardAsync(
            DatabaseCall.Read, FirstExchange.OfReadAsync(() => probe.ExecuteNonQueryAsync(cancellation)));
    }

    // amcheck has to be installed by a superuser, and pg_amcheck runs it over everything.
    public Task<ImmutableArray<string>?> CheckFilesAsync(CancellationToken cancellation) =>
        Task.FromResult<ImmutableArray<string>?>(null);

    public async Task ReplaceStatesAsync(
        Tenant tenant, IAsyncEnumerable<DerivedRow> rows, CancellationToken cancellation)
    {
        await using var connection = await GuardAsync(
            DatabaseCall.Read, _longReads.OpenConnectionAsync(cancellation).AsTask());
        await GuardAsync(DatabaseCall.Write, new PostgresRebuild(connection, Sql, tenant).RunAsync(rows, cancellation));
    }

    public async Task<Guid> ReadEpochAsync(CancellationToken cancellation) =>
        _epoch.Value = await GuardAsync(DatabaseCall.Read, PostgresEpoch.ReadAgainAsync(_source, Sql, cancellation));

    public async Task<Guid> RenewEpochAsync(Guid? from, CancellationToken cancellation) =>
        _epoch.Value = await GuardAsync(DatabaseCall.Write, PostgresEpoch.RenewAsync(_source, Sql, from, cancellation));

    public async ValueTask DisposeAsync()
    {
        await _notifications.DisposeAsync();
        await _poolOfLongReads.DisposeAsync();
        await _pool.DisposeAsync();
    }

    static async Task<PostgresJournal> OpenAsync(
        PostgresPool pool, PostgresPool longReads, string connectionString, bool? isPooled, TimeProvider time,
        ILogger logger, CancellationToken cancellation)
    {
        var source = pool.Source;
        if (isPooled is not true)
            await PostgresPooler.RequireNoneAsync(
                source, connectionString, mayPassOn: isPooled is false, Sql, cancellation);

        await PostgresSettings.RequireServerAsync(source, cancellation);
        MigrationLog.Report(logger, await PostgresMigrations.ApplyAsync(source, Sql, cancellation));

        var clock = new DatabaseClock(time);
        clock.Observe(await PostgresSettings.CheckAsync(source, Sql, cancellation));
        var durability = await PostgresSettings.ReadDurabilityAsync(source, Sql, cancellation);
        var epoch = await PostgresEpoch.ReadAsync(source, Sql, cancellation);

        var declarations = await PostgresDeclarations.ReadAsync(source, Sql, cancellation);
        var forNotifications = PostgresSettings.OfNotifications(connectionString);
        var notifications = new PostgresNotifications(forNotifications, Sql[PostgresSql.Announce], time, logger);
        var listener = new PostgresListener(forNotifications, isPooled is true, time, logger);

        return new(pool, longReads, notifications, listener, clock, epoch, declarations, durability, time);
    }

    /// <summary>Appends a batch; lays it out again if what it knew of the declarations is out of date.</summary>
    async Task<AppendResult> AppendAsync(
        NpgsqlConnection connection, Tenant tenant, IReadOnlyList<Append> batch, AppendFence fence,
        CancellationToken cancellation)
    {
        for (var reloads = 0; ; reloads++)
            try
            {
                return await AppendAsync(
                    connection, tenant, batch, PostgresBatch.Of(batch, _declarations), fence, cancellation);
            }
            catch (PostgresException refusal) when (
                refusal.SqlState == AppendRefusals.OtherDeclarations && reloads < UniquenessLimits.MaxReloads)
            {
                _declarations = await PostgresDeclarations.ReadAsync(connection, Sql, cancellation);
            }
    }

    static async Task<AppendResult> AppendAsync(
        NpgsqlConnection connection, Tenant tenant, IReadOnlyList<Append> batch, PostgresBatch rows, AppendFence fence,
        CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Sql[rows.Statement], connection);
        rows.BindTo(command.Parameters, tenant, fence);

        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellation);
        await reader.ReadAsync(cancellation);
        var digest = reader.IsDBNull(2) ? default : EventDigest.FromBytes(reader.GetFieldValue<byte[]>(2));
        var violations = reader.FieldCount == UsualColumns
            ? []
            : rows.ReadViolations(
                PostgresRows.ReadNumbers(reader, UsualColumns), PostgresRows.ReadTexts(reader, UsualColumns + 1));
        var result = new AppendResult(
            batch, new(reader.GetInt64(0)), PostgresRows.ReadTime(reader, 1),
            rows.Read(PostgresRows.ReadNumbers(reader, 4), PostgresRows.ReadNumbers(reader, 5), violations))
        {
            DigestAfter = digest,
            Clock = PostgresRows.ReadTime(reader, 3),
            Violations = violations,
        };

        // Reads on to the server's "ready": a commit that fails at its very end is reported only there.
        await reader.CloseAsync();

        return result;
    }

    Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellation) =>
        GuardAsync(DatabaseCall.Read, _source.OpenConnectionAsync(cancellation).AsTask());
}
