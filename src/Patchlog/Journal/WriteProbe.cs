namespace Patchlog.Journal;

/// <summary>
/// Finds out whether the database takes writes. Whoever asks gets the answer of a second ago if there is one, so that
/// the question costs the same however many ask it. Thread-safe.
/// </summary>
/// <param name="journal">The database.</param>
/// <param name="time">Tells how old an answer is.</param>
sealed class WriteProbe(IJournal journal, TimeProvider time)
{
    readonly Lock _lock = new();
    Task _last = Task.CompletedTask;
    long? _askedAt;

    /// <summary>Returns if the database takes writes.</summary>
    /// <exception cref="JournalUnavailableException">It does not.</exception>
    public Task AskAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_last.IsCompleted && !(_askedAt is { } at && time.GetElapsedTime(at) < JournalLimits.ProbeInterval))
            {
                _askedAt = time.GetTimestamp();

                // Not on this thread, which SQLite would keep busy under the lock; and not for one caller alone.
                _last = Task.Run(() => journal.PingAsync(CancellationToken.None), CancellationToken.None);
            }

            return _last.WaitAsync(cancellation);
        }
    }
}
