using System.Runtime.CompilerServices;
using Patchlog.Journal;

namespace Patchlog.Repairing;

/// <summary>
/// Walks through the journal of a tenant, aggregate after aggregate, and folds it. For one caller.
/// </summary>
/// <param name="reader">Reads the events.</param>
/// <param name="tenant">The tenant.</param>
/// <param name="looksAtDigests">Whether the events are held against their digests.</param>
sealed class JournalWalk(IJournalReader reader, Tenant tenant, bool looksAtDigests)
{
    /// <summary>Events passed so far.</summary>
    public long Events { get; private set; }

    /// <summary>The fold after every event up to a position, and whether it is the last of its aggregate.</summary>
    public async IAsyncEnumerable<(AggregateFold Fold, bool IsLast)> RunAsync(
        Position upTo, [EnumeratorCancellation] CancellationToken cancellation)
    {
        AggregateFold? fold = null;
        StoredEvent? last = null;

        for (var hasMore = true; hasMore;)
        {
            (var events, hasMore) = await reader.ReadByAggregateAsync(
                tenant, last?.Key, last?.Version ?? Version.None, RepairLimits.EventsPerPage, RepairLimits.BytesPerPage,
                cancellation);

            foreach (var stored in events.Where(stored => stored.Position.Number <= upTo.Number))
            {
                cancellation.ThrowIfCancellationRequested();

                // An aggregate's last event is known by the next one's being another's.
                if (fold is not null)
                    yield return (fold, IsLast: fold.Key != stored.Key);

                if (fold?.Key != stored.Key)
                    fold = new(stored.Key, looksAtDigests);

                fold.Add(stored);
                Events++;
            }

            last = events.IsEmpty ? last : events[^1];
        }

        if (fold is not null)
            yield return (fold, IsLast: true);
    }
}
