using System.Collections.Immutable;
using System.Data;
using Npgsql;
using NpgsqlTypes;
using static Patchlog.Journal.Postgres.PostgresErrors;
using static Patchlog.Journal.Postgres.PostgresParameters;

namespace Patchlog.Journal.Postgres;

/// <summary>
/// What is declared unique, and keys, in short transactions: all locks end with them, so that a pooler may stand in
/// between. Thread-safe.
/// </summary>
/// <param name="source">The connections of reads that may take long.</param>
/// <param name="sql">The statements.</param>
sealed class PostgresUniqueKeys(NpgsqlDataSource source, Sql sql) : IUniqueKeyStore
{
    public async Task<ImmutableArray<StoredDeclaration>> ListAsync(CancellationToken cancellation) =>
        (await GuardAsync(DatabaseCall.Read, PostgresDeclarations.ReadAsync(source, sql, cancellation))).Stored;

    public Task<StoredDeclaration> AddAsync(
        UniqueDeclaration declaration, bool isOfBundle, CancellationToken cancellation) =>
        InTransactionAsync(async connection =>
        {
            await RunAsync(connection, PostgresSql.LockDeclarations, cancellation);
            if (await FindAsync(connection, PostgresSql.FindDeclaration, declaration, isOfBundle, cancellation)
                is { } stored)
                return stored;

            await RequireRoomAsync(connection, declaration, cancellation);
            stored = await FindAsync(
                connection, PostgresSql.AddDeclaration, declaration, isOfBundle, cancellation);
            await RunAsync(connection, PostgresSql.RenewUniqueRevision, cancellation);

            return stored ?? throw new InvalidOperationException($"{declaration} was not added.");
        }, cancellation);

    public Task<bool> TryMoveAsync(StoredDeclaration from, UniqueStage to, CancellationToken cancellation) =>
        InTransactionAsync(async connection =>
        {
            await RunAsync(connection, PostgresSql.LockDeclarations, cancellation);
            await using var move = Command(
                connection, PostgresSql.MoveDeclaration,
                Number(from.Number), Text(StoredDeclaration.NameOf(from.Stage)), Text(StoredDeclaration.NameOf(to)));
            if (await move.ExecuteScalarAsync(cancellation) is null)
                return false;

            // Appends do the same while it is checked and when it is enforced.
            if (to != UniqueStage.Enforced)
                await RunAsync(connection, PostgresSql.RenewUniqueRevision, cancellation);

            return true;
        }, cancellation);

    // Whoever begins to use a bundle says so first, and takes the same lock to declare its keys: so it is either seen
    // here, or sees what is done here.
    public Task<bool> TryDropUnnamedAsync(
        StoredDeclaration from, ImmutableArray<string> known, CancellationToken cancellation) =>
        InTransactionAsync(async connection =>
        {
            await RunAsync(connection, PostgresSql.LockDeclarations, cancellation);
            await using var drop = Command(
                connection, PostgresSql.DropUnnamedDeclaration,
                Number(from.Number), Text(StoredDeclaration.NameOf(from.Stage)), Text(Tenant.System.Value),
                Seconds(JournalLimits.BundleUse), Texts(known));
            if (await drop.ExecuteScalarAsync(cancellation) is null)
                return false;

            await RunAsync(connection, PostgresSql.RenewUniqueRevision, cancellation);
            return true;
        }, cancellation);

    public Task ForgetAsync(StoredDeclaration declaration, CancellationToken cancellation) =>
        InTransactionAsync(
            connection => RunAsync(
                connection, PostgresSql.ForgetDeclaration, cancellation, Number(declaration.Number)), cancellation);

    public Task PassAsync(Tenant tenant, CancellationToken cancellation) =>
        InTransactionAsync(
            connection => RunAsync(connection, PostgresSql.LockTenant, cancellation, Text(tenant.Value)), cancellation);

    public Task<(int Documents, AggregateId? Last)?> BuildAsync(
        StoredDeclaration declaration, Tenant tenant, AggregateId? after, CancellationToken cancellation) =>
        InTransactionAsync<(int, AggregateId?)?>(async connection =>
        {
            await RunAsync(connection, PostgresSql.LockTenant, cancellation, Text(tenant.Value));
            await using var stage = Command(
                connection, PostgresSql.DeclarationStage,
                Number(declaration.Number), Text(StoredDeclaration.NameOf(declaration.Stage)));
            if (await stage.ExecuteScalarAsync(cancellation) is null)
                return null;

            var page = await ReadPageAsync(
                Command(
                    connection, PostgresSql.DocumentsOfType,
                    Text(tenant.Value), Text(declaration.Declaration.TargetName.Value), Text(after?.Value ?? ""),
                    Number(UniquenessLimits.DocumentsPerStep), Number(UniquenessLimits.BytesPerStep)),
                declaration, tenant, hasKeys: false, cancellation);

            var keys = page.Where(document => document.Expected is not null).ToList();
            await RunAsync(connection, PostgresSql.PutBuiltKeys, cancellation,
                Text(tenant.Value), Number(declaration.Number), Texts(keys.Select(key => key.Id.Value)),
                ArrayOf(keys.Select(key => key.Expected), NpgsqlDbType.Bytea));

            return (page.Count, page.Count == 0 ? null : page[^1].Id);
        }, cancellation);

