using System.Collections.Immutable;
using Patchlog.Searching;

namespace Patchlog.Journal;

/// <summary>A page that ends at a number of items or at a number of bytes, whichever comes first; never before one item.</summary>
/// <param name="Items">The items.</param>
/// <param name="HasMore">True if there is at least one more.</param>
public readonly record struct Slice<T>(ImmutableArray<T> Items, bool HasMore);

/// <summary>Reads slices: a few items to learn how large they are, then as many as still fit.</summary>
static class Slice
{
    const int FirstFetch = 16;

    /// <summary>Events of one aggregate, oldest first.</summary>
    public static Task<Slice<Event>> OfHistoryAsync(
        IJournalReader reader, AggregateKey key, Version after, Version upTo, int limit, long maxBytes,
        CancellationToken cancellation) =>
        ReadAsync<Event>(
            async (last, count) => await reader.ReadHistoryAsync(
                key, last?.Draft.Version ?? after, upTo, count, cancellation),
            @event => @event.Draft.Body?.Utf8Length ?? 0, limit, maxBytes);

    /// <summary>As many documents as fit, and no look at those behind the first that does not.</summary>
    public static Slice<FoundDocument> Of(IEnumerable<FoundDocument> documents, int limit, long maxBytes)
    {
        var items = ImmutableArray.CreateBuilder<FoundDocument>();
        var bytes = 0L;
        foreach (var document in documents)
        {
            bytes += document.State.Body?.Utf8Length ?? 0;
            if (items.Count == limit || (items.Count > 0 && bytes > maxBytes))
                return new(items.ToImmutable(), HasMore: true);
            items.Add(document);
        }
        return new(items.ToImmutable(), HasMore: false);
    }

    static async Task<Slice<T>> ReadAsync<T>(
        Func<T?, int, Task<IReadOnlyList<T>>> fetch, Func<T, long> sizeOf, int limit, long maxBytes)
    {
        var items = ImmutableArray.CreateBuilder<T>();
        var bytes = 0L;
        var last = default(T);
        var wanted = Math.Min(limit + 1, FirstFetch);
        while (true)
        {
            var fetched = await fetch(last, wanted);
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
        }
    }
}
