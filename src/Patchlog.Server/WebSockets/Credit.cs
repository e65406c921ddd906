namespace Patchlog.Server.WebSockets;

/// <summary>The number of events that a subscription may still send; the client grants more. Thread-safe.</summary>
/// <param name="first">The number at first; null for no bound.</param>
sealed class Credit(int? first)
{
    readonly Lock _lock = new();
    readonly bool _isBounded = first is not null;
    long _left = first ?? 0;
    TaskCompletionSource? _granted;

    /// <summary>Grants more events; without a bound that changes nothing.</summary>
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

    /// <summary>Waits until there is credit, and answers how much.</summary>
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

    /// <summary>Uses credit for events that were sent.</summary>
    public void Use(int events)
    {
        lock (_lock)
            _left -= events;
    }
}
