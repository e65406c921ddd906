using Npgsql;
using NpgsqlTypes;
using static Patchlog.Journal.Postgres.PostgresErrors;
using static Patchlog.Journal.Postgres.PostgresParameters;

namespace Patchlog.Journal.Postgres;

/// <summary>Heads of tenants and states of aggregates, for many who ask at once. Thread-safe.</summary>
sealed class PostgresLoads(NpgsqlDataSource source, Sql sql)
{
    /// <summary>What <see cref="IJournalReader"/> says of its loads.</summary>
    public async Task<LoadedStates> LoadAsync(
        IReadOnlyList<TenantHead> tenants, IReadOnlyList<AggregateKey> keys, int maxBytes,
        CancellationToken cancellation)
    {
        try
        {
            return await LoadRowsAsync(tenants, keys, maxBytes, cancellation);
        }
        catch (JournalDamagedException damage) when (keys is [var key])
        {
            throw DamagedRow.At($"The current state of {key} of tenant {key.Tenant}", isDerived: true, damage);
        }
    }

    async Task<LoadedStates> LoadRowsAsync(
        IReadOnlyList<TenantHead> tenants, IReadOnlyList<AggregateKey> keys, int maxBytes,
        CancellationToken cancellation)
    {
        var (heads, states) = (new FoundHead[tenants.Count], new LoadedState[keys.Count]);
        Array.Fill(states, new(AggregateState.None));

        // The statements of a batch run in order, each on a snapshot of its own.
        await using var batch = source.CreateBatch();
        if (heads.Length > 0)
            batch.BatchCommands.Add(HeadsOf(tenants));

        if (states.Length > 0)
            batch.BatchCommands.Add(Statement(PostgresSql.Load,
                Texts(keys.Select(key => key.Tenant.Value)), Texts(keys.Select(key => key.TargetName.Value)),
                Texts(keys.Select(key => key.TargetId.Value)), Number(maxBytes)));

        await using var reader = await GuardAsync(
            DatabaseCall.Read, FirstExchange.OfReadAsync(() => batch.ExecuteReaderAsync(cancellation)));
        if (heads.Length > 0)
            await ReadHeadsAsync(reader, tenants, heads, cancellation);

        if (heads.Length > 0 && states.Length > 0)
            await GuardAsync(DatabaseCall.Read, reader.NextResultAsync(cancellation));

        while (states.Length > 0 && await GuardAsync(DatabaseCall.Read, reader.ReadAsync(cancellation)))
            states[reader.GetInt64(0) - 1] = reader.IsDBNull(5)
                ? LoadedState.Of(
                    keys[(int)reader.GetInt64(0) - 1], reader, static (key, row) => PostgresRows.ReadState(row, 1, key))
                : new(reader.GetInt32(5), new(reader.GetInt64(1)));

        return new(heads, states);
    }

    // Most questions are about one tenant, of which the last event is known: they cost as little as they can.
    NpgsqlBatchCommand HeadsOf(IReadOnlyList<TenantHead> tenants) => tenants is [var (tenant, known)]
        ? Statement(PostgresSql.KnownHead,
            Text(tenant.Value), Number(known.Position.Number), Bytes(known.Digest.ToBytes()))
        : Statement(PostgresSql.Heads,
            Texts(tenants.Select(asked => asked.Tenant.Value)),
            ArrayOf(tenants.Select(asked => asked.Known.Position.Number), NpgsqlDbType.Bigint),
            ArrayOf(tenants.Select(asked => asked.Known.Digest.ToBytes()), NpgsqlDbType.Bytea));

    static async Task ReadHeadsAsync(
        NpgsqlDataReader reader, IReadOnlyList<TenantHead> tenants, FoundHead[] heads, CancellationToken cancellation)
    {
        if (tenants is [var (_, known)])
        {
            heads[0] = await GuardAsync(DatabaseCall.Read, reader.ReadAsync(cancellation))
                ? new(PostgresRows.ReadHead(reader, 0, tenants[0].Tenant), reader.GetBoolean(2))
                : new(Head.Start, IsGone: known.Position != Position.Start);
            return;
        }

        while (await GuardAsync(DatabaseCall.Read, reader.ReadAsync(cancellation)))
        {
            var index = (int)reader.GetInt64(0) - 1;
            heads[index] = new(PostgresRows.ReadHead(reader, 1, tenants[index].Tenant), reader.GetBoolean(3));
        }
    }

    NpgsqlBatchCommand Statement(string name, params NpgsqlParameter[] parameters)
    {
        var statement = new NpgsqlBatchCommand(sql[name]);
        statement.Parameters.AddRange(parameters);

        return statement;
    }
}
