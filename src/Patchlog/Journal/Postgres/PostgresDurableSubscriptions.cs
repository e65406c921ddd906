using System.Collections.Immutable;
using Npgsql;
using static Patchlog.Journal.Postgres.PostgresErrors;
using static Patchlog.Journal.Postgres.PostgresParameters;

namespace Patchlog.Journal.Postgres;

/// <summary>Durable subscriptions, each a row.</summary>
sealed class PostgresDurableSubscriptions(NpgsqlDataSource source, Sql sql) : IDurableSubscriptionStore
{
    public Task<StoredDurableSubscription> FindAsync(Tenant tenant, string name, CancellationToken cancellation) =>
        GuardAsync(DatabaseCall.Read, SelectAsync(tenant, name, cancellation));

    public async Task<bool> TryReplaceAsync(
        Tenant tenant, string name, long revision, byte[] document, CancellationToken cancellation)
    {
        await using var command = Command(
            PostgresSql.ReplaceDurableSubscription,
            Text(tenant.Value), Text(name), Number(revision), Document(document));

        return await GuardAsync(DatabaseCall.Write, command.ExecuteScalarAsync(cancellation)) is not null;
    }

    public Task<ImmutableArray<ListedDurableSubscription>> ListAsync(Tenant? tenant, CancellationToken cancellation) =>
        GuardAsync(DatabaseCall.Read, SelectAllAsync(tenant, cancellation));

    public async Task<bool> DropAsync(Tenant tenant, string name, CancellationToken cancellation)
    {
        await using var command = Command(PostgresSql.DropDurableSubscription, Text(tenant.Value), Text(name));

        return await GuardAsync(DatabaseCall.Write, command.ExecuteScalarAsync(cancellation)) is not null;
    }

    async Task<StoredDurableSubscription> SelectAsync(Tenant tenant, string name, CancellationToken cancellation)
    {
        await using var command = Command(PostgresSql.FindDurableSubscription, Text(tenant.Value), Text(name));
        await using var row = await FirstExchange.OfReadAsync(() => command.ExecuteReaderAsync(cancellation));
        await row.ReadAsync(cancellation);

        var now = PostgresRows.ReadTime(row, 2);
        return row.IsDBNull(0) ? new(0, null, now) : new(row.GetInt64(0), row.GetFieldValue<byte[]>(1), now);
    }

    async Task<ImmutableArray<ListedDurableSubscription>> SelectAllAsync(Tenant? tenant, CancellationToken cancellation)
    {
        var subscriptions = ImmutableArray.CreateBuilder<ListedDurableSubscription>();
        await using var command = Command(PostgresSql.ListDurableSubscriptions, Text(tenant?.Value));
        await using var row = await FirstExchange.OfReadAsync(() => command.ExecuteReaderAsync(cancellation));
        while (await row.ReadAsync(cancellation))
            subscriptions.Add(new(
                Tenant.Trusted(row.GetString(0)), row.GetString(1), row.GetFieldValue<byte[]>(2),
                PostgresRows.ReadTime(row, 3)));

        return subscriptions.ToImmutable();
    }

    NpgsqlCommand Command(string statement, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = source.CreateCommand(sql[statement]);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);

        return command;
    }
}
