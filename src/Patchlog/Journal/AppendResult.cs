using System.Collections.Immutable;

namespace Patchlog.Journal;

/// <summary>What became of a batch.</summary>
/// <param name="Head">The tenant's last position before the batch.</param>
/// <param name="Time">The time of the batch's events.</param>
/// <param name="Entries">For each entry of the batch, in order.</param>
sealed record AppendResult(Position Head, DateTimeOffset Time, ImmutableArray<AppendedEntry> Entries);

/// <summary>What became of one entry.</summary>
enum AppendedEntry
{
    /// <summary>
    /// Not written: its version has moved on, or the entry it was chained to was not admitted, or its id came twice.
    /// It is to be decided anew.
    /// </summary>
    Refused,

    /// <summary>Written and durable (or, for a check, confirmed). Positions follow the order of the batch.</summary>
    Admitted,

    /// <summary>Not written, because its command id is already there: look its first outcome up.</summary>
    Known,
}

/// <summary>The first outcome of a command, as the journal keeps it.</summary>
/// <param name="Digest">The content it had.</param>
/// <param name="Target">The aggregate it was about.</param>
/// <param name="Version">The aggregate's version after it.</param>
/// <param name="Time">When it took effect.</param>
/// <param name="Events">Its events in order; empty if it changed nothing.</param>
sealed record StoredOutcome(
    Digest Digest, AggregateKey Target, Version Version, DateTimeOffset Time, ImmutableArray<Event> Events);

/// <summary>What the database's settings promise.</summary>
/// <param name="Warnings">One sentence for each setting by which an acknowledged append could be lost; empty is good.</param>
sealed record Durability(ImmutableArray<string> Warnings);
