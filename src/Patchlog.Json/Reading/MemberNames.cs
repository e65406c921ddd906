using Patchlog.Json.Values;

namespace Patchlog.Json.Reading;

/// <summary>
/// Collects the names of one object. Having seen the first, it expects the others to be those of the last object that
/// began so: as long as they are, a name costs one comparison of bytes, and at the end the shape is known.
/// </summary>
struct MemberNames(Scratch scratch)
{
    readonly ScratchStack<JsonName> _names = scratch.Names;
    readonly ScratchStack<int> _offsets = scratch.NameOffsets;
    readonly int _bottom = scratch.Names.Count;

    /// <summary>Begins with the names so far, which are then not on the stack.</summary>
    JsonShape? _expected;
    int _count;

    /// <summary>The expected name, if the text goes on with it and its colon.</summary>
    public JsonName? TryExpected(ReadOnlySpan<byte> text)
    {
        if (_expected is null || _count == _expected.Names.Length)
            return null;

        var name = _expected.Names[_count];
        if (!text.StartsWith(name.Utf8.AsSpan(1)))
            return null;
        _count++;
        return name;
    }

    /// <summary>Adds a name that was read character by character.</summary>
    public void Add(JsonName name, int offset)
    {
        if (_count == 0)
            _expected = name.LikelyShape;
        else if (_expected is not null && !IsExpected(name))
            Depart();

        if (_expected is null)
            Push(name, offset);
        _count++;
    }

    /// <summary>The shape of all the names; null if two are the same.</summary>
    public JsonShape? Finish(out (JsonName Name, int Offset) duplicate)
    {
        duplicate = default;
        if (_expected is not null)
        {
            if (_count == _expected.Names.Length)
                return _expected;
            Depart();
        }

        var names = _names.Since(_bottom);
        var shape = JsonShape.Find(names, out var second);
        if (shape is null)
        {
            duplicate = (names[second], _offsets.Since(_bottom)[second]);
            return null;
        }

        names[0].LikelyShape = shape;
        _names.PopTo(_bottom);
        _offsets.PopTo(_bottom);
        return shape;
    }

    readonly bool IsExpected(JsonName name) =>
        _count < _expected!.Names.Length && ReferenceEquals(_expected.Names[_count], name);

    /// <summary>The object is not of the expected shape: what was expected so far goes to the stack.</summary>
    void Depart()
    {
        foreach (var name in _expected!.Names[.._count])
            Push(name, offset: 0); // Distinct, so nobody will ask where they are.
        _expected = null;
    }

    readonly void Push(JsonName name, int offset)
    {
        _names.Push(name);
        _offsets.Push(offset);
    }
}
