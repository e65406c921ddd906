using Patchlog.Json.Values;

namespace Patchlog.Json.Reading;

/// <summary>
/// The children of all containers that are being read, so that each container is allocated once and at its final size.
/// One per thread is kept for the next text.
/// </summary>
sealed class Scratch
{
    /// <summary>What one huge text has grown beyond this is not kept.</summary>
    const int LargestKept = 4096;

    [ThreadStatic]
    static Scratch? _spare;

    public ScratchStack<JsonMember> Members { get; } = new();

    /// <summary>Names that <see cref="MemberCollector"/> did not expect, and where they stand in the text.</summary>
    public ScratchStack<JsonName> Names { get; } = new();

    public ScratchStack<int> NameOffsets { get; } = new();

    public ScratchStack<JsonValue> Items { get; } = new();

    public static Scratch Rent()
    {
        var scratch = _spare ?? new Scratch();
        _spare = null;
        return scratch;
    }

    public void Return()
    {
        if (Members.Capacity > LargestKept || Names.Capacity > LargestKept || Items.Capacity > LargestKept)
            return;
        Members.Clear();
        Names.Clear();
        NameOffsets.Clear();
        Items.Clear();
        _spare = this;
    }
}

/// <summary>A stack whose top can be looked at as a span.</summary>
sealed class ScratchStack<T>
{
    T[] _slots = new T[64];
    int _highest;

    public int Count { get; private set; }

    public int Capacity => _slots.Length;

    public void Push(T item)
    {
        var count = Count;
        if (count == _slots.Length)
            Array.Resize(ref _slots, count * 2);
        _slots[count] = item;
        Count = count + 1;
    }

    /// <summary>What was pushed since the stack had this count.</summary>
    public ReadOnlySpan<T> Since(int count) => _slots.AsSpan(count, Count - count);

    public void PopTo(int count)
    {
        _highest = Math.Max(_highest, Count);
        Count = count;
    }

    /// <summary>Empties it, and forgets what it held.</summary>
    public void Clear()
    {
        PopTo(0);
        _slots.AsSpan(0, _highest).Clear();
        _highest = 0;
    }
}
