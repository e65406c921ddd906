using Patchlog.Json.Values;

namespace Patchlog.Json.Reading;

/// <summary>A child of a container that is still being read.</summary>
/// <param name="Name">Its name; null in an array.</param>
/// <param name="Value">Its value.</param>
/// <param name="Offset">Where it begins in the text.</param>
readonly record struct Child(JsonName? Name, JsonValue Value, int Offset);

/// <summary>
/// The children of all containers being read, one upon the other, so that each container is allocated once and at its
/// final size. One stack per thread is kept for the next text.
/// </summary>
sealed class ChildStack
{
    const int InitialCapacity = 256;

    /// <summary>A stack that one huge text has grown beyond this is not kept.</summary>
    const int LargestKept = 4096;

    [ThreadStatic]
    static ChildStack? _spare;

    Child[] _children = new Child[InitialCapacity];
    int _highest;

    public int Count { get; private set; }

    public static ChildStack Rent()
    {
        var stack = _spare ?? new ChildStack();
        _spare = null;
        return stack;
    }

    public void Return()
    {
        if (_children.Length > LargestKept)
            return;
        _children.AsSpan(0, Math.Max(_highest, Count)).Clear();
        Count = _highest = 0;
        _spare = this;
    }

    public void Push(JsonName? name, JsonValue value, int offset)
    {
        if (Count == _children.Length)
            Array.Resize(ref _children, Count * 2);
        _children[Count++] = new Child(name, value, offset);
    }

    /// <summary>The children pushed since the stack had this count.</summary>
    public ReadOnlySpan<Child> Since(int count) => _children.AsSpan(count, Count - count);

    public void PopTo(int count)
    {
        _highest = Math.Max(_highest, Count);
        Count = count;
    }
}
