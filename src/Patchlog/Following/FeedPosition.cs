using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Patchlog.Following;

/// <summary>
/// A feed position: a position of a tenant's journal, and the epoch of the database in which it names an event. Its
/// text is <c>&lt;epoch&gt;.&lt;position&gt;</c>. This is the one parser of positions that clients send;
/// <see cref="FeedStart"/> and <c>Moment</c> are built on it. Immutable.
/// </summary>
/// <param name="Epoch">The random id of the database's numbering.</param>
/// <param name="Position">The position; <see cref="Position.Start"/> is the one before the first event.</param>
public readonly record struct FeedPosition(Guid Epoch, Position Position)
{
    /// <summary>The text that <see cref="TryParse"/> reads: <c>&lt;epoch&gt;.&lt;position&gt;</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Epoch}.{Position.Number}");

    /// <summary>
    /// Whether a text has the form of a feed position: digits, or a UUID, a dot and digits. It may still be refused by
    /// <see cref="TryParse"/>.
    /// </summary>
    public static bool IsFeedPosition(string text) => TrySplit(text, out _, out _);

    /// <summary>
    /// Reads <c>&lt;epoch&gt;.&lt;position&gt;</c>, or a bare position, which is taken to be of the current epoch.
    /// </summary>
    /// <param name="text">What the client sent.</param>
    /// <param name="epoch">The epoch of the database.</param>
    /// <param name="position">The feed position in that epoch, if the answer is true.</param>
    /// <param name="problem">
    /// If the answer is false: <c>invalid-request</c> for a text of another form, <c>epoch-changed</c> for another
    /// epoch, and <c>position-beyond-head</c> for a number that no journal can reach.
    /// </param>
    public static bool TryParse(
        string text, Guid epoch, out FeedPosition position, [NotNullWhen(false)] out Problem? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        position = default;

        if (!TrySplit(text, out var named, out var digits))
        {
            problem = new(ProblemCode.InvalidRequest,
                $"\"{text}\" is not a feed position: give a position or <epoch>.<position>.");
            return false;
        }

        if (named is { } other && !TryMatchEpoch(other, epoch, out problem))
            return false;

        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            problem = new(ProblemCode.PositionBeyondHead, $"The position {digits} is beyond the end of any journal.");
            return false;
        }

        (position, problem) = (new(epoch, new(number)), null);
        return true;
    }

    /// <summary>
    /// Whether an epoch that a client named is the current one; if not, <c>epoch-changed</c> says so.
    /// </summary>
    /// <param name="named">The epoch that the client named.</param>
    /// <param name="epoch">The epoch of the database.</param>
    /// <param name="problem">The refusal, if the answer is false.</param>
    public static bool TryMatchEpoch(Guid named, Guid epoch, [NotNullWhen(false)] out Problem? problem)
    {
        problem = named == epoch
            ? null
            : new(ProblemCode.EpochChanged,
                $"The position is of epoch {named}; this database is in epoch {epoch}, where it may be another event.");

        return problem is null;
    }

    /// <summary>Whether a journal reaches as far as a position; if not, <c>position-beyond-head</c> says so.</summary>
    /// <param name="position">The position that the client named.</param>
    /// <param name="head">The last position of the tenant's journal.</param>
    /// <param name="problem">The refusal, if the answer is false.</param>
    public static bool TryReach(Position position, Position head, [NotNullWhen(false)] out Problem? problem)
    {
        problem = position.Number <= head.Number
            ? null
            : new(ProblemCode.PositionBeyondHead,
                $"The position {position} is beyond the end of the journal, which is {head}.");

        return problem is null;
    }

    static bool TrySplit(string text, out Guid? epoch, out ReadOnlySpan<char> digits)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        epoch = null;
        digits = text.AsSpan(dot + 1);

        if (dot >= 0)
        {
            if (!Guid.TryParseExact(text.AsSpan(0, dot), "D", out var named))
                return false;

            epoch = named;
        }

        return !digits.IsEmpty && !digits.ContainsAnyExceptInRange('0', '9');
    }
}
