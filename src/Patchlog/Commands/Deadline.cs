namespace Patchlog.Commands;

/// <summary>The moment up to which a command may wait, by a clock that nobody sets. Immutable.</summary>
readonly struct Deadline
{
    readonly TimeProvider _time;
    readonly long _start;
    readonly TimeSpan _patience;

    Deadline(TimeProvider time, TimeSpan patience) =>
        (_time, _start, _patience) = (time, time.GetTimestamp(), patience);

    /// <summary>The time that is left; negative when it has passed.</summary>
    public TimeSpan Left => _patience - _time.GetElapsedTime(_start);

    /// <summary>Whether it has passed.</summary>
    public bool HasPassed => Left <= TimeSpan.Zero;

    /// <summary>A time that a timer takes: what has passed is over at once.</summary>
    public static TimeSpan NotNegative(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;

    /// <summary>The deadline that comes after a time.</summary>
    public static Deadline After(TimeSpan patience, TimeProvider time) => new(time, patience);
}
