namespace Patchlog.Server.WebSockets;

/// <summary>
/// Slows a client down that gets refusals, while others have to wait. Frames that are refused cost the server about
/// as much as those that are taken, and a client that does not heed the answers sends them as fast as it can. So
/// reading pauses after them, the longer the later the machine is; how late it is, the pauses themselves measure. A
/// machine with time to spare makes them so short that a client which expects refusals hardly notices.
/// </summary>
/// <remarks>Refusals may be added by any thread; the pauses are those of the one that reads.</remarks>
sealed class RefusalPace(TimeProvider time)
{
    readonly Lock _lock = new();
    TimeSpan _ofRefusal = PaceLimits.ShortestPause;
    TimeSpan _owed;

    /// <summary>A frame was refused.</summary>
    /// <param name="bytes">Its bytes, where it was refused before it was carried out.</param>
    public void Add(int bytes = 0)
    {
        lock (_lock)
            _owed += _ofRefusal * (1 + bytes / PaceLimits.BytesOfRefusal);
    }

    /// <summary>Pauses for the refusals since the last time, once they are worth a pause.</summary>
    public ValueTask WaitAsync(CancellationToken cancellation)
    {
        TimeSpan pause;
        lock (_lock)
        {
            if (_owed < PaceLimits.LeastPause)
                return ValueTask.CompletedTask;

            pause = _owed < PaceLimits.LongestPause ? _owed : PaceLimits.LongestPause;
            _owed = TimeSpan.Zero;
        }

        return PauseAsync(pause, cancellation);
    }

    async ValueTask PauseAsync(TimeSpan pause, CancellationToken cancellation)
    {
        var startedAt = time.GetTimestamp();
        await Task.Delay(pause, time, cancellation);
        var late = time.GetElapsedTime(startedAt) - pause - PaceLimits.UsualLateness;

        // One pause may end in time by chance: so the pace is taken up slowly again.
        lock (_lock)
            _ofRefusal = TimeSpan.FromTicks(Math.Clamp(
                Math.Max(late.Ticks * PaceLimits.PausePerLateness, _ofRefusal.Ticks / 2),
                PaceLimits.ShortestPause.Ticks, PaceLimits.LongestPause.Ticks));
    }
}
