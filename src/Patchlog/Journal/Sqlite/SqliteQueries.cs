using Patchlog.Admission;

namespace Patchlog.Journal.Sqlite;

/// <summary>
/// Queries and histories, apart from loads, heads and the writer, and fair by tenant. A query begins on a reader; if a
/// few chunks don't answer it, it is a scan, and goes on on threads of its own, in turns with the other scans.
/// Thread-safe.
/// </summary>
/// <param name="pool">The connections.</param>
/// <param name="time">The clock by which a query has its time.</param>
sealed class SqliteQueries(SqlitePool pool, TimeProvider time)
{
    readonly FairSemaphore _reading = new(
        SqliteLimits.MaxQueryReaders, ReadLimits.MaxWaitingPerTenant, ReadLimits.MaxWaiting);

    readonly FairSemaphore _scanning = new(
        SqliteLimits.MaxScans, ReadLimits.MaxWaitingPerTenant, ReadLimits.MaxWaiting);

    /// <summary>Does a read that is bounded, but longer than a load.</summary>
    /// <exception cref="ReadRefusedException">Too many wait.</exception>
    public async Task<T> ReadAsync<T>(Tenant tenant, Func<SqliteSession, T> work, CancellationToken cancellation)
    {
        using var permit = await EnterAsync(_reading, tenant, cancellation);

        return await pool.ReadAsync(work, cancellation);
    }

    /// <summary>Answers a query.</summary>
    /// <exception cref="ReadRefusedException">Too many wait, or it took too long.</exception>
    public async Task<T> RunAsync<T>(SqliteQuery<T> query, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(ReadLimits.QueryPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            if (!await BeginAsync(query, either.Token))
                await ScanAsync(query, either.Token);

            return query.Answer;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw ReadRefusedException.TooSlow();
        }
    }

    /// <summary>Takes the first steps; false if there are more to take.</summary>
    async Task<bool> BeginAsync<T>(SqliteQuery<T> query, CancellationToken cancellation)
    {
        using var permit = await EnterAsync(_reading, query.Tenant, cancellation);

        for (var chunk = 0; chunk < SqliteLimits.ChunksBeforeScan; chunk++)
            if (await pool.ReadAsync(query.Step, cancellation))
                return true;

        return false;
    }

    async Task ScanAsync<T>(SqliteQuery<T> query, CancellationToken cancellation)
    {
        using var permit = await EnterAsync(_scanning, query.Tenant, cancellation);

        while (!await pool.ScanAsync(session => TakeTurn(session, query, cancellation)))
            await permit.YieldAsync(cancellation);
    }

    static bool TakeTurn<T>(SqliteSession session, SqliteQuery<T> query, CancellationToken cancellation)
    {
        for (var chunk = 0; chunk < SqliteLimits.ChunksPerTurn; chunk++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (query.Step(session))
                return true;
        }

        return false;
    }

    static Task<FairSemaphore.Permit> EnterAsync(
        FairSemaphore semaphore, Tenant tenant, CancellationToken cancellation) =>
        semaphore.TryEnter(tenant, cancellation, out var permit)
            ? permit
            : throw ReadRefusedException.TooMany();
}
