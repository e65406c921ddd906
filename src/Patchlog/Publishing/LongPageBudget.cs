namespace Patchlog.Publishing;

/// <summary>
/// The memory that all readers of a feed share for long pages. A reader that finds none left takes pages of the usual
/// length: only its speed depends on it, so nobody waits for memory. Thread-safe.
/// </summary>
/// <param name="maxBytes">The bytes that may be taken at once.</param>
sealed class LongPageBudget(long maxBytes)
{
    long _taken;

    /// <summary>Takes a number of bytes; false if fewer are left.</summary>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= maxBytes)
            return true;

        Return(bytes);
        return false;
    }

    /// <summary>Returns bytes that were taken.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
