using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Patchlog.Admission;
using Patchlog.Journal;

namespace Patchlog.Processes;

/// <summary>
/// Runs long-running processes: fires timers, sends what instances have issued, and feeds them with the events of the
/// journal. Which tenants have something to do is asked of the database, at start and at intervals; a commit of this
/// server only has its own tenant looked at sooner. Tenants are served in turn. One per process; thread-safe.
/// </summary>
sealed partial class ProcessEngine : IAsyncDisposable
{
    readonly ProcessTools _tools;
    readonly Guid _owner = Guid.NewGuid();
    readonly ConcurrentDictionary<Tenant, TenantLanes> _tenants = new();
    readonly FairSemaphore _turns = new(ProcessLimits.MaxTurns, maxWaitingPerTenant: 3, int.MaxValue);
    readonly SemaphoreSlim _wake = new(0, 1);
    readonly CancellationTokenSource _stopping = new();
    Task _running = Task.CompletedTask;

    public ProcessEngine(ProcessTools tools) => _tools = tools;

    /// <summary>Begins; what was left by servers before is found first.</summary>
    public void Start() => _running = RunAsync(_stopping.Token);

    /// <summary>A tenant may have something to do: a hint, which may be missed.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="hasEffects">Whether timers or commands were set.</param>
    public void Wake(Tenant tenant, bool hasEffects)
    {
        if (_tools.ProcessBundles.Digests.IsEmpty || tenant == Tenant.System)
            return;

        Serve(tenant, hasEffects);
        if (hasEffects)
            Signal();
    }

    /// <summary>Waits for the turns under way, and gives all tenants to other servers.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        await Task.WhenAll(_tenants.Values.Select(lanes => lanes.DisposeAsync().AsTask()));

        _stopping.Dispose();
        _wake.Dispose();
    }

    async Task RunAsync(CancellationToken cancellation)
    {
        await Task.Yield();
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await LookAsync(cancellation);
                await WaitAsync(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (JournalUnavailableException failure)
            {
                LogLookDelayed(_tools.Logger, failure.Message);
                await RestAsync(ProcessLimits.PollInterval, cancellation);
            }
            catch (Exception failure)   // a bug must not end this for good
            {
                LogLookFailed(_tools.Logger, failure);
                await RestAsync(ProcessLimits.PollInterval, cancellation);
            }
        }
    }

    /// <summary>Finds the tenants that have something to do.</summary>
    async Task LookAsync(CancellationToken cancellation)
    {
        if ((await _tools.ProcessBundles.RefreshAsync(cancellation)).IsEmpty)
            return;

        var backlog = await _tools.Journal.Processes.FindBacklogAsync(
            _owner, _tools.Time.GetUtcNow(), ProcessLimits.MaxBacklog, cancellation);
        foreach (var (tenant, _, due) in backlog)
            Serve(tenant, hasEffects: due is not null);

        await RetireAsync();
    }

    /// <summary>
    /// Waits until it is time to look again: the interval is over, or something is due before that, which may be set
    /// meanwhile. What was due at the last look is being served, or can't be served now.
    /// </summary>
    async Task WaitAsync(CancellationToken cancellation)
    {
        var (asked, began) = (_tools.Time.GetUtcNow(), _tools.Time.GetTimestamp());
        while (true)
        {
            var left = ProcessLimits.PollInterval - _tools.Time.GetElapsedTime(began);
            var next = _tools.ProcessBundles.Digests.IsEmpty
                ? null
                : await _tools.Journal.Processes.FindNextDueAsync(asked, cancellation) - _tools.Time.GetUtcNow();
            var isDueFirst = next is { } wait && wait < left;
            var isWoken = await RestAsync(isDueFirst ? next ?? left : left, cancellation);
            if (!isWoken)
                return;
        }
    }

    /// <summary>Waits, at least a little.</summary>
    /// <returns>Whether somebody has something that may be due sooner.</returns>
    async Task<bool> RestAsync(TimeSpan pause, CancellationToken cancellation)
    {
        await Task.Delay(ProcessLimits.MinPollInterval, _tools.Time, cancellation);
        var left = pause - ProcessLimits.MinPollInterval;
        if (left <= TimeSpan.Zero)
            return false;

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var waking = _wake.WaitAsync(ending.Token);
        await Task.WhenAny(Task.Delay(left, _tools.Time, ending.Token), waking);
        await ending.CancelAsync();

        return waking.IsCompletedSuccessfully;
    }

    // A tenant that comes back has new ones.
    async Task RetireAsync()
    {
        foreach (var (tenant, lanes) in _tenants)
        {
            if (lanes.TryRetire() && _tenants.TryRemove(new(tenant, lanes)))
                await lanes.DisposeAsync();
        }
    }

    void Serve(Tenant tenant, bool hasEffects)
    {
        while (!LanesOf(tenant).TryServe(hasEffects))
        {
            // They are just retiring.
            Thread.Yield();
        }
    }

    TenantLanes LanesOf(Tenant tenant) => _tenants.GetOrAdd(
        tenant,
        static (key, engine) => new(engine._tools, engine._turns, key, engine._owner, engine._stopping.Token),
        this);

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

    [LoggerMessage(1423, LogLevel.Warning, "What processes have to do can't be asked for now: {Reason}")]
    static partial void LogLookDelayed(ILogger logger, string reason);

    [LoggerMessage(1421, LogLevel.Error, "What processes have to do can't be asked for; it is tried again")]
    static partial void LogLookFailed(ILogger logger, Exception failure);
}
