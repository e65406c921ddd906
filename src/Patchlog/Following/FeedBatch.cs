using System.Collections.Immutable;

namespace Patchlog.Following;

/// <summary>An event on its way to a reader of the feed: where it stands, what it is about, and its JSON.</summary>
/// <param name="Position">Its place in the tenant's journal.</param>
/// <param name="TargetName">The type of its aggregate.</param>
/// <param name="TargetId">The id of its aggregate.</param>
/// <param name="Json">The event as <see cref="EventJson"/> writes it: compact, on one line.</param>
public readonly record struct FeedItem(
    Position Position, TargetName TargetName, AggregateId TargetId, ReadOnlyMemory<byte> Json);

/// <summary>
/// Events that follow each other in a feed. Their texts may lie in pooled memory: they are valid until the batch is
/// disposed.
/// </summary>
public sealed class FeedBatch : IDisposable
{
    readonly IDisposable? _memory;

    internal FeedBatch(ImmutableArray<FeedItem> items, Position through, IDisposable? memory = null) =>
        (Items, Through, _memory) = (items, through, memory);

    /// <summary>The wanted events, in order; may be empty.</summary>
    public ImmutableArray<FeedItem> Items { get; }

    /// <summary>Up to here everything was looked at: whoever goes on after it misses nothing.</summary>
    public Position Through { get; }

    /// <inheritdoc/>
    public void Dispose() => _memory?.Dispose();
}
