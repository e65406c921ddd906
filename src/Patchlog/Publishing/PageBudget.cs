namespace Patchlog.Publishing;

/// <summary>
/// The memory that all readers of a feed share for pages longer than usual. Whoever finds none left keeps to usual ones:
/// it is a matter of speed, and nobody waits for it. Thread-safe.
/// </summary>
sealed class PageBudget(long maxBytes)
{
    long _taken;

    /// <summary>Takes so many bytes; false if there are not as many left.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= maxBytes)
            return true;
        Return(bytes);
        return false;
    }

    /// <summary>Gives back what was taken.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
