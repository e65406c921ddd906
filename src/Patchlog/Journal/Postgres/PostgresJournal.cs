using System.Data;
using Npgsql;

namespace Patchlog.Journal.Postgres;

/// <summary>The journal in PostgreSQL 14 or newer: one call of one function per batch, one round trip, one fsync.</summary>
sealed class PostgresJournal : IJournal
{
    static readonly Sql Sql = Sql.Below("Postgres");

    readonly NpgsqlDataSource _source;
    readonly PostgresNotifications _notifications;

    PostgresJournal(
        NpgsqlDataSource source, PostgresNotifications hints, Guid epoch, Durability durability, TimeProvider time)
    {
        (_source, _notifications, Epoch, Durability) = (source, hints, epoch, durability);
        var indexes = new PostgresIndexes(source, Sql, time);
        var reader = new PostgresReader(source, Sql, indexes);
        (Reader, Indexes) = (reader, indexes);
        (Feed, DurableSubscriptions) = (new PostgresFeed(source, Sql, reader, hints), new PostgresDurableSubscriptions(source, Sql));
    }

    public Guid Epoch { get; }

    public Durability Durability { get; }

    public IJournalReader Reader { get; }

    public IJournalFeed Feed { get; }

    public IDurableSubscriptionStore DurableSubscriptions { get; }

    public IJournalIndexes? Indexes { get; }

    /// <summary>Connects, migrates, and reads what the server's settings promise.</summary>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    /// <exception cref="InvalidDataException">The database is too old, or written by a newer program.</exception>
    public static async Task<PostgresJournal> OpenAsync(
        string connectionString, TimeProvider time, CancellationToken cancellation)
    {
        var complete = PostgresSettings.Complete(connectionString);
        var source = new NpgsqlSlimDataSourceBuilder(complete)
            .EnableArrays()
            .EnableTransportSecurity()
            // Only types that every server has are used: no need to ask for them at each first connection.
            .ConfigureTypeLoading(types => types.EnableTypeLoading(false))
            .Build();
        try
        {
            await PostgresSettings.RequireVersionAsync(source, cancellation);
            await PostgresMigrations.ApplyAsync(source, Sql, cancellation);
            var durability = await PostgresSettings.ReadDurabilityAsync(source, cancellation);
            var epoch = await PostgresEpoch.ReadAsync(source, Sql, cancellation);
            return new(source, new(complete, Sql["announce"], time), epoch, durability, time);
        }
        catch (Exception failure)
        {
            await source.DisposeAsync();
            if (PostgresErrors.WhatToDo(failure) is { } advice)
                throw new InvalidDataException(advice, failure);
            if (PostgresErrors.IsUnavailable(failure))
                throw new JournalUnavailableException(Applied.No, failure);
            throw;
        }
    }

    public async Task<AppendResult> AppendAsync(
        Tenant tenant, IReadOnlyList<Append> batch, CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation);
        var rows = new PostgresBatch(batch);
        await using var command = new NpgsqlCommand(Sql["append"], connection);
        rows.BindTo(command.Parameters, tenant);
        try
        {
            await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellation);
            await reader.ReadAsync(cancellation);
            var result = new AppendResult(
                batch, new(reader.GetInt64(0)), PostgresRows.ReadTime(reader, 1),
                [.. rows.Read(PostgresRows.ReadNumbers(reader, 2), PostgresRows.ReadNumbers(reader, 3))]);
            // Reads on to the server's "ready": a commit that fails at its very end is reported only there.
            await reader.CloseAsync();
            if (result.HeadAfter != result.Head)
                _notifications.Announce(tenant, result.HeadAfter);
            return result;
        }
        catch (Exception failure) when (PostgresErrors.WasApplied(failure) is { } applied)
        {
            throw new JournalUnavailableException(applied, failure);
        }
        catch (OperationCanceledException failure) when (cancellation.IsCancellationRequested)
        {
            throw new JournalUnavailableException(Applied.Unknown, failure);
        }
    }

    public async Task ReplaceStatesAsync(
        Tenant tenant, IAsyncEnumerable<RebuiltState> states, CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation);
        try
        {
            await PostgresRebuild.RunAsync(connection, Sql, tenant, states, cancellation);
        }
        catch (Exception failure) when (PostgresErrors.WasApplied(failure) is { } applied)
        {
            throw new JournalUnavailableException(applied, failure);
        }
    }

    public async Task<Guid> RenewEpochAsync(CancellationToken cancellation)
    {
        try
        {
            return await PostgresEpoch.RenewAsync(_source, cancellation);
        }
        catch (Exception failure) when (PostgresErrors.WasApplied(failure) is { } applied)
        {
            throw new JournalUnavailableException(applied, failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _notifications.DisposeAsync();
        await _source.DisposeAsync();
    }

    async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellation)
    {
        try
        {
            return await _source.OpenConnectionAsync(cancellation);
        }
        catch (Exception failure) when (PostgresErrors.IsUnavailable(failure))
        {
            throw new JournalUnavailableException(Applied.No, failure);
        }
    }
}
