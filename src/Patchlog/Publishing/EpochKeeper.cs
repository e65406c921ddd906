using Microsoft.Extensions.Logging;
using Patchlog.Journal;

namespace Patchlog.Publishing;

/// <summary>
/// Keeps the epoch true while the server runs: begins a new one when a journal has lost its end, and notices when
/// another server has done so. Thread-safe; one per process.
/// </summary>
sealed partial class EpochKeeper : IAsyncDisposable
{
    readonly IJournal _journal;
    readonly FeedLimits _limits;
    readonly TimeProvider _time;
    readonly AvailabilityLog _availability;
    readonly ILogger _logger;
    readonly CancellationTokenSource _closing = new();
    readonly SemaphoreSlim _found = new(0);
    readonly Task _running;
    volatile bool _isToBeRenewed;

    /// <summary>Begins to watch.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="limits">How often is looked.</param>
    /// <param name="time">The clock of that.</param>
    /// <param name="availability">Hears whether the database answers the looks.</param>
    /// <param name="logger">Hears of a new epoch.</param>
    public EpochKeeper(
        IJournal journal, FeedLimits limits, TimeProvider time, AvailabilityLog availability, ILogger logger)
    {
        (_journal, _limits, _time, _availability, _logger) = (journal, limits, time, availability, logger);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Raised when there is a new epoch, and when one is about to come.</summary>
    public event EventHandler? Changed;

    /// <summary>Somebody found that a tenant's journal has lost its end. Never waits, never fails.</summary>
    public void ReportLoss(Tenant tenant)
    {
        if (!_isToBeRenewed)
            LogLoss(_logger, tenant);

        _isToBeRenewed = true;
        Changed?.Invoke(this, EventArgs.Empty);
        _found.Release();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _running;
        _closing.Dispose();
        _found.Dispose();
    }

    async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await WaitAsync();
                await LookAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    async Task WaitAsync()
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);

        await Task.WhenAny(
            _found.WaitAsync(done.Token), Task.Delay(_limits.EpochInterval, _time, done.Token));
        await done.CancelAsync();
        _closing.Token.ThrowIfCancellationRequested();
    }

    async Task LookAsync()
    {
        var before = _journal.Epoch;
        var isToBeRenewed = _isToBeRenewed;
        _isToBeRenewed = false;

        try
        {
            var after = await _availability.WatchAsync(isToBeRenewed
                ? _journal.RenewEpochAsync(before, _closing.Token)
                : _journal.ReadEpochAsync(_closing.Token));

            if (after == before)
                return;

            LogChange(_logger, before, after);
            Changed?.Invoke(this, EventArgs.Empty);
        }
        catch (JournalUnavailableException)     // the next look does it
        {
            _isToBeRenewed |= isToBeRenewed;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)  // a restore may be under way
        {
            _isToBeRenewed |= isToBeRenewed;
            LogLookFailed(_logger, failure);
        }
    }

    [LoggerMessage(1221, LogLevel.Error,
        "The database has lost the end of the journal of tenant {Tenant}, as after a failover to a standby that lagged "
        + "behind: what was acknowledged there is gone")]
    static partial void LogLoss(ILogger logger, Tenant tenant);

    [LoggerMessage(1223, LogLevel.Error, "The epoch can't be read; it is looked for again")]
    static partial void LogLookFailed(ILogger logger, Exception failure);

    [LoggerMessage(1222, LogLevel.Warning, "Epoch {Before} has ended, positions are of epoch {After} now")]
    static partial void LogChange(ILogger logger, Guid before, Guid after);
}
