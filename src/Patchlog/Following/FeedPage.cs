using System.Collections.Immutable;

namespace Patchlog.Following;

/// <summary>
/// A page of a feed: events that follow each other, and how far the page looked. It is disposable, because the texts of
/// its events may lie in pooled memory: they are valid until the page is disposed.
/// </summary>
public sealed class FeedPage : IDisposable
{
    readonly IDisposable? _memory;

    internal FeedPage(ImmutableArray<FeedItem> items, Position through, IDisposable? memory = null) =>
        (Items, Through, _memory) = (items, through, memory);

    /// <summary>The wanted events, oldest first; may be empty.</summary>
    public ImmutableArray<FeedItem> Items { get; }

    /// <summary>
    /// The last position that the page looked at, inclusive: a reader that goes on after it misses nothing.
    /// </summary>
    public Position Through { get; }

    /// <inheritdoc/>
    public void Dispose() => _memory?.Dispose();
}
