using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Patchlog.Admission;
using Patchlog.Journal;

namespace Patchlog.Processes;

/// <summary>
/// Runs long-running processes: fires timers, sends what instances have issued, and feeds them with the events of the
/// journal. Which tenants have something to do is asked of the database, at start and at intervals; a commit of this
/// server only brings the question forward. Tenants are served in turn. One per process; thread-safe.
/// </summary>
sealed partial class ProcessEngine : IAsyncDisposable
{
    readonly ProcessTools _tools;
    readonly Guid _owner = Guid.NewGuid();
    readonly ConcurrentDictionary<Tenant, TenantSchedule> _tenants = new();
    readonly FairSemaphore _turns = new(ProcessLimits.MaxTurns, maxWaitingPerTenant: 1, int.MaxValue);
    readonly SemaphoreSlim _wake = new(0, 1);
    readonly CancellationTokenSource _stopping = new();
    Task _running = Task.CompletedTask;

    public ProcessEngine(ProcessTools tools) => _tools = tools;

    /// <summary>Begins; what was left by servers before is found first.</summary>
    public void Start() => _running = RunAsync(_stopping.Token);

    /// <summary>A tenant may have something to do: a hint, which may be missed.</summary>
    public void Wake(Tenant tenant)
    {
        if (_tools.ProcessBundles.Digests.IsEmpty || tenant == Tenant.System)
            return;

        Serve(tenant);
        Signal();
    }

    /// <summary>Waits for the turns under way, and gives all tenants to other servers.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        foreach (var schedule in _tenants.Values)
            await schedule.StopAsync();

        _stopping.Dispose();
        _wake.Dispose();
    }

    async Task RunAsync(CancellationToken cancellation)
    {
        await Task.Yield();
        while (!cancellation.IsCancellationRequested)
        {
            var pause = ProcessLimits.PollInterval;
            try
            {
                if (!(await _tools.ProcessBundles.RefreshAsync(cancellation)).IsEmpty)
                    pause = await LookAsync(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)   // the database is away, or worse; it is asked again
            {
                LogLookFailed(_tools.Logger, failure);
            }

            await RestAsync(pause, cancellation);
        }
    }

    /// <summary>Finds the tenants that have something to do.</summary>
    /// <returns>How long to wait until the next look, at most.</returns>
    async Task<TimeSpan> LookAsync(CancellationToken cancellation)
    {
        var (store, now) = (_tools.Journal.Processes, _tools.Time.GetUtcNow());
        var backlog = await store.FindBacklogAsync(
            _owner, now, hasReaders: true, ProcessLimits.MaxBacklog, cancellation);
        foreach (var tenant in backlog)
            Serve(tenant.Tenant);

        var next = await store.FindNextDueAsync(cancellation) - now;

        return next is { } wait && wait < ProcessLimits.PollInterval
            ? wait > ProcessLimits.MinPollInterval ? wait : ProcessLimits.MinPollInterval
            : ProcessLimits.PollInterval;
    }

    async Task RestAsync(TimeSpan pause, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(ProcessLimits.MinPollInterval, _tools.Time, cancellation);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var resting = Task.Delay(pause - ProcessLimits.MinPollInterval, _tools.Time, ending.Token);
            await Task.WhenAny(resting, _wake.WaitAsync(ending.Token));
            await ending.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }

    void Serve(Tenant tenant) =>
        _tenants.GetOrAdd(tenant, static (key, engine) => new(key, engine), this).Serve();

    void Signal()
    {
        try
        {
            if (_wake.CurrentCount == 0)
                _wake.Release();
        }
        catch (Exception failure) when (failure is SemaphoreFullException or ObjectDisposedException)
        {
            // Somebody else was faster, or it is over.
        }
    }

    [LoggerMessage(1421, LogLevel.Error, "What processes have to do can't be asked for; it is tried again")]
    static partial void LogLookFailed(ILogger logger, Exception failure);

    [LoggerMessage(1422, LogLevel.Error, "The processes of {Tenant} can't go on; it is tried again in {Pause}")]
    static partial void LogTurnFailed(ILogger logger, Exception failure, Tenant tenant, TimeSpan pause);

    /// <summary>The turns of one tenant: one at a time, as long as there is something to do. Thread-safe.</summary>
    sealed class TenantSchedule(Tenant tenant, ProcessEngine engine)
    {
        readonly Lock _lock = new();
        readonly TenantTurn _turn = new(engine._tools, tenant, engine._owner);
        Task _serving = Task.CompletedTask;
        bool _isServing;
        bool _isWanted;

        /// <summary>Takes turns soon, unless it does.</summary>
        public void Serve()
        {
            lock (_lock)
            {
                _isWanted = true;
                if (_isServing || engine._stopping.IsCancellationRequested)
                    return;

                _isServing = true;
                _serving = Task.Run(() => ServeAsync(engine._stopping.Token));
            }
        }

        /// <summary>Waits for the turn under way, and lets another server have the tenant.</summary>
        public async Task StopAsync()
        {
            await _serving;
            try
            {
                await _turn.ReleaseAsync(CancellationToken.None);
            }
            catch (JournalUnavailableException)
            {
                // The lease ends by itself.
            }
        }

        async Task ServeAsync(CancellationToken cancellation)
        {
            var pause = ProcessLimits.Pause;
            try
            {
                while (Begin())
                {
                    var result = await TakeTurnAsync(pause, cancellation);
                    if (result == TurnResult.Failed)
                    {
                        await Task.Delay(pause, engine._tools.Time, cancellation);
                        pause = pause * 2 < ProcessLimits.LongestPause ? pause * 2 : ProcessLimits.LongestPause;
                    }
                    else
                    {
                        pause = ProcessLimits.Pause;
                    }

                    if (result != TurnResult.Idle)
                        Want();
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
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

        async Task<TurnResult> TakeTurnAsync(TimeSpan pause, CancellationToken cancellation)
        {
            if (!engine._turns.TryEnter(tenant, cancellation, out var entering))
                return TurnResult.HasMore;

            using var permit = await entering;
            try
            {
                return await _turn.ServeAsync(cancellation);
            }
            catch (Exception failure) when (failure is not OperationCanceledException
                || !cancellation.IsCancellationRequested)
            {
                LogTurnFailed(engine._tools.Logger, failure, tenant, pause);
                return TurnResult.Failed;
            }
        }
    }
}
