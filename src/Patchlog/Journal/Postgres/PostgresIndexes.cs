using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Data;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Patchlog.Json;
using static Patchlog.Journal.Postgres.PostgresErrors;
using static Patchlog.Journal.Postgres.PostgresParameters;

namespace Patchlog.Journal.Postgres;

/// <summary>
/// Indexes on <c>patchlog.key</c> of a path, partial by type. They are built concurrently: nobody waits for them.
/// </summary>
/// <param name="source">The connections of what may take long.</param>
/// <param name="locks">Others, one of which holds the lock of who makes and drops indexes.</param>
/// <param name="sql">The statements.</param>
/// <param name="time">The clock.</param>
sealed class PostgresIndexes(NpgsqlDataSource source, NpgsqlDataSource locks, Sql sql, TimeProvider time)
    : IJournalIndexes
{
    // Any fixed number: the advisory lock under which one program at a time makes and drops indexes.
    const long LockKey = 0x70617463686c6f68;

    volatile Known? _known;

    /// <summary>The paths of a type that have an index, as far as this process knows.</summary>
    public async ValueTask<FrozenSet<string>> OfAsync(TargetName targetName, CancellationToken cancellation)
    {
        if (_known is not { } known || time.GetElapsedTime(known.ReadAt) > PostgresLimits.MaxIndexAge)
            _known = known = new(time.GetTimestamp(), (await ListAsync(cancellation))
                .GroupBy(index => index.TargetName)
                .ToFrozenDictionary(group => group.Key, group => group.Select(index => index.Path).ToFrozenSet()));

        return known.Paths.GetValueOrDefault(targetName, []);
    }

    public Task<ImmutableArray<DeclaredIndex>> ListAsync(CancellationToken cancellation) =>
        GuardAsync(DatabaseCall.Read, ReadAsync(cancellation));

    public Task<ImmutableArray<string>> CheckAsync(Tenant tenant, CancellationToken cancellation) =>
        Task.FromResult(ImmutableArray<string>.Empty);

    public Task<bool> CreateAsync(TargetName targetName, JsonPointer path, CancellationToken cancellation) =>
        AloneAsync(async connection =>
        {
            var name = NameOf(targetName, path);
            if (await IsUsableAsync(connection, name, cancellation) is { } isUsable)
            {
                if (isUsable && (await ListAsync(cancellation)).Any(index => Is(index, targetName, path)))
                    return false;

                // Half built by a run that was interrupted.
                await RunAsync(connection, $"drop index concurrently if exists patchlog.{name}", cancellation);
            }

            // Before the index: what names the path literally is right without it, too, and list shows what became of
            // it.
            await RunAsync(connection, sql[PostgresSql.DeclareIndex], cancellation,
                Text(targetName.Value), Text(path.ToString()), Text(name));
            await RunAsync(connection, PostgresQuery.CreateIndex(name, targetName, path), cancellation);
            await CreateStatisticsAsync(connection, name, path, cancellation);

            // Only now can the planner know how the values at the path are spread.
            await RunAsync(connection, "analyze patchlog.aggregates", cancellation);

            return true;
        }, cancellation);

    public Task<bool> DropAsync(TargetName targetName, JsonPointer path, CancellationToken cancellation) =>
        AloneAsync(async connection =>
        {
            if (!(await ListAsync(cancellation)).Any(index => Is(index, targetName, path)))
                return false;

            var name = NameOf(targetName, path);
            await RunAsync(connection, $"drop index concurrently if exists patchlog.{name}", cancellation);
            await RunAsync(connection, $"drop statistics if exists patchlog.{StatisticsOf(name)}", cancellation);
            await RunAsync(connection, sql[PostgresSql.ForgetIndex], cancellation,
                Text(targetName.Value), Text(path.ToString()));
            return true;
        }, cancellation);

    // Where tables are distributed, there are none on expressions: estimates are worse, answers the same.
    static async Task CreateStatisticsAsync(
        NpgsqlConnection connection, string index, JsonPointer path, CancellationToken cancellation)
    {
        try
        {
            await RunAsync(connection, PostgresQuery.CreateStatistics(StatisticsOf(index), path), cancellation);
        }
        catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.FeatureNotSupported)
        {
            // The index is of use without.
        }
    }

    async Task<ImmutableArray<DeclaredIndex>> ReadAsync(CancellationToken cancellation)
    {
        var indexes = ImmutableArray.CreateBuilder<DeclaredIndex>();
        await using var command = source.CreateCommand(sql[PostgresSql.Indexes]);
        await using var reader = await FirstExchange.OfReadAsync(() => command.ExecuteReaderAsync(cancellation));
        while (await reader.ReadAsync(cancellation))
            indexes.Add(new(
                TargetName.Trusted(reader.GetString(0)), reader.GetString(1), reader.GetBoolean(2),
                reader.GetInt64(3)));

        return indexes.ToImmutable();
    }

    Task<bool> AloneAsync(Func<NpgsqlConnection, Task<bool>> work, CancellationToken cancellation) =>
        GuardAsync(DatabaseCall.Administer, LockAndRunAsync(work, cancellation));

    /// <summary>
    /// Does work while nobody else does such work. To wait for the lock would hold up what the other waits for. A
    /// transaction holds it, which does nothing else: a pooler may stand in between, and no index that is built
    /// concurrently waits for a transaction without a snapshot.
    /// </summary>
    async Task<bool> LockAndRunAsync(Func<NpgsqlConnection, Task<bool>> work, CancellationToken cancellation)
    {
        await using var holder = await locks.OpenConnectionAsync(cancellation);
        await using var transaction = await holder.BeginTransactionAsync(
            IsolationLevel.ReadCommitted, cancellation);
        await using var take = new NpgsqlCommand(sql[PostgresSql.TryLockIndexes], holder);
        take.Parameters.Add(Number(LockKey));
        if (await take.ExecuteScalarAsync(cancellation) is not true)
            throw new InvalidDataException(
                "Another \"patchlog index\" is at work on this database; try again when it is done.");

        // None of PostgreSQL's own time-outs ends the transaction. And as its last statements these leave no snapshot
        // open; a select would.
        if (holder.PostgreSqlVersion.Major >= 17)
            await RunAsync(holder, "set local transaction_timeout = 0", cancellation);

        await RunAsync(holder, "set local idle_in_transaction_session_timeout = 0", cancellation);

        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);

            return await work(connection);
        }
        finally
        {
            _known = null;
        }
    }

    /// <summary>Whether an index is complete; null if there is none.</summary>
    async Task<bool?> IsUsableAsync(NpgsqlConnection connection, string name, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql[PostgresSql.IndexState], connection);
        command.Parameters.Add(Text($"patchlog.{name}"));

        return (bool?)await command.ExecuteScalarAsync(cancellation);
    }

    static async Task RunAsync(
        NpgsqlConnection connection, string statement, CancellationToken cancellation,
        params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    static bool Is(DeclaredIndex index, TargetName targetName, JsonPointer path) =>
        index.TargetName == targetName && index.Path == path.ToString();

    /// <summary>One name per type and path, of letters and digits, within PostgreSQL's 63.</summary>
    static string NameOf(TargetName targetName, JsonPointer path)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{targetName}{path}"));

        return $"aggregates_by_{Convert.ToHexStringLower(hash.AsSpan(0, 12))}";
    }

    static string StatisticsOf(string index) => $"{index}_values";

    sealed record Known(long ReadAt, FrozenDictionary<TargetName, FrozenSet<string>> Paths);
}
