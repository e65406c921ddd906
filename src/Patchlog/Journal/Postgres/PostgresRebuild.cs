using Npgsql;
using NpgsqlTypes;

namespace Patchlog.Journal.Postgres;

/// <summary>Replaces a tenant's current states and snapshots in one transaction, under the lock that appends take.</summary>
static class PostgresRebuild
{
    const int PageSize = 500;

    public static async Task RunAsync(
        NpgsqlConnection connection, Sql sql, Tenant tenant, IAsyncEnumerable<RebuiltState> states,
        CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, sql["lock_tenant"], cancellation, Text(tenant.Value));
        await ExecuteAsync(connection, sql["clear_states"], cancellation, Text(tenant.Value));
        List<RebuiltState> current = [], snapshots = [];
        await foreach (var state in states.WithCancellation(cancellation))
        {
            (state.IsSnapshot ? snapshots : current).Add(state);
            if (current.Count == PageSize)
                await FlushAsync(current, "insert_states");
            if (snapshots.Count == PageSize)
                await FlushAsync(snapshots, "insert_snapshots");
        }
        await FlushAsync(current, "insert_states");
        await FlushAsync(snapshots, "insert_snapshots");
        await transaction.CommitAsync(cancellation);

        async Task FlushAsync(List<RebuiltState> page, string statement)
        {
            List<NpgsqlParameter> parameters =
            [
                Text(tenant.Value),
                Array(page.Select(item => item.Key.TargetName.Value), NpgsqlDbType.Text),
                Array(page.Select(item => item.Key.TargetId.Value), NpgsqlDbType.Text),
                Array(page.Select(item => item.State.Version.Number), NpgsqlDbType.Bigint),
            ];
            if (statement == "insert_states")
                parameters.Add(
                    Array(page.Select(item => item.State.CreatedAt.UtcDateTime), NpgsqlDbType.TimestampTz));
            parameters.Add(Array(page.Select(item => item.State.UpdatedAt.UtcDateTime), NpgsqlDbType.TimestampTz));
            parameters.Add(Array(page.Select(item => item.State.Body?.ToUtf8Bytes()), NpgsqlDbType.Json));
            await ExecuteAsync(connection, sql[statement], cancellation, [.. parameters]);
            page.Clear();
        }
    }

    static async Task ExecuteAsync(
        NpgsqlConnection connection, string text, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(text, connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    static NpgsqlParameter<string> Text(string value) => new()
    {
        TypedValue = value,
        NpgsqlDbType = NpgsqlDbType.Text,
    };

    static NpgsqlParameter<T[]> Array<T>(IEnumerable<T> values, NpgsqlDbType type) => new()
    {
        TypedValue = [.. values],
        NpgsqlDbType = NpgsqlDbType.Array | type,
    };
}
