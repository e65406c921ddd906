using System.Data;
using Npgsql;
using static Patchlog.Journal.Postgres.PostgresErrors;

namespace Patchlog.Journal.Postgres;

/// <summary>
/// The journal in PostgreSQL 14 or newer: one call of one function per batch, one round trip, one fsync.
/// </summary>
sealed class PostgresJournal : IJournal
{
    static readonly Sql Sql = PostgresSql.Texts;

    readonly NpgsqlDataSource _source;
    readonly PostgresNotifications _notifications;

    PostgresJournal(
        NpgsqlDataSource source, PostgresNotifications notifications, Guid epoch, Durability durability,
        TimeProvider time)
    {
        (_source, _notifications, Epoch, Durability) = (source, notifications, epoch, durability);

        var indexes = new PostgresIndexes(source, Sql, time);
        var reader = new PostgresReader(source, Sql, indexes);
        (Reader, Indexes) = (reader, indexes);
        Feed = new PostgresFeed(source, Sql, reader, notifications);
        DurableSubscriptions = new PostgresDurableSubscriptions(source, Sql);
    }

    public Guid Epoch { get; }

    public Durability Durability { get; }

    public IJournalReader Reader { get; }

    public IJournalFeed Feed { get; }

    public IDurableSubscriptionStore DurableSubscriptions { get; }

    public IJournalIndexes? Indexes { get; }

    /// <summary>Connects, migrates, and reads what the server's settings promise.</summary>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    /// <exception cref="InvalidDataException">
    /// The database is too old, or written by a newer program, or an operator has to do something else about it.
    /// </exception>
    public static async Task<PostgresJournal> OpenAsync(
        DatabaseAddress.Postgres address, TimeProvider time, CancellationToken cancellation)
    {
        var connectionString = PostgresSettings.Complete(PostgresSettings.ConnectionStringOf(address));
        var source = new NpgsqlSlimDataSourceBuilder(connectionString)
            .EnableArrays()
            .EnableTransportSecurity()
            // Only types that every server has are used: no need to ask for them at each first connection.
            .ConfigureTypeLoading(types => types.EnableTypeLoading(false))
            .Build();
        try
        {
            return await GuardAsync(
                DatabaseCall.Administer, OpenAsync(source, connectionString, time, cancellation));
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    public async Task<AppendResult> AppendAsync(
        Tenant tenant, IReadOnlyList<Append> batch, CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation);
        var result = await GuardAsync(DatabaseCall.Append, AppendAsync(connection, tenant, batch, cancellation));

        if (result.HeadAfter != result.Head)
            _notifications.Announce(tenant, result.HeadAfter);

        return result;
    }

    public async Task ReplaceStatesAsync(
        Tenant tenant, IAsyncEnumerable<DerivedRow> rows, CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation);
        await GuardAsync(DatabaseCall.Write, new PostgresRebuild(connection, Sql, tenant).RunAsync(rows, cancellation));
    }

    public Task<Guid> RenewEpochAsync(CancellationToken cancellation) =>
        GuardAsync(DatabaseCall.Write, PostgresEpoch.RenewAsync(_source, Sql, cancellation));

    public async ValueTask DisposeAsync()
    {
        await _notifications.DisposeAsync();
        await _source.DisposeAsync();
    }

    static async Task<PostgresJournal> OpenAsync(
        NpgsqlDataSource source, string connectionString, TimeProvider time, CancellationToken cancellation)
    {
        await PostgresSettings.RequireVersionAsync(source, cancellation);
        await PostgresMigrations.ApplyAsync(source, Sql, cancellation);

        var durability = await PostgresSettings.ReadDurabilityAsync(source, Sql, cancellation);
        var epoch = await PostgresEpoch.ReadAsync(source, Sql, cancellation);

        return new(source, new(connectionString, Sql[PostgresSql.Announce], time), epoch, durability, time);
    }

    static async Task<AppendResult> AppendAsync(
        NpgsqlConnection connection, Tenant tenant, IReadOnlyList<Append> batch, CancellationToken cancellation)
    {
        var rows = PostgresBatch.Of(batch);
        await using var command = new NpgsqlCommand(Sql[rows.Statement], connection);
        rows.BindTo(command.Parameters, tenant);

        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellation);
        await reader.ReadAsync(cancellation);
        var result = new AppendResult(
            batch, new(reader.GetInt64(0)), PostgresRows.ReadTime(reader, 1),
            rows.Read(PostgresRows.ReadNumbers(reader, 2), PostgresRows.ReadNumbers(reader, 3)));

        // Reads on to the server's "ready": a commit that fails at its very end is reported only there.
        await reader.CloseAsync();

        return result;
    }

    Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellation) =>
        GuardAsync(DatabaseCall.Read, _source.OpenConnectionAsync(cancellation).AsTask());
}
