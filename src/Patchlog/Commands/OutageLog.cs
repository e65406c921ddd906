using Microsoft.Extensions.Logging;
using Patchlog.Journal;

namespace Patchlog.Commands;

/// <summary>
/// Says in the log that the database keeps commands from being written, and that this is over: once for an outage,
/// whatever it costs, and rarely for one that comes and goes. Thread-safe; one per process.
/// </summary>
sealed partial class OutageLog(TimeProvider time, ILogger logger)
{
    readonly Lock _lock = new();
    volatile bool _isOut;
    long? _toldAt;
    long _refused;

    /// <summary>Commands were refused, because the database could not be read or written.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="commands">How many.</param>
    public void ReportRefused(JournalUnavailableException failure, int commands)
    {
        lock (_lock)
        {
            _refused += commands;
            if (_isOut || (_toldAt is { } at && time.GetElapsedTime(at) < CommandLimits.OutageAgainAfter))
                return;

            (_isOut, _toldAt) = (true, time.GetTimestamp());
        }

        LogOutage(logger, failure.Message);
    }

    /// <summary>A commit succeeded.</summary>
    public void ReportWritten()
    {
        if (!_isOut)
            return;

        long refused;
        lock (_lock)
        {
            if (!_isOut)
                return;

            (_isOut, refused, _refused) = (false, _refused, 0);
        }

        LogOver(logger, refused);
    }

    [LoggerMessage(1102, LogLevel.Error, "Commands are not written: {Reason}")]
    static partial void LogOutage(ILogger logger, string reason);

    [LoggerMessage(1106, LogLevel.Information, "Commands are written again; {Count} were refused meanwhile")]
    static partial void LogOver(ILogger logger, long count);
}
