using System.Globalization;

namespace Patchlog.Following;

/// <summary>Where a reader of the feed begins: after a position, or wherever the journal ends now.</summary>
/// <param name="After">The position after which to begin; null for the end.</param>
public readonly record struct FeedStart(Position? After)
{
    /// <summary>Only what is still to come.</summary>
    public static readonly FeedStart End;

    /// <summary>Everything.</summary>
    public static readonly FeedStart Start = new(Position.Start);

    /// <summary>The text by which a reader of this database comes back: <c>epoch.position</c>.</summary>
    public static string Write(Guid epoch, Position position) =>
        string.Create(CultureInfo.InvariantCulture, $"{epoch}.{position.Number}");

    /// <summary>
    /// Reads <c>start</c>, <c>end</c>, a position, or <c>epoch.position</c>; answers with a problem if it is none of
    /// them, or if the epoch is another one than the database's.
    /// </summary>
    public static Problem? TryRead(string text, Guid epoch, out FeedStart start)
    {
        ArgumentNullException.ThrowIfNull(text);
        start = text == "start" ? Start : End;
        if (text is "start" or "end")
            return null;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var digits = text.AsSpan(dot + 1);
        Guid theirs = default;
        if ((dot >= 0 && !Guid.TryParseExact(text.AsSpan(0, dot), "D", out theirs))
            || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            return new(ProblemCode.InvalidRequest,
                $"\"{text}\" is no place in a journal: give a position, <epoch>.<position>, start or end.");
        if (dot >= 0 && RefuseEpoch(theirs, epoch) is { } foreign)
            return foreign;
        start = new(new Position(position));
        return null;
    }

    /// <summary>The problem of positions from another epoch; null if it is this one.</summary>
    public static Problem? RefuseEpoch(Guid theirs, Guid epoch) => theirs == epoch ? null : new(ProblemCode.EpochChanged,
        $"The position is of epoch {theirs}; this database is in epoch {epoch}, where it may name another event.");
}
