using Patchlog.Admission;
using Patchlog.Journal;

namespace Patchlog.Processes;

/// <summary>
/// What one tenant's processes need of this server: its timers, its commands and its events, beside one another.
/// Thread-safe.
/// </summary>
sealed class TenantLanes : IAsyncDisposable
{
    readonly Lock _lock = new();
    readonly TenantLease _lease;
    readonly TenantLane _timers;
    readonly TenantLane _commands;
    readonly TenantLane _events;
    readonly TimeProvider _time;
    long _servedAt;
    bool _isRetired;

    /// <param name="tools">What all tenants share.</param>
    /// <param name="turns">Whose turn it is.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="owner">This server.</param>
    /// <param name="stopping">Ends all turns.</param>
    public TenantLanes(
        ProcessTools tools, FairSemaphore turns, Tenant tenant, Guid owner, CancellationToken stopping)
    {
        var store = tools.Journal.Processes;
        _time = tools.Time;
        _lease = new(tenant, owner, store, tools.Time);
        _timers = Lane(new DueTimers(tenant, store, tools.Courier, tools.Time).ServeAsync, TimeSpan.Zero);
        _commands = Lane(
            new IssuedCommands(tenant, store, tools.Courier, tools.Patches, tools.Time).ServeAsync, TimeSpan.Zero);
        _events = Lane(new JournaledEvents(tools, _lease, tenant).ServeAsync, ProcessLimits.ReadingRest);

        TenantLane Lane(Func<CancellationToken, Task<TurnResult>> serve, TimeSpan rest) =>
            new(tools, turns, tenant, _lease, serve, rest, stopping);
    }

    /// <summary>Takes turns soon; false, and nothing happens, after they have retired.</summary>
    /// <param name="hasEffects">Whether there may be timers and commands; if not, there are only events.</param>
    public bool TryServe(bool hasEffects)
    {
        lock (_lock)
        {
            if (_isRetired)
                return false;

            _servedAt = _time.GetTimestamp();
            _events.Serve();
            if (hasEffects)
            {
                _timers.Serve();
                _commands.Serve();
            }

            return true;
        }
    }

    /// <summary>Takes no more turns, if there was nothing to do for a while.</summary>
    public bool TryRetire()
    {
        lock (_lock)
        {
            _isRetired = _time.GetElapsedTime(_servedAt) > ProcessLimits.IdleTime
                && _timers.Serving.IsCompleted && _commands.Serving.IsCompleted && _events.Serving.IsCompleted;

            return _isRetired;
        }
    }

    /// <summary>Waits for the turns under way, and lets another server have the tenant.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_timers.Serving, _commands.Serving, _events.Serving);
        try
        {
            await _lease.ReleaseAsync(CancellationToken.None);
        }
        catch (JournalUnavailableException)
        {
            // The lease ends by itself.
        }

        _lease.Dispose();
    }
}
