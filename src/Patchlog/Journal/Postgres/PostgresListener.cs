using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Patchlog.Journal.Postgres;

/// <summary>
/// Hears by LISTEN what other servers of a database have written, on a connection of its own. A failure costs nothing
/// but time: the feed also asks now and then. Thread-safe.
/// </summary>
/// <param name="connectionString">The database; see <see cref="PostgresSettings.OfNotifications"/>.</param>
/// <param name="isPooled">
/// Whether a pooler stands in between: it gives the session to others, and what comes to it is lost.
/// </param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of the first failure in a row, and of the end of it.</param>
sealed partial class PostgresListener(
    string connectionString, bool isPooled, TimeProvider time, ILogger logger)
{
    bool _isFailing;

    /// <summary>Listens until cancelled; connects again whenever it is cut off.</summary>
    public async Task ListenAsync(Action<Tenant, Position> heard, CancellationToken cancellation)
    {
        if (isPooled)
        {
            LogPooled(logger);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellation);
        }

        while (true)
        {
            try
            {
                await ListenOnceAsync(heard, cancellation);
            }
            catch (Exception failure)   // whatever it is, the feed asks meanwhile
            {
                if (!_isFailing && !cancellation.IsCancellationRequested)
                    LogFailed(logger, failure);

                _isFailing = true;
            }

            await Task.Delay(PostgresLimits.RetryPause, time, cancellation);
        }
    }

    async Task ListenOnceAsync(Action<Tenant, Position> heard, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellation);
        connection.Notification += (_, notification) => Hear(notification.Payload, heard);

        await using var listen = new NpgsqlCommand($"listen {PostgresNotifications.Channel}", connection);
        await listen.ExecuteNonQueryAsync(cancellation);
        if (_isFailing)
            LogListening(logger);

        _isFailing = false;
        while (true)
            await connection.WaitAsync(cancellation);
    }

    // Anybody may notify on the channel: a message that is not understood is not for us.
    static void Hear(string payload, Action<Tenant, Position> heard)
    {
        if (payload.Split(':') is [var name, var head] && Tenant.TryParse(name, out var tenant)
            && long.TryParse(head, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            heard(tenant, new(position));
    }

    [LoggerMessage(1111, LogLevel.Information,
        "A pooler is in between (pgbouncer=true): this server asks the database once a second what others have "
        + "written, because it can't listen")]
    static partial void LogPooled(ILogger logger);

    [LoggerMessage(1112, LogLevel.Warning,
        "This server can't listen for commits of others; it asks the database once a second, and tries again")]
    static partial void LogFailed(ILogger logger, Exception failure);

    [LoggerMessage(1113, LogLevel.Information, "This server listens for commits of others again")]
    static partial void LogListening(ILogger logger);
}
