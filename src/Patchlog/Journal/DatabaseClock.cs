namespace Patchlog.Journal;

/// <summary>
/// The database's clock, as far as it is known here: what it last showed, and the time that passed since. As long as it
/// shows nothing it goes on steadily, whatever is done to the clock of this machine. Thread-safe.
/// </summary>
/// <param name="time">The clock of this process, of which only the passing of time counts.</param>
sealed class DatabaseClock(TimeProvider time)
{
    sealed record Reading(DateTimeOffset Time, long Timestamp);

    volatile Reading _last = new(time.GetUtcNow(), time.GetTimestamp());

    /// <summary>The time now; never later than the database's own, unless that was set back.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var last = _last;

            return last.Time + time.GetElapsedTime(last.Timestamp);
        }
    }

    /// <summary>The database has shown its clock.</summary>
    public void Observe(DateTimeOffset now) => _last = new(now, time.GetTimestamp());
}
