using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;

namespace Patchlog.Journal.Postgres;

/// <summary>Named subscriptions, each a row.</summary>
sealed class PostgresDurableSubscriptions(NpgsqlDataSource source, Sql sql) : IDurableSubscriptionStore
{
    public async Task<StoredDurableSubscription> FindAsync(Tenant tenant, string name, CancellationToken cancellation)
    {
        try
        {
            await using var command = Command("find_durable_subscription", tenant.Value, name);
            await using var row = await command.ExecuteReaderAsync(cancellation);
            await row.ReadAsync(cancellation);
            var now = PostgresRows.ReadTime(row, 2);
            return row.IsDBNull(0) ? new(0, null, now) : new(row.GetInt64(0), row.GetFieldValue<byte[]>(1), now);
        }
        catch (Exception failure) when (PostgresErrors.IsUnavailable(failure))
        {
            throw new JournalUnavailableException(Applied.No, failure);
        }
    }

    public async Task<bool> TryReplaceAsync(
        Tenant tenant, string name, long revision, byte[] document, CancellationToken cancellation)
    {
        try
        {
            await using var command = Command("replace_durable_subscription", tenant.Value, name);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = revision, NpgsqlDbType = NpgsqlDbType.Bigint });
            command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = document, NpgsqlDbType = NpgsqlDbType.Json });
            return await command.ExecuteScalarAsync(cancellation) is not null;
        }
        catch (Exception failure) when (PostgresErrors.WasApplied(failure) is { } applied)
        {
            throw new JournalUnavailableException(applied, failure);
        }
    }

    public async Task<ImmutableArray<ListedDurableSubscription>> ListAsync(Tenant? tenant, CancellationToken cancellation)
    {
        try
        {
            var subscriptions = ImmutableArray.CreateBuilder<ListedDurableSubscription>();
            await using var command = Command("list_durable_subscriptions", tenant?.Value);
            await using var row = await command.ExecuteReaderAsync(cancellation);
            while (await row.ReadAsync(cancellation))
                subscriptions.Add(new(
                    Tenant.Trusted(row.GetString(0)), row.GetString(1), row.GetFieldValue<byte[]>(2),
                    PostgresRows.ReadTime(row, 3)));
            return subscriptions.ToImmutable();
        }
        catch (Exception failure) when (PostgresErrors.IsUnavailable(failure))
        {
            throw new JournalUnavailableException(Applied.No, failure);
        }
    }

    public async Task<bool> DropAsync(Tenant tenant, string name, CancellationToken cancellation)
    {
        try
        {
            await using var command = Command("drop_durable_subscription", tenant.Value, name);
            return await command.ExecuteScalarAsync(cancellation) is not null;
        }
        catch (Exception failure) when (PostgresErrors.WasApplied(failure) is { } applied)
        {
            throw new JournalUnavailableException(applied, failure);
        }
    }

    NpgsqlCommand Command(string statement, params string?[] texts)
    {
        var command = source.CreateCommand(sql[statement]);
        foreach (var text in texts)
            command.Parameters.Add(new NpgsqlParameter
            {
                Value = (object?)text ?? DBNull.Value,
                NpgsqlDbType = NpgsqlDbType.Text,
            });
        return command;
    }
}
