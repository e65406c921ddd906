namespace Patchlog.Repairing;

/// <summary>What a verification or a rebuild has seen.</summary>
/// <param name="Aggregates">Aggregates in the journal.</param>
/// <param name="Events">Events folded.</param>
/// <param name="Differences">One sentence for each difference found; empty after a rebuild.</param>
public sealed record StateReport(long Aggregates, long Events, IReadOnlyList<string> Differences);
