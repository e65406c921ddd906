namespace Patchlog.Server.WebSockets;

/// <summary>
/// How late this machine is with everything, as far as the pauses tell that were made lately: in overload, whatever has
/// to be done waits for a processor. Thread-safe; one for all connections of a server.
/// </summary>
sealed class Lateness(TimeProvider time)
{
    readonly Lock _lock = new();
    TimeSpan _last;
    long _seenAt = time.GetTimestamp();

    /// <summary>The time beyond what is usual; half of it counts after a while, and nothing in the end.</summary>
    public TimeSpan Current
    {
        get
        {
            lock (_lock)
                return Aged();
        }
    }

    /// <summary>A pause ended so much later than it should have.</summary>
    public void Observe(TimeSpan late)
    {
        lock (_lock)
        {
            // One pause may end in time by chance.
            var aged = Aged();
            _last = late - PaceLimits.UsualLateness is var beyond && beyond > aged ? beyond : aged;
            _seenAt = time.GetTimestamp();
        }
    }

    TimeSpan Aged() => _last * Math.Pow(0.5, time.GetElapsedTime(_seenAt) / PaceLimits.HalfLife);
}
