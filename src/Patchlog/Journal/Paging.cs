using System.Collections.Immutable;
using Patchlog.Searching;

namespace Patchlog.Journal;

/// <summary>Fills pages that are bounded in items and in bytes.</summary>
static class Paging
{
    /// <summary>Reads a page of the events of one aggregate, oldest first.</summary>
    /// <param name="reader">The journal.</param>
    /// <param name="key">The aggregate.</param>
    /// <param name="after">The version after which the page begins, exclusive.</param>
    /// <param name="upTo">The version at which the list ends, inclusive.</param>
    /// <param name="limit">The most events, at least 1.</param>
    /// <param name="maxBytes">Bytes of bodies after which the page ends.</param>
    /// <param name="cancellation">Ends the read.</param>
    public static Task<Page<Event>> ReadHistoryAsync(
        IJournalReader reader, AggregateKey key, Version after, Version upTo, int limit, long maxBytes,
        CancellationToken cancellation) =>
        ReadAsync<Event>(
            async (last, count) => await reader.ReadHistoryAsync(
                key, last?.Draft.Version ?? after, upTo, count, cancellation),
            @event => @event.Draft.Body?.Utf8Length ?? 0, limit, maxBytes);

    /// <summary>Takes as many documents as fit, and does not look behind the first one that does not.</summary>
    /// <param name="documents">The documents, in order.</param>
    /// <param name="limit">The most documents, at least 1.</param>
    /// <param name="maxBytes">Bytes of bodies after which the page ends.</param>
    public static Page<FoundDocument> Take(IEnumerable<FoundDocument> documents, int limit, long maxBytes)
    {
        var items = ImmutableArray.CreateBuilder<FoundDocument>();
        var bytes = 0L;

        try
        {
            foreach (var document in documents)
            {
                bytes += document.State.Body?.Utf8Length ?? 0;
                if (items.Count == limit || (items.Count > 0 && bytes > maxBytes))
                    return new(items.ToImmutable(), HasMore: true);

                items.Add(document);
            }
        }
        catch (JournalDamagedException) when (items.Count > 0)
        {
            return new(items.ToImmutable(), HasMore: true);     // the next page begins at the damage
        }

        return new(items.ToImmutable(), HasMore: false);
    }

    // Fetches a few items to learn how large they are, then as many as still fit. Before damage it fetches ever fewer,
    // so that the page holds all that comes before it.
    static async Task<Page<T>> ReadAsync<T>(
        Func<T?, int, Task<IReadOnlyList<T>>> fetch, Func<T, long> sizeOf, int limit, long maxBytes)
    {
        var items = ImmutableArray.CreateBuilder<T>();
        var bytes = 0L;
        var last = default(T);
        var wanted = Math.Min(limit + 1, QueryLimits.FirstFetchItems);
        var mostWanted = int.MaxValue;

        while (true)
        {
            IReadOnlyList<T> fetched;
            try
            {
                fetched = await fetch(last, wanted);
            }
            catch (JournalDamagedException) when (wanted > 1)
            {
                mostWanted = wanted /= 2;
                continue;
            }
            catch (JournalDamagedException) when (items.Count > 0)
            {
                return new(items.ToImmutable(), HasMore: true);
            }

            foreach (var item in fetched)
            {
                if (items.Count == limit || (items.Count > 0 && bytes + sizeOf(item) > maxBytes))
                    return new(items.ToImmutable(), HasMore: true);

                items.Add(item);
                bytes += sizeOf(item);
            }

            if (fetched.Count < wanted)
                return new(items.ToImmutable(), HasMore: false);

            last = items[^1];
            var average = Math.Max(1, bytes / items.Count);
            wanted = (int)Math.Clamp((maxBytes - bytes) / average + 1, 1, limit + 1 - items.Count);
            wanted = Math.Min(wanted, mostWanted);
        }
    }
}
