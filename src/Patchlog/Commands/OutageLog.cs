using Microsoft.Extensions.Logging;
using Patchlog.Journal;

namespace Patchlog.Commands;

/// <summary>
/// Says in the log that the database keeps commands from being written, and that this is over: once for an outage,
/// whatever it costs. It is over with the first commit after a while in which nothing was refused, so that an outage
/// which comes and goes, or is one of some tenants only, is one. Thread-safe; one per process.
/// </summary>
sealed partial class OutageLog(TimeProvider time, ILogger logger)
{
    readonly Lock _lock = new();
    volatile bool _isOut;
    DatabaseTrouble _trouble;
    long _refusedAt;

    /// <summary>Commands of a tenant were refused, because the database could not be read or written.</summary>
    public void ReportRefused(Tenant tenant, JournalUnavailableException failure)
    {
        lock (_lock)
        {
            _refusedAt = time.GetTimestamp();
            if (_isOut && _trouble == failure.Trouble)
                return;

            (_isOut, _trouble) = (true, failure.Trouble);
            LogOutage(logger, tenant, failure.Message);
        }
    }

    /// <summary>Events were committed.</summary>
    public void ReportWritten()
    {
        if (!_isOut)
            return;

        lock (_lock)
        {
            if (!_isOut || time.GetElapsedTime(_refusedAt) < CommandLimits.OutageOverAfter)
                return;

            _isOut = false;
            LogOver(logger);
        }
    }

    [LoggerMessage(1102, LogLevel.Error, "Commands are not written, first one of tenant {Tenant}: {Reason}")]
    static partial void LogOutage(ILogger logger, Tenant tenant, string reason);

    [LoggerMessage(1106, LogLevel.Warning, "Commands are written again")]
    static partial void LogOver(ILogger logger);
}
