namespace Patchlog.Server.Wire;

/// <summary>
/// How long the server sends to a client that takes nothing. Whatever the client's machine acknowledges counts as a
/// sign of life, however long a message takes: between a message and the wire lie buffers of megabytes, in which a slow
/// and steady reader shows no progress for longer than a dead one is waited for. For one sender.
/// </summary>
sealed class SendPatience : IDisposable
{
    readonly TakenBytes _taken;
    readonly TimeSpan _interval;
    readonly CancellationTokenSource _ending;
    readonly ITimer _timer;
    readonly Lock _lock = new();
    (long Begun, long Taken) _seen;
    long _begun;
    int _still;
    bool _isSending, _isLooking, _isDisposed;

    /// <param name="context">The request on whose connection is sent.</param>
    /// <param name="patience">
    /// How long a client may take nothing, at least; it is cut off within half as long again.
    /// </param>
    /// <param name="time">The clock.</param>
    /// <param name="aborted">Ends all sending.</param>
    public SendPatience(HttpContext context, TimeSpan patience, TimeProvider time, CancellationToken aborted)
    {
        _taken = new(context);
        _interval = patience / IntakeLimits.MaxStillLooks;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        _timer = time.CreateTimer(
            static self => (self as SendPatience)?.Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when the patience is over, or all sending ends.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Something is about to be sent. Most sends end before anybody looks, and cost no timer.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            _isSending = true;
            _begun++;
            if (_isLooking)
                return;

            _isLooking = true;
            _timer.Change(_interval, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>It was sent, as far as this process can see.</summary>
    public void End()
    {
        lock (_lock)
            _isSending = false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
            _isDisposed = true;

        _timer.Dispose();
        _ending.Dispose();
    }

    void Look()
    {
        lock (_lock)
        {
            if (_isDisposed)
                return;

            _isLooking = _isSending;
            if (!_isLooking)
                return;

            var seen = (_begun, _taken.Read());
            _still = seen == _seen ? _still + 1 : 0;
            _seen = seen;

            if (_still == IntakeLimits.MaxStillLooks)
                _ = _ending.CancelAsync();      // whoever sends hears of it on another thread
            else
                _timer.Change(_interval, Timeout.InfiniteTimeSpan);
        }
    }
}
