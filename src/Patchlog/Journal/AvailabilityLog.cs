using Microsoft.Extensions.Logging;

namespace Patchlog.Journal;

/// <summary>
/// Says in the log when the database goes away, and when it is back, once each. It is told by those who ask the
/// database again and again, and of commits. Thread-safe; one per process.
/// </summary>
sealed partial class AvailabilityLog(ILogger logger)
{
    int _isAway;

    /// <summary>Waits for a sign of life.</summary>
    /// <exception cref="JournalUnavailableException">There was none.</exception>
    public async Task<T> WatchAsync<T>(Task<T> sign)
    {
        try
        {
            var answer = await sign;
            ReportThere();

            return answer;
        }
        catch (JournalUnavailableException failure)
        {
            if (Interlocked.Exchange(ref _isAway, 1) == 0)
                LogAway(logger, failure.Message);

            throw;
        }
    }

    /// <summary>The database has done something.</summary>
    public void ReportThere()
    {
        if (Volatile.Read(ref _isAway) != 0 && Interlocked.Exchange(ref _isAway, 0) != 0)
            LogBack(logger);
    }

    [LoggerMessage(1322, LogLevel.Information, "The database is away or of no use: {Reason}")]
    static partial void LogAway(ILogger logger, string reason);

    [LoggerMessage(1323, LogLevel.Information, "The database is back")]
    static partial void LogBack(ILogger logger);
}
