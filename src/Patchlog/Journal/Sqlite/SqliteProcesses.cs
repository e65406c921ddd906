using System.Collections.Immutable;

namespace Patchlog.Journal.Sqlite;

/// <summary>What processes wait for. One connection writes, so all changes come one after another.</summary>
sealed class SqliteProcesses(SqlitePool pool, TimeProvider time) : IProcessStore
{
    // Leases are counted by time that passes: a clock that is set must neither end them nor make them endless.
    // One that a restart finds later than it can be was taken before the clock was set back.
    readonly DatabaseClock _clock = new(time);

    static TimeSpan LongestLease => JournalLimits.LongestLease;

    public Task<ImmutableArray<ProcessBacklog>> FindBacklogAsync(
        Guid owner, DateTimeOffset now, int limit, CancellationToken cancellation) =>
        pool.ReadAsync(session => ReadAll(
            session[SqliteSql.FindBacklog]
                .Text(owner.ToString()).Time(now).Number(limit).Text(Tenant.System.Value)
                .Time(_clock.Now).Time(_clock.Now + LongestLease),
            static row => new ProcessBacklog(
                Tenant.Trusted(row.ReadText(0)), row.ReadNumber(1) != 0,
                row.IsNull(2) ? null : SqliteRows.ReadTime(row, 2))), cancellation);

    public Task<DateTimeOffset?> FindNextDueAsync(DateTimeOffset after, CancellationToken cancellation) =>
        pool.ReadAsync(session =>
        {
            using var row = session[SqliteSql.FindNextDue].Text(Tenant.System.Value).Time(after);

            return row.Step() && !row.IsNull(0) ? SqliteRows.ReadTime(row, 0) : (DateTimeOffset?)null;
        }, cancellation);

    public Task<Position?> TryLeaseAsync(
        Tenant tenant, Guid owner, TimeSpan duration, CancellationToken cancellation) =>
        pool.WriteAsync(session => session.InTransaction(() =>
        {
            session[SqliteSql.AddProcessReader].Text(tenant.Value).Execute();

            var now = _clock.Now;
            using var row = session[SqliteSql.LeaseProcessReader]
                .Text(tenant.Value).Text(owner.ToString()).Time(now).Time(now + duration).Time(now + LongestLease);

            return row.Step() ? new Position(row.ReadNumber(0)) : (Position?)null;
        }), cancellation);

    public Task ReleaseAsync(Tenant tenant, Guid owner, CancellationToken cancellation) =>
        pool.WriteAsync(session => session.InTransaction(() =>
        {
            session[SqliteSql.ReleaseProcessReader]
                .Text(tenant.Value).Text(owner.ToString()).Time(_clock.Now).Execute();

            return true;
        }), cancellation);

    public Task<bool> AdvanceAsync(Tenant tenant, Guid owner, Position to, CancellationToken cancellation) =>
        pool.WriteAsync(session => session.InTransaction(() =>
        {
            using var row = session[SqliteSql.AdvanceProcessReader]
                .Text(tenant.Value).Text(owner.ToString()).Number(to.Number);

            return row.Step();
        }), cancellation);

    public Task<ImmutableArray<DueTimer>> FindDueTimersAsync(
        Tenant tenant, DateTimeOffset now, int limit, CancellationToken cancellation) =>
        pool.ReadAsync(session => ReadAll(
            session[SqliteSql.FindDueTimers].Text(tenant.Value).Time(now).Number(limit), ReadTimer), cancellation);

    public Task<ImmutableArray<OutgoingCommand>> FindDueCommandsAsync(
        Tenant tenant, DateTimeOffset now, int limit, CancellationToken cancellation) =>
        pool.ReadAsync(session => ReadAll(
            session[SqliteSql.FindDueCommands].Text(tenant.Value).Time(now).Number(limit),
            ReadCommand), cancellation);

    public Task PostponeAsync(
        Tenant tenant, CommandId id, DateTimeOffset dueAt, string problem, CancellationToken cancellation) =>
        pool.WriteAsync(session => session.InTransaction(() =>
        {
            session[SqliteSql.PostponeCommand]
                .Text(tenant.Value).Text(id.Value).Time(dueAt).Text(ProblemText.Of(problem)).Execute();
            session[SqliteSql.PutNextDue].Text(tenant.Value).Execute();

            return true;
        }), cancellation);

    public Task<ImmutableArray<AggregateId>> FindInstancesAsync(
        Tenant tenant, string process, string correlation, byte[] key, AggregateId? after, int limit,
        CancellationToken cancellation) =>
        pool.ReadAsync(session => ReadAll(
            session[SqliteSql.FindInstances]
                .Text(tenant.Value).Text(process).Text(correlation).Bytes(key).Text(after?.Value ?? "").Number(limit),
            static row => AggregateId.Trusted(row.ReadText(0))), cancellation);

    public Task<ImmutableArray<DueTimer>> ListTimersAsync(
        Tenant tenant, string process, AggregateId instance, int limit, CancellationToken cancellation) =>
        pool.ReadAsync(session => ReadAll(
            session[SqliteSql.ListTimers].Text(tenant.Value).Text(process).Text(instance.Value).Number(limit),
            ReadTimer), cancellation);

    public Task<ImmutableArray<OutgoingCommand>> ListCommandsAsync(
        Tenant tenant, string process, AggregateId instance, int limit, CancellationToken cancellation) =>
        pool.ReadAsync(session => ReadAll(
            session[SqliteSql.ListCommands].Text(tenant.Value).Text(process).Text(instance.Value).Number(limit),
            ReadCommand), cancellation);

    static DueTimer ReadTimer(SqliteStatement row) => new(
        row.ReadText(0), AggregateId.Trusted(row.ReadText(1)), row.ReadText(2), row.ReadNumber(3),
        SqliteRows.ReadTime(row, 4));

    static OutgoingCommand ReadCommand(SqliteStatement row) => new(
        CommandId.Trusted(row.ReadText(0)), row.ReadText(1), AggregateId.Trusted(row.ReadText(2)), row.ReadNumber(3),
        DamagedRow.FindCommand(row.ReadBytes(4)), SqliteRows.ReadTime(row, 5), (int)row.ReadNumber(6))
    {
        LastProblem = row.IsNull(7) ? null : row.ReadText(7),
        IssuedAt = SqliteRows.ReadTime(row, 8),
    };

    static ImmutableArray<T> ReadAll<T>(SqliteStatement bound, Func<SqliteStatement, T> read)
    {
        var items = ImmutableArray.CreateBuilder<T>();
        using var row = bound;
        while (row.Step())
            items.Add(read(row));

        return items.ToImmutable();
    }
}
