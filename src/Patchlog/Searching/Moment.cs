namespace Patchlog.Searching;

/// <summary>A moment of the past: a place in the journal, or a time.</summary>
public abstract record Moment
{
    Moment() { }

    /// <summary>After the event at a position.</summary>
    public sealed record AtPosition(Position Position) : Moment
    {
        /// <inheritdoc/>
        public override string ToString() => Position.ToString();
    }

    /// <summary>After all events up to a time. A time to come is now.</summary>
    public sealed record AtTime(DateTimeOffset Time) : Moment
    {
        /// <inheritdoc/>
        public override string ToString() => Time.UtcDateTime.ToString("O");
    }
}
