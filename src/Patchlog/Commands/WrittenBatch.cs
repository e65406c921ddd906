using Patchlog.Journal;

namespace Patchlog.Commands;

/// <summary>What the journal said of a batch, and what it was asked.</summary>
/// <param name="Result">The journal's answer.</param>
/// <param name="KnownBefore">A position that the journal had before the first try.</param>
/// <param name="StartedAt">The time of the first try, by the database's clock.</param>
/// <param name="IsRepeated">
/// True if an earlier try may have taken effect: a command that is known may be known by that.
/// </param>
/// <param name="IsLookUp">
/// True if the entries were only looked up, after all tries had failed: what is not known took no effect, and never
/// will.
/// </param>
readonly record struct WrittenBatch(
    AppendResult Result, Position KnownBefore, DateTimeOffset StartedAt, bool IsRepeated, bool IsLookUp)
{
    /// <summary>
    /// Whether an outcome that was found for a command of the batch was there before the first try: then the command
    /// was sent twice.
    /// </summary>
    public bool IsDuplicate(StoredOutcome stored)
    {
        if (!IsRepeated)
            return true;

        return stored.Events.IsEmpty
            ? stored.Time < StartedAt
            : stored.Events[0].Position.Number <= KnownBefore.Number;
    }
}
