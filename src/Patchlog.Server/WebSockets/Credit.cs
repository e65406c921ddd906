namespace Patchlog.Server.WebSockets;

/// <summary>How many events a subscription may still send; the client grants more. Thread-safe.</summary>
/// <param name="first">What there is to begin with; null for no bound.</param>
sealed class Credit(int? first)
{
    readonly Lock _lock = new();
    readonly bool _isBounded = first is not null;
    long _left = first ?? 0;
    TaskCompletionSource? _granted;

    /// <summary>Adds to it; without a bound there is nothing to add to.</summary>
    public void Grant(int events)
    {
        TaskCompletionSource? granted;
        lock (_lock)
        {
            _left += events;
            (granted, _granted) = (_granted, null);
        }
        granted?.SetResult();
    }

    /// <summary>Waits until there is some, and answers how much.</summary>
    public async ValueTask<int> WaitAsync(CancellationToken cancellation)
    {
        while (_isBounded)
        {
            Task granted;
            lock (_lock)
            {
                if (_left > 0)
                    return (int)Math.Min(_left, int.MaxValue);
                granted = (_granted ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
            await granted.WaitAsync(cancellation);
        }
        return int.MaxValue;
    }

    /// <summary>Takes away what was sent.</summary>
    public void Use(int events)
    {
        lock (_lock)
            _left -= events;
    }
}
