using Microsoft.Extensions.Logging;

namespace Patchlog.Journal;

/// <summary>
/// Logs damaged places, each once in a while: clients ask for them again and again, and one line is enough for an
/// operator. Thread-safe; one per process.
/// </summary>
sealed partial class DamageLog(TimeProvider time, ILogger logger)
{
    readonly Lock _lock = new();
    readonly HashSet<string> _logged = new(StringComparer.Ordinal);
    long _since = time.GetTimestamp();
    int _count;

    /// <summary>Logs a damaged place, unless it was logged a short time ago.</summary>
    public void Report(JournalDamagedException damage)
    {
        if (IsNews(damage.Place))
            LogDamage(logger, damage.Message);
    }

    /// <summary>Waits for a read, and logs the damage that it meets.</summary>
    public async Task<T> WatchAsync<T>(Task<T> read)
    {
        try
        {
            return await read;
        }
        catch (JournalDamagedException damage)
        {
            Report(damage);
            throw;
        }
    }

    bool IsNews(string place)
    {
        lock (_lock)
        {
            if (time.GetElapsedTime(_since) >= JournalLimits.LogAgainAfter)
            {
                _logged.Clear();
                (_since, _count) = (time.GetTimestamp(), 0);
            }

            if (_count == JournalLimits.MaxLoggedDamage || _logged.Contains(place))
                return false;

            if (_logged.Count == JournalLimits.MaxLoggedPlaces)
                _logged.Clear();

            _logged.Add(place);
            _count++;

            return true;
        }
    }

    [LoggerMessage(1301, LogLevel.Error, "{Damage}")]
    static partial void LogDamage(ILogger logger, string damage);
}
