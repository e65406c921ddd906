using Microsoft.Extensions.Logging;
using Patchlog.Admission;
using Patchlog.Journal;

namespace Patchlog.Processes;

/// <summary>
/// One kind of work for one tenant, turn after turn, as long as there is some: the kinds don't wait for one another.
/// Each turn needs the tenant's lease, and takes its place among those of all tenants. Thread-safe.
/// </summary>
/// <param name="tools">What all tenants share.</param>
/// <param name="turns">Whose turn it is.</param>
/// <param name="tenant">The tenant.</param>
/// <param name="lease">The lease on it.</param>
/// <param name="serve">Takes a turn.</param>
/// <param name="rest">How long it rests after a turn that left nothing to do.</param>
/// <param name="stopping">Ends all turns.</param>
sealed partial class TenantLane(
    ProcessTools tools, FairSemaphore turns, Tenant tenant, TenantLease lease,
    Func<CancellationToken, Task<TurnResult>> serve, TimeSpan rest, CancellationToken stopping)
{
    readonly Lock _lock = new();
    bool _isServing;
    bool _isWanted;

    /// <summary>Ends with the last turn; it never fails.</summary>
    public Task Serving { get; private set; } = Task.CompletedTask;

    /// <summary>Takes turns soon, unless it does.</summary>
    public void Serve()
    {
        lock (_lock)
        {
            _isWanted = true;
            if (_isServing || stopping.IsCancellationRequested)
                return;

            _isServing = true;
            Serving = Task.Run(ServeAsync, CancellationToken.None);
        }
    }

    async Task ServeAsync()
    {
        var pause = ProcessLimits.Pause;
        try
        {
            while (Begin())
            {
                var result = await TakeTurnAsync(pause);
                if (result == TurnResult.Failed)
                {
                    await Task.Delay(pause, tools.Time, stopping);
                    pause = ProcessLimits.LongerPause(pause);
                }
                else
                {
                    pause = ProcessLimits.Pause;
                }

                if (result != TurnResult.Idle)
                    Want();
                else if (rest > TimeSpan.Zero)
                    await Task.Delay(rest, tools.Time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    bool Begin()
    {
        lock (_lock)
        {
            _isServing = _isWanted;
            _isWanted = false;

            return _isServing;
        }
    }

    void Want()
    {
        lock (_lock)
            _isWanted = true;
    }

    async Task<TurnResult> TakeTurnAsync(TimeSpan pause)
    {
        if (!turns.TryEnter(tenant, stopping, out var entering))
            return TurnResult.HasMore;

        using var permit = await entering;
        try
        {
            return await lease.TryHoldAsync(stopping) ? await ServeHoldingAsync() : TurnResult.Idle;
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            LogTurnFailed(tools.Logger, failure, tenant, pause);
            return TurnResult.Failed;
        }
    }

    // A turn may take longer than a lease, where commands wait for others.
    async Task<TurnResult> ServeHoldingAsync()
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var renewing = RenewAsync(ending.Token);
        try
        {
            return await serve(stopping);
        }
        finally
        {
            await ending.CancelAsync();
            await renewing;
        }
    }

    async Task RenewAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await Task.Delay(ProcessLimits.RenewBefore, tools.Time, cancellation);
                await lease.TryHoldAsync(cancellation);
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or JournalUnavailableException)
        {
            // The turn is over; or the lease ends by itself, and what two servers do they do once.
        }
    }

    [LoggerMessage(1422, LogLevel.Error, "The processes of {Tenant} can't go on; it is tried again in {Pause}")]
    static partial void LogTurnFailed(ILogger logger, Exception failure, Tenant tenant, TimeSpan pause);
}
