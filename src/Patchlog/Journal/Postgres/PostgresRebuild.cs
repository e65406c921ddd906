using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using static Patchlog.Journal.Postgres.PostgresParameters;

namespace Patchlog.Journal.Postgres;

/// <summary>
/// Replaces a tenant's current states and snapshots in one transaction, under the lock that appends take.
/// </summary>
/// <param name="connection">The connection, which does nothing else meanwhile.</param>
/// <param name="sql">The statements.</param>
/// <param name="tenant">The tenant whose rows are replaced.</param>
sealed class PostgresRebuild(NpgsqlConnection connection, Sql sql, Tenant tenant)
{
    readonly List<DerivedRow> _states = [], _snapshots = [];
    UniqueDeclarations _declarations = UniqueDeclarations.None;

    public async Task RunAsync(IAsyncEnumerable<DerivedRow> rows, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(PostgresSql.LockTenant, cancellation, Text(tenant.Value));
        await ExecuteAsync(PostgresSql.ClearStates, cancellation, Text(tenant.Value));

        // Under the lock: if more is declared meanwhile, the keys of that are built when this is done.
        _declarations = (await PostgresDeclarations.ReadAsync(connection, sql, cancellation)).Maintained;

        await foreach (var row in rows.WithCancellation(cancellation))
            await AddAsync(row, cancellation);

        await FlushStatesAsync(cancellation);
        await FlushSnapshotsAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    async Task AddAsync(DerivedRow row, CancellationToken cancellation)
    {
        switch (row)
        {
            case DerivedRow.State:
                _states.Add(row);
                if (_states.Count == JournalLimits.RebuildPageSize)
                    await FlushStatesAsync(cancellation);

                break;

            case DerivedRow.Snapshot:
                _snapshots.Add(row);
                if (_snapshots.Count == JournalLimits.RebuildPageSize)
                    await FlushSnapshotsAsync(cancellation);

                break;

            default:
                throw new UnreachableException($"There is no table for {row}.");
        }
    }

    async Task FlushStatesAsync(CancellationToken cancellation)
    {
        await ExecuteAsync(PostgresSql.InsertStates, cancellation,
            Text(tenant.Value), TypesOf(_states), IdsOf(_states), VersionsOf(_states),
            TimesOf(_states, state => state.CreatedAt), TimesOf(_states, state => state.UpdatedAt), BodiesOf(_states));
        await InsertKeysAsync(cancellation);
        _states.Clear();
    }

    async Task InsertKeysAsync(CancellationToken cancellation)
    {
        var keys = (
            from row in _states
            from stored in _declarations.Of(row.Key.TargetName)
            let digest = UniqueDigest.Of(stored.Declaration, row.Value.Body)
            where digest is not null
            select (stored.Number, Id: row.Key.TargetId.Value, Digest: digest)).ToList();

        if (keys.Count > 0)
            await ExecuteAsync(PostgresSql.InsertKeys, cancellation,
                Text(tenant.Value), ArrayOf(keys.Select(key => key.Number), NpgsqlDbType.Bigint),
                Texts(keys.Select(key => key.Id)), ArrayOf(keys.Select(key => key.Digest), NpgsqlDbType.Bytea));
    }

    async Task FlushSnapshotsAsync(CancellationToken cancellation)
    {
        await ExecuteAsync(PostgresSql.InsertSnapshots, cancellation,
            Text(tenant.Value), TypesOf(_snapshots), IdsOf(_snapshots), VersionsOf(_snapshots),
            TimesOf(_snapshots, state => state.UpdatedAt), BodiesOf(_snapshots));
        _snapshots.Clear();
    }

    async Task ExecuteAsync(string statement, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql[statement], connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    static NpgsqlParameter TypesOf(List<DerivedRow> rows) => Texts(rows.Select(row => row.Key.TargetName.Value));

    static NpgsqlParameter IdsOf(List<DerivedRow> rows) => Texts(rows.Select(row => row.Key.TargetId.Value));

    static NpgsqlParameter VersionsOf(List<DerivedRow> rows) =>
        ArrayOf(rows.Select(row => row.Value.Version.Number), NpgsqlDbType.Bigint);

    static NpgsqlParameter TimesOf(List<DerivedRow> rows, Func<AggregateState, DateTimeOffset> timeOf) =>
        ArrayOf(rows.Select(row => timeOf(row.Value).UtcDateTime), NpgsqlDbType.TimestampTz);

    static NpgsqlParameter BodiesOf(List<DerivedRow> rows) =>
        ArrayOf(rows.Select(row => row.Value.Body?.ToUtf8Bytes()), NpgsqlDbType.Json);
}
