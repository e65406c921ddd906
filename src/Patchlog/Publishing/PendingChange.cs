namespace Patchlog.Publishing;

/// <summary>A change of a durable subscription that waits to be stored together with others. For one caller.</summary>
abstract class PendingChange
{
    /// <summary>
    /// The state after the change; null if it changes nothing. It may be asked for again, on another state.
    /// </summary>
    public abstract DurableSubscriptionState? Apply(DurableSubscriptionState? before, DateTimeOffset now);

    /// <summary>It is stored: gives the caller the answer.</summary>
    public abstract void Complete();

    /// <summary>It could not be stored.</summary>
    public abstract void Fail(Exception failure);
}

/// <inheritdoc/>
/// <typeparam name="T">The answer that belongs to the change.</typeparam>
/// <param name="change">Decides, purely.</param>
sealed class PendingChange<T>(Func<DurableSubscriptionState?, DateTimeOffset, SubscriptionChange<T>> change)
    : PendingChange
{
    readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Action? _complete;

    /// <summary>The answer, once the change is stored.</summary>
    public Task<T> Answer => _done.Task;

    public override DurableSubscriptionState? Apply(DurableSubscriptionState? before, DateTimeOffset now)
    {
        try
        {
            var (after, answer) = change(before, now);
            _complete = () => _done.TrySetResult(answer);

            return after;
        }
        catch (Exception failure)   // a bug in one change must not cost the others
        {
            _complete = () => _done.TrySetException(failure);

            return null;
        }
    }

    public override void Complete() => _complete?.Invoke();

    public override void Fail(Exception failure) => _done.TrySetException(failure);
}
