namespace Patchlog.Repairing;

/// <summary>What a verification or a rebuild has seen.</summary>
/// <param name="Aggregates">Aggregates in the journal.</param>
/// <param name="Events">Events folded.</param>
/// <param name="Differences">
/// One sentence for each state or snapshot that is not what the journal says, and for wrong keys of declared indexes
/// and of what is unique; empty after a rebuild.
/// </param>
/// <param name="Damage">
/// One sentence for each aggregate with events that are not what was written or are missing, and for whatever else is
/// wrong with the journal.
/// </param>
/// <param name="Head">The head of the journal, <c>position.digest</c>: to be noted elsewhere.</param>
public sealed record StateReport(
    long Aggregates, long Events, IReadOnlyList<string> Differences, IReadOnlyList<string> Damage, string Head);
