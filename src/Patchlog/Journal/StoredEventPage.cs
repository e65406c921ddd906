using System.Collections.Immutable;

namespace Patchlog.Journal;

/// <summary>Gathers a page of stored events, up to a number of events or of bytes. For one caller.</summary>
sealed class StoredEventPage(int limit, long maxBytes)
{
    readonly ImmutableArray<StoredEvent>.Builder _items = ImmutableArray.CreateBuilder<StoredEvent>();
    long _bytes;

    /// <summary>True if a row was left over.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Adds an event; false if the page is full without it.</summary>
    public bool TryAdd(StoredEvent stored)
    {
        HasMore = _items.Count > 0 && (_items.Count == limit || _bytes + stored.Bytes > maxBytes);
        if (HasMore)
            return false;

        _items.Add(stored);
        _bytes += stored.Bytes;

        return true;
    }

    /// <summary>The page.</summary>
    public Page<StoredEvent> Complete() => new(_items.ToImmutable(), HasMore);
}
