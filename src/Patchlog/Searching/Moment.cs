using System.Diagnostics.CodeAnalysis;
using Patchlog.Following;

namespace Patchlog.Searching;

/// <summary>
/// A moment of the past at which documents are read: a position of the journal, or a time. Immutable.
/// </summary>
public abstract record Moment
{
    Moment() { }

    /// <summary>
    /// Reads what <see cref="FeedPosition.TryParse"/> reads as a position, and anything else as an RFC 3339 time.
    /// </summary>
    /// <param name="text">What the client sent.</param>
    /// <param name="epoch">The epoch of the database.</param>
    /// <param name="moment">The moment, if the answer is true.</param>
    /// <param name="problem">
    /// The refusal, if the answer is false: for a position the codes are those of a feed position, else it is
    /// <c>invalid-request</c>.
    /// </param>
    public static bool TryParse(
        string text, Guid epoch, [NotNullWhen(true)] out Moment? moment, [NotNullWhen(false)] out Problem? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        (moment, problem) = (null, null);

        if (FeedPosition.IsFeedPosition(text))
        {
            if (FeedPosition.TryParse(text, epoch, out var at, out problem))
                moment = new AtPosition(at.Position);
        }
        else if (Timestamps.TryRead(text, out var time))
        {
            moment = new AtTime(time);
        }
        else
        {
            problem = new(ProblemCode.InvalidRequest,
                $"\"{text}\" is not a moment: give a position, <epoch>.<position> or an RFC 3339 time with its "
                + "offset.");
        }

        return moment is not null;
    }

    /// <summary>Calls the function for the case that this is.</summary>
    internal abstract T Match<T>(Func<Position, T> atPosition, Func<DateTimeOffset, T> atTime);

    /// <summary>The moment after the event at a position.</summary>
    /// <param name="Position">The position; <see cref="Position.Start"/> is before all events.</param>
    public sealed record AtPosition(Position Position) : Moment
    {
        /// <inheritdoc/>
        public override string ToString() => Position.ToString();

        internal override T Match<T>(Func<Position, T> atPosition, Func<DateTimeOffset, T> atTime) =>
            atPosition(Position);
    }

    /// <summary>The moment after all events up to a time.</summary>
    /// <param name="Time">The time, inclusive. A time in the future means now.</param>
    public sealed record AtTime(DateTimeOffset Time) : Moment
    {
        /// <inheritdoc/>
        public override string ToString() => Time.UtcDateTime.ToString("O");

        internal override T Match<T>(Func<Position, T> atPosition, Func<DateTimeOffset, T> atTime) => atTime(Time);
    }
}
