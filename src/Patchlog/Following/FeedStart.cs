using System.Diagnostics.CodeAnalysis;

namespace Patchlog.Following;

/// <summary>Where a reader of the feed begins: after a position, or at the end of the journal as it is then.</summary>
/// <param name="After">The position after which to begin, exclusive; null for the end.</param>
public readonly record struct FeedStart(Position? After)
{
    /// <summary>The end of the journal: only events that are still to come.</summary>
    public static readonly FeedStart End;

    /// <summary>The start of the journal: all events.</summary>
    public static readonly FeedStart Start = new(Position.Start);

    /// <summary>Reads <c>start</c>, <c>end</c>, or what <see cref="FeedPosition.TryParse"/> reads.</summary>
    /// <param name="text">What the client sent.</param>
    /// <param name="epoch">The epoch of the database.</param>
    /// <param name="start">Where to begin, if the answer is true.</param>
    /// <param name="problem">The refusal, if the answer is false; the codes are those of a feed position.</param>
    public static bool TryParse(string text, Guid epoch, out FeedStart start, [NotNullWhen(false)] out Problem? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        (start, problem) = (text == "start" ? Start : End, null);

        if (text is "start" or "end")
            return true;

        if (!FeedPosition.IsFeedPosition(text))
            problem = new(ProblemCode.InvalidRequest,
                $"\"{text}\" is not a start of a feed: give a position, <epoch>.<position>, start or end.");
        else if (FeedPosition.TryParse(text, epoch, out var after, out problem))
            start = new(after.Position);

        return problem is null;
    }
}
