namespace Patchlog.Server.WebSockets;

/// <summary>
/// Slows a client down that gets more refusals than successes, while others have to wait. Frames that are refused cost
/// the server about as much as those that are taken, and a client that does not heed the answers sends them as fast as
/// it can. So reading pauses after them, the longer the later the machine is. With time to spare the pauses are so
/// short that a client which expects refusals hardly notices.
/// </summary>
/// <remarks>Answers may be counted by any thread; the pauses are those of the one that reads.</remarks>
/// <param name="lateness">How late the machine is; the pauses tell it.</param>
/// <param name="time">Makes the pauses.</param>
sealed class RefusalPace(Lateness lateness, TimeProvider time)
{
    long _owed;     // in ticks

    /// <summary>Whether a pause is due.</summary>
    public bool IsDue => Volatile.Read(ref _owed) >= PaceLimits.LeastPause.Ticks;

    /// <summary>A frame was refused, and not for a fault of the server.</summary>
    /// <param name="bytes">Its bytes, where it was refused before it was carried out.</param>
    public void AddRefusal(int bytes = 0) => Owe(1 + bytes / PaceLimits.BytesOfRefusal);

    /// <summary>A frame was carried out, which makes up for a refusal.</summary>
    public void AddSuccess()
    {
        if (Volatile.Read(ref _owed) > 0)
            Owe(-1);
    }

    /// <summary>Pauses, if a pause is due; what it does not make up for is owed still.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        var pause = TimeSpan.FromTicks(Math.Min(Volatile.Read(ref _owed), PaceLimits.LongestPause.Ticks));
        if (pause < PaceLimits.LeastPause)
            return;

        Add(-pause.Ticks);
        var startedAt = time.GetTimestamp();
        await Task.Delay(pause, time, cancellation);
        lateness.Observe(time.GetElapsedTime(startedAt) - pause);
    }

    void Owe(int refusals)
    {
        var each = Math.Clamp(
            lateness.Current.Ticks * PaceLimits.PausePerLateness, PaceLimits.ShortestPause.Ticks,
            PaceLimits.LongestPause.Ticks);

        Add(refusals * each);
    }

    void Add(long ticks)
    {
        long owed;
        do
            owed = Volatile.Read(ref _owed);
        while (Interlocked.CompareExchange(
            ref _owed, Math.Clamp(owed + ticks, 0, PaceLimits.MaxOwed.Ticks), owed) != owed);
    }
}
