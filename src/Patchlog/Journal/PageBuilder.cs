using System.Collections.Immutable;

namespace Patchlog.Journal;

/// <summary>Gathers a page, up to a number of items or of bytes. For one caller.</summary>
/// <typeparam name="T">The items.</typeparam>
/// <param name="limit">The most items, at least 1.</param>
/// <param name="maxBytes">Bytes after which the page ends.</param>
/// <param name="sizeOf">Bytes of an item.</param>
sealed class PageBuilder<T>(int limit, long maxBytes, Func<T, long> sizeOf)
{
    readonly ImmutableArray<T>.Builder _items = ImmutableArray.CreateBuilder<T>();
    long _bytes;

    /// <summary>True if something was left over.</summary>
    public bool HasMore { get; private set; }

    /// <summary>True if the page ended before its limit: of a statement's rows, many may be left over.</summary>
    public bool IsCutShort => HasMore && _items.Count < limit;

    /// <summary>Adds an item; false if the page is full without it.</summary>
    public bool TryAdd(T item)
    {
        var bytes = sizeOf(item);
        HasMore = _items.Count > 0 && (_items.Count == limit || _bytes + bytes > maxBytes);
        if (HasMore)
            return false;

        _items.Add(item);
        _bytes += bytes;

        return true;
    }

    /// <summary>
    /// Adds the item of a row; false if the page is full without it, or ends before it because it is damaged.
    /// </summary>
    /// <exception cref="JournalDamagedException">The first row is damaged.</exception>
    public bool TryAdd<TRow>(TRow row, Func<TRow, T> read)
    {
        try
        {
            return TryAdd(read(row));
        }
        catch (JournalDamagedException) when (EndsBeforeDamage())
        {
            return false;
        }
    }

    /// <summary>Ends the page where damage comes next; false if it has no items, so that nobody could go on.</summary>
    public bool EndsBeforeDamage() => HasMore = _items.Count > 0;

    /// <summary>The page.</summary>
    public Page<T> Complete() => new(_items.ToImmutable(), HasMore);
}
