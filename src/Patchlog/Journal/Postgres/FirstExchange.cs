using System.Diagnostics;
using Npgsql;

namespace Patchlog.Journal.Postgres;

/// <summary>
/// Begins reads on pooled connections, which may have died while nobody used them: the database was started again, or
/// something in between has forgotten them.
/// </summary>
static class FirstExchange
{
    // A connection that was dead before says so at once: what ran longer than this was ended by somebody.
    static readonly TimeSpan Suddenly = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Begins a read, and once more if its connection turns out to be dead. Npgsql empties its pool when it meets one,
    /// so the second connection is a new one. Not for writes: the first may have taken effect.
    /// </summary>
    /// <param name="begin">Takes a connection from the pool, and waits for the first answer on it.</param>
    /// <returns>What the first or the second call has come to.</returns>
    public static async Task<T> OfReadAsync<T>(Func<Task<T>> begin)
    {
        var startedAt = Stopwatch.GetTimestamp();
        try
        {
            return await begin();
        }
        catch (NpgsqlException failure) when (
            IsOfDeadConnection(failure) && Stopwatch.GetElapsedTime(startedAt) < Suddenly)
        {
            return await begin();
        }
    }

    // A server that ends orderly leaves a word on its idle connections; of one that was killed only the socket tells.
    static bool IsOfDeadConnection(NpgsqlException failure) => failure is PostgresException reported
        ? reported.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
        : failure.InnerException is IOException;
}
