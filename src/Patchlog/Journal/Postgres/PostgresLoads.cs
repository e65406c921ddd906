using Npgsql;
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

        // A statement for each tenant: where tenants are spread over machines, it goes to one of them. The statements
        // of a batch are sent together, and run in order, each on a snapshot of its own.
        var loads = keys.Index().GroupBy(static key => key.Item.Tenant)
            .Select(static group => group.ToArray()).ToArray();
        await using var batch = source.CreateBatch();
        foreach (var tenant in tenants)
            batch.BatchCommands.Add(HeadOf(tenant));

        foreach (var load in loads)
            batch.BatchCommands.Add(LoadOf(load, maxBytes));

        await using var reader = await GuardAsync(
            DatabaseCall.Read, FirstExchange.OfReadAsync(() => batch.ExecuteReaderAsync(cancellation)));
        for (var at = 0; at < heads.Length; at++)
        {
            heads[at] = await ReadHeadAsync(reader, tenants[at], cancellation);
            await GuardAsync(DatabaseCall.Read, reader.NextResultAsync(cancellation));
        }

        foreach (var load in loads)
        {
            while (await GuardAsync(DatabaseCall.Read, reader.ReadAsync(cancellation)))
            {
                var (index, key) = load[reader.GetInt64(0) - 1];
                states[index] = reader.IsDBNull(5)
                    ? LoadedState.Of(key, reader, static (key, row) => PostgresRows.ReadState(row, 1, key))
                    : new(reader.GetInt32(5), new(reader.GetInt64(1)));
            }

            await GuardAsync(DatabaseCall.Read, reader.NextResultAsync(cancellation));
        }

        return new(heads, states);
    }

    NpgsqlBatchCommand HeadOf(TenantHead asked) => Statement(PostgresSql.KnownHead,
        Text(asked.Tenant.Value), Number(asked.Known.Position.Number), Bytes(asked.Known.Digest.ToBytes()));

    NpgsqlBatchCommand LoadOf((int Index, AggregateKey Item)[] keys, int maxBytes) => Statement(PostgresSql.Load,
        Text(keys[0].Item.Tenant.Value), Texts(keys.Select(static key => key.Item.TargetName.Value)),
        Texts(keys.Select(static key => key.Item.TargetId.Value)), Number(maxBytes));

    static async Task<FoundHead> ReadHeadAsync(
        NpgsqlDataReader reader, TenantHead asked, CancellationToken cancellation) =>
        await GuardAsync(DatabaseCall.Read, reader.ReadAsync(cancellation))
            ? new(PostgresRows.ReadHead(reader, 0, asked.Tenant), reader.GetBoolean(2))
            : new(Head.Start, IsGone: asked.Known.Position != Position.Start);

    NpgsqlBatchCommand Statement(string name, params NpgsqlParameter[] parameters)
    {
        var statement = new NpgsqlBatchCommand(sql[name]);
        statement.Parameters.AddRange(parameters);

        return statement;
    }
}
