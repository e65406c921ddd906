using System.Collections.Immutable;
using Patchlog.Deciding.Transitions;
using Patchlog.Journal;

namespace Patchlog.Processes;

/// <summary>
/// The timers of one tenant: those that are due become commands. Those of one instance fire in their order. Not
/// thread-safe.
/// </summary>
/// <param name="tenant">The tenant.</param>
/// <param name="store">Has the timers.</param>
/// <param name="courier">Sends the commands.</param>
/// <param name="time">The clock by which timers are due.</param>
sealed class DueTimers(Tenant tenant, IProcessStore store, Courier courier, TimeProvider time)
{
    // Those that could not be ended: the others must not wait for them.
    readonly Dictionary<DueTimer, Rest> _resting = [];

    /// <summary>Fires some.</summary>
    /// <returns>How the turn went.</returns>
    public async Task<TurnResult> ServeAsync(CancellationToken cancellation)
    {
        var limit = ProcessLimits.MaxItemsPerTurn + _resting.Count;
        var found = await store.FindDueTimersAsync(tenant, time.GetUtcNow(), limit, cancellation);
        Forget(found);

        var ready = found
            .GroupBy(timer => (timer.Process, timer.Instance))
            .Select(timers => timers.OrderBy(timer => (timer.DueAt, timer.Entry)).TakeWhile(IsReady).ToArray())
            .Where(timers => timers.Length > 0)
            .ToArray();
        var isAll = await FireAsync(ready, cancellation);

        return _resting.Count > ProcessLimits.MaxResting ? TurnResult.Failed
            : !isAll || (found.Length == limit && ready.Length > 0) ? TurnResult.HasMore
            : TurnResult.Idle;
    }

    /// <summary>Fires the timers of some instances; false if there was no time for all of them.</summary>
    async Task<bool> FireAsync(DueTimer[][] ready, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var count = 0;
        foreach (var some in ready.Chunk(ProcessLimits.MaxItemsAtOnce))
        {
            var fired = await Task.WhenAll(some.Select(timers => FireAsync(timers, cancellation)));
            foreach (var (timer, result) in fired.SelectMany(one => one))
                Note(timer, result);

            count += some.Length;
            if (time.GetElapsedTime(began) > ProcessLimits.MaxTurnTime)
                break;
        }

        return count == ready.Length;
    }

    /// <summary>Fires the timers of one instance, one after another, until one must be fired again.</summary>
    async Task<ImmutableArray<(DueTimer Timer, Delivery Result)>> FireAsync(
        DueTimer[] timers, CancellationToken cancellation)
    {
        var fired = ImmutableArray.CreateBuilder<(DueTimer, Delivery)>();
        foreach (var timer in timers)
        {
            var result = await await courier.DeliverAsync(CommandOf(timer), cancellation);
            fired.Add((timer, result));
            if (result is Delivery.Postponed)
                break;
        }

        return fired.ToImmutable();
    }

    Command CommandOf(DueTimer timer)
    {
        var instance = new AggregateKey(tenant, TargetName.OfProcess(timer.Process), timer.Instance);
        var id = ProcessIds.OfTimer(instance, timer.Name, timer.Entry);

        return courier.Make(instance, id, ProcessBodies.Timer(timer.Name, timer.Entry));
    }

    bool IsReady(DueTimer timer) =>
        !_resting.TryGetValue(timer, out var rest) || time.GetElapsedTime(rest.Since) >= rest.Pause;

    void Note(DueTimer timer, Delivery result)
    {
        // A duplicate has ended the timer when it was none: one that is still there must not be fired for ever.
        if (result is Delivery.Done { Outcome.IsDuplicate: false })
        {
            _resting.Remove(timer);
            return;
        }

        var pause = result is Delivery.Refused ? ProcessLimits.UndeliverablePause
            : _resting.TryGetValue(timer, out var rest) ? ProcessLimits.LongerPause(rest.Pause)
            : ProcessLimits.Pause;

        _resting[timer] = new(time.GetTimestamp(), pause);
    }

    // What is not due any more was ended by somebody else.
    void Forget(ImmutableArray<DueTimer> found)
    {
        foreach (var timer in _resting.Keys.Except(found).ToArray())
            _resting.Remove(timer);
    }

    readonly record struct Rest(long Since, TimeSpan Pause);
}
