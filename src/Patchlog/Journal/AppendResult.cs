using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Patchlog.Journal;

/// <summary>What became of a batch.</summary>
sealed record AppendResult
{
    /// <summary>Numbers the events of the admitted entries, in the order of the batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="head">The tenant's last position before it.</param>
    /// <param name="time">The time of its events.</param>
    /// <param name="entries">What became of each entry, in order.</param>
    public AppendResult(
        IReadOnlyList<Append> batch, Position head, DateTimeOffset time, ImmutableArray<AppendedEntry> entries)
    {
        (Head, HeadAfter, Time, Entries) = (head, head, time, entries);

        var events = new ImmutableArray<Event>[entries.Length];
        for (var i = 0; i < events.Length; i++)
        {
            events[i] = entries[i] == AppendedEntry.Admitted ? batch[i].EventsAfter(HeadAfter, time) : [];
            HeadAfter = new(HeadAfter.Number + events[i].Length);
        }

        Events = ImmutableCollectionsMarshal.AsImmutableArray(events);
    }

    /// <summary>The tenant's last position before the batch.</summary>
    public Position Head { get; }

    /// <summary>The position of the batch's last event; <see cref="Head"/> if it has none.</summary>
    public Position HeadAfter { get; }

    /// <summary>The digest of the event at <see cref="HeadAfter"/>.</summary>
    public required EventDigest DigestAfter { get; init; }

    /// <summary>What the database's clock showed.</summary>
    public required DateTimeOffset Clock { get; init; }

    /// <summary>The time of the batch's events.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>For each entry of the batch, in order.</summary>
    public ImmutableArray<AppendedEntry> Entries { get; }

    /// <summary>Why entries are not unique, in order; several for an entry that has several values of others.</summary>
    public ImmutableArray<UniqueViolation> Violations { get; init; } = [];

    /// <summary>Why one entry is not unique.</summary>
    public ImmutableArray<UniqueViolation> ViolationsOf(int entry) =>
        [.. Violations.Where(violation => violation.Entry == entry)];

    /// <summary>The events of each entry, in order; none of one that was not admitted.</summary>
    public ImmutableArray<ImmutableArray<Event>> Events { get; }
}