    public Task<ImmutableArray<UniqueTwins>> FindTwinsAsync(
        StoredDeclaration declaration, Tenant tenant, int limit, CancellationToken cancellation) =>
        InTransactionAsync(async connection =>
        {
            await using var command = Command(
                connection, PostgresSql.FindTwins,
                Text(tenant.Value), Number(declaration.Number), Number(limit),
                Number(UniquenessLimits.MaxHoldersShown));
            await using var reader = await command.ExecuteReaderAsync(cancellation);

            var twins = ImmutableArray.CreateBuilder<UniqueTwins>();
            while (await reader.ReadAsync(cancellation))
                twins.Add(new(
                    tenant, [.. reader.GetFieldValue<string[]>(1).Select(AggregateId.Trusted)], reader.GetInt64(0)));

            return twins.ToImmutable();
        }, cancellation);

    public Task<bool> RemoveAsync(StoredDeclaration declaration, Tenant tenant, CancellationToken cancellation) =>
        InTransactionAsync(async connection =>
        {
            await RunAsync(connection, PostgresSql.LockTenant, cancellation, Text(tenant.Value));

            return await RunAsync(connection, PostgresSql.RemoveKeys, cancellation,
                Text(tenant.Value), Number(declaration.Number), Number(UniquenessLimits.DocumentsPerStep)) > 0;
        }, cancellation);

    public Task<Page<HeldKey>> ReadAsync(
        StoredDeclaration declaration, Tenant tenant, AggregateId? after, CancellationToken cancellation) =>
        InTransactionAsync<Page<HeldKey>>(async connection =>
        {
            var page = await ReadPageAsync(
                Command(
                    connection, PostgresSql.ReadKeys,
                    Number(declaration.Number), Text(StoredDeclaration.NameOf(declaration.Stage)), Text(tenant.Value),
                    Text(declaration.Declaration.TargetName.Value), Text(after?.Value ?? ""),
                    Number(UniquenessLimits.DocumentsPerStep), Number(UniquenessLimits.BytesPerStep)),
                declaration, tenant, hasKeys: true, cancellation);

            return new([.. page], HasMore: page.Count > 0);
        }, cancellation);

    public Task<ImmutableArray<string>> FindStrayAsync(
        Tenant tenant, int limit, CancellationToken cancellation) =>
        InTransactionAsync(async connection =>
        {
            await using var command = Command(connection, PostgresSql.StrayKeys, Text(tenant.Value), Number(limit));
            await using var reader = await command.ExecuteReaderAsync(cancellation);

            var ids = ImmutableArray.CreateBuilder<string>();
            while (await reader.ReadAsync(cancellation))
                ids.Add(reader.GetString(0));

            return ids.ToImmutable();
        }, cancellation);

    async Task RequireRoomAsync(
        NpgsqlConnection connection, UniqueDeclaration declaration, CancellationToken cancellation)
    {
        await using var command = Command(
            connection, PostgresSql.CountDeclarations, Text(declaration.TargetName.Value));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);

        UniqueDeclarer.RequireRoom(declaration, reader.GetInt64(0), reader.GetInt64(1));
    }

    async Task<StoredDeclaration?> FindAsync(
        NpgsqlConnection connection, string statement, UniqueDeclaration declaration, bool isOfBundle,
        CancellationToken cancellation)
    {
        await using var command = Command(
            connection, statement,
            Text(declaration.TargetName.Value), Text(declaration.PathsText), Truth(isOfBundle));
        await using var reader = await command.ExecuteReaderAsync(cancellation);

        return await reader.ReadAsync(cancellation) ? PostgresDeclarations.ReadDeclaration(reader, 0) : null;
    }

    /// <summary>Documents with the keys that they should have and, as the third column, those that they have.</summary>
    static async Task<List<HeldKey>> ReadPageAsync(
        NpgsqlCommand command, StoredDeclaration declaration, Tenant tenant, bool hasKeys,
        CancellationToken cancellation)
    {
        List<HeldKey> page = [];
        await using var ended = command;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var id = AggregateId.Trusted(reader.GetString(0));
            var found = hasKeys && !reader.IsDBNull(2) ? reader.GetFieldValue<byte[]>(2) : null;
            try
            {
                var body = PostgresRows.ReadBody(reader, 1, new(tenant, declaration.Declaration.TargetName, id));
                page.Add(new(id, UniqueDigest.Of(declaration.Declaration, body), found));
            }
            catch (JournalDamagedException) when (hasKeys)
            {
                // Others tell of it: what its key should be can't be said.
                page.Add(new(id, found, found));
            }
        }

        return page;
    }

    NpgsqlCommand Command(
        NpgsqlConnection connection, string statement, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        // As long as it takes: an operator waits, and can stop it.
        var command = new NpgsqlCommand(sql[statement], connection) { CommandTimeout = 0 };
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);

        return command;
    }

    async Task<int> RunAsync(
        NpgsqlConnection connection, string statement, CancellationToken cancellation,
        params NpgsqlParameter[] parameters)
    {
        await using var command = Command(connection, statement, parameters);

        return await command.ExecuteNonQueryAsync(cancellation);
    }

    Task<T> InTransactionAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellation) =>
        GuardAsync(DatabaseCall.Administer, BeginAsync(work, cancellation));

    async Task<T> BeginAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        // What is looked up behind a lock must be what was committed before it was got.
        await using var transaction = await connection.BeginTransactionAsync(
            IsolationLevel.ReadCommitted, cancellation);

        var result = await work(connection);
        await transaction.CommitAsync(cancellation);

        return result;
    }
}
