using System.Collections.Immutable;
using Npgsql;
using static Patchlog.Journal.Postgres.PostgresErrors;
using static Patchlog.Journal.Postgres.PostgresParameters;

namespace Patchlog.Journal.Postgres;

/// <summary>
/// What processes wait for. An append and a postponement take the tenant's lock before they change what is due; a lease
/// and an advance take the lock of the tenant's row only, and hold nothing else: none of them can wait in a circle.
/// </summary>
sealed class PostgresProcesses(NpgsqlDataSource source, Sql sql) : IProcessStore
{
    public Task<ImmutableArray<ProcessBacklog>> FindBacklogAsync(
        Guid owner, DateTimeOffset now, int limit, CancellationToken cancellation) => SelectAsync(
        PostgresSql.FindBacklog,
        static (row, _) => new ProcessBacklog(
            Tenant.Trusted(row.GetString(0)), row.GetBoolean(1),
            row.IsDBNull(2) ? null : PostgresRows.ReadTime(row, 2)),
        Tenant.System, cancellation,
        Uuid(owner), Time(now.UtcDateTime), Number(limit), Text(Tenant.System.Value));

    public async Task<DateTimeOffset?> FindNextDueAsync(DateTimeOffset after, CancellationToken cancellation)
    {
        await using var command = Command(
            PostgresSql.FindNextDue, Text(Tenant.System.Value), Time(after.UtcDateTime));

        var due = await GuardAsync(
            DatabaseCall.Read, FirstExchange.OfReadAsync(() => command.ExecuteScalarAsync(cancellation)));

        return due is DateTime time
            ? new DateTimeOffset(time, TimeSpan.Zero)
            : null;
    }

    public async Task<Position?> TryLeaseAsync(
        Tenant tenant, Guid owner, TimeSpan duration, CancellationToken cancellation)
    {
        await using var command = Command(
            PostgresSql.LeaseProcessReader, Text(tenant.Value), Uuid(owner), Seconds(duration));

        return await GuardAsync(DatabaseCall.Write, command.ExecuteScalarAsync(cancellation)) is long position
            ? new(position)
            : null;
    }

    public async Task ReleaseAsync(Tenant tenant, Guid owner, CancellationToken cancellation)
    {
        await using var command = Command(PostgresSql.ReleaseProcessReader, Text(tenant.Value), Uuid(owner));

        await GuardAsync(DatabaseCall.Write, command.ExecuteNonQueryAsync(cancellation));
    }

    public async Task<bool> AdvanceAsync(
        Tenant tenant, Guid owner, Position to, CancellationToken cancellation)
    {
        await using var command = Command(
            PostgresSql.AdvanceProcessReader, Text(tenant.Value), Uuid(owner), Number(to.Number));

        return await GuardAsync(DatabaseCall.Write, command.ExecuteScalarAsync(cancellation)) is not null;
    }

    public Task<ImmutableArray<DueTimer>> FindDueTimersAsync(
        Tenant tenant, DateTimeOffset now, int limit, CancellationToken cancellation) => SelectAsync(
        PostgresSql.FindDueTimers, ReadTimer, tenant, cancellation,
        Text(tenant.Value), Time(now.UtcDateTime), Number(limit));

    public Task<ImmutableArray<OutgoingCommand>> FindDueCommandsAsync(
        Tenant tenant, DateTimeOffset now, int limit, CancellationToken cancellation) => SelectAsync(
        PostgresSql.FindDueCommands, ReadCommand, tenant, cancellation,
        Text(tenant.Value), Time(now.UtcDateTime), Number(limit));

    public async Task PostponeAsync(
        Tenant tenant, CommandId id, DateTimeOffset dueAt, string problem, CancellationToken cancellation)
    {
        await using var command = Command(
            PostgresSql.PostponeCommand,
            Text(tenant.Value), Text(id.Value), Time(dueAt.UtcDateTime), Text(ProblemText.Of(problem)));

        await GuardAsync(DatabaseCall.Write, command.ExecuteNonQueryAsync(cancellation));
    }

    public Task<ImmutableArray<AggregateId>> FindInstancesAsync(
        Tenant tenant, string process, string correlation, byte[] key, AggregateId? after, int limit,
        CancellationToken cancellation) => SelectAsync(
        PostgresSql.FindInstances, static (row, _) => AggregateId.Trusted(row.GetString(0)), tenant, cancellation,
        Text(tenant.Value), Text(process), Text(correlation), Bytes(key), Text(after?.Value ?? ""), Number(limit));

    public Task<ImmutableArray<DueTimer>> ListTimersAsync(
        Tenant tenant, string process, AggregateId instance, int limit, CancellationToken cancellation) => SelectAsync(
        PostgresSql.ListTimers, ReadTimer, tenant, cancellation,
        Text(tenant.Value), Text(process), Text(instance.Value), Number(limit));

    public Task<ImmutableArray<OutgoingCommand>> ListCommandsAsync(
        Tenant tenant, string process, AggregateId instance, int limit, CancellationToken cancellation) => SelectAsync(
        PostgresSql.ListCommands, ReadCommand, tenant, cancellation,
        Text(tenant.Value), Text(process), Text(instance.Value), Number(limit));

    static DueTimer ReadTimer(NpgsqlDataReader row, Tenant tenant) => new(
        row.GetString(0), AggregateId.Trusted(row.GetString(1)), row.GetString(2), row.GetInt64(3),
        PostgresRows.ReadTime(row, 4));

    static OutgoingCommand ReadCommand(NpgsqlDataReader row, Tenant tenant) => new(
        CommandId.Trusted(row.GetString(0)), row.GetString(1), AggregateId.Trusted(row.GetString(2)), row.GetInt64(3),
        DamagedRow.FindCommand(row.GetFieldValue<byte[]>(4)), PostgresRows.ReadTime(row, 5), row.GetInt32(6))
    {
        LastProblem = row.IsDBNull(7) ? null : row.GetString(7),
        IssuedAt = PostgresRows.ReadTime(row, 8),
    };

    Task<ImmutableArray<T>> SelectAsync<T>(
        string statement, Func<NpgsqlDataReader, Tenant, T> read, Tenant tenant, CancellationToken cancellation,
        params ReadOnlySpan<NpgsqlParameter> parameters) =>
        GuardAsync(DatabaseCall.Read, SelectAsync(Command(statement, parameters), read, tenant, cancellation));

    static async Task<ImmutableArray<T>> SelectAsync<T>(
        NpgsqlCommand statement, Func<NpgsqlDataReader, Tenant, T> read, Tenant tenant, CancellationToken cancellation)
    {
        var items = ImmutableArray.CreateBuilder<T>();
        await using var command = statement;
        await using var row = await FirstExchange.OfReadAsync(() => command.ExecuteReaderAsync(cancellation));
        while (await row.ReadAsync(cancellation))
            items.Add(read(row, tenant));

        return items.ToImmutable();
    }

    NpgsqlCommand Command(string statement, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = source.CreateCommand(sql[statement]);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);

        return command;
    }
}
