using Patchlog.Deciding.Transitions;
using Patchlog.Journal;

namespace Patchlog.Processes;

/// <summary>The timers of one tenant: those that are due become commands. Not thread-safe.</summary>
/// <param name="tenant">The tenant.</param>
/// <param name="store">Has the timers.</param>
/// <param name="courier">Sends the commands.</param>
/// <param name="time">The clock by which timers are due.</param>
sealed class DueTimers(Tenant tenant, IProcessStore store, Courier courier, TimeProvider time)
{
    // Those that can't be ended, for damage: the others must not wait for them.
    readonly HashSet<DueTimer> _passedOver = [];

    /// <summary>Fires some.</summary>
    /// <returns>How the turn went.</returns>
    public async Task<TurnResult> ServeAsync(CancellationToken cancellation)
    {
        var limit = ProcessLimits.MaxItemsPerTurn + _passedOver.Count;
        var found = await store.FindDueTimersAsync(tenant, time.GetUtcNow(), limit, cancellation);
        var due = found.Where(timer => !_passedOver.Contains(timer)).ToArray();

        var firing = new List<Task<bool>>(due.Length);
        foreach (var timer in due)
        {
            var command = CommandOf(timer);
            firing.Add(CompleteAsync(timer, command, await courier.SendAsync(command, cancellation), cancellation));
        }

        var isAllDone = (await Task.WhenAll(firing)).All(isDone => isDone);

        return !isAllDone ? TurnResult.Failed : found.Length == limit ? TurnResult.HasMore : TurnResult.Idle;
    }

    Command CommandOf(DueTimer timer)
    {
        var instance = new AggregateKey(tenant, TargetName.OfProcess(timer.Process), timer.Instance);
        var id = ProcessIds.OfTimer(instance, timer.Name, timer.Entry);

        return courier.Make(instance, id, ProcessBodies.Timer(timer.Name, timer.Entry));
    }

    async Task<bool> CompleteAsync(
        DueTimer timer, Command command, Task<Delivery> delivery, CancellationToken cancellation)
    {
        var result = await delivery;
        if (result is not Delivery.Refused { Why: var why })
            return result is Delivery.Done;

        if (!await courier.TryNoteAsync(command, why, cancellation) && _passedOver.Count < ProcessLimits.MaxPassedOver)
            _passedOver.Add(timer);

        return true;
    }
}
