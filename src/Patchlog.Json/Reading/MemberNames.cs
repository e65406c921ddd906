using System.Diagnostics.CodeAnalysis;
using Patchlog.Json.Values;

namespace Patchlog.Json.Reading;

/// <summary>
/// Collects the names of one object. Every name remembers the shape it was last part of, so after the first the others
/// are expected: as long as they come so, a name costs one comparison of bytes, and at the end the shape is known.
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
        if (!IsNextOf(_expected, name))
        {
            var shape = name.LikelyShape;
            if (IsNextOf(shape, name) && JsonShape.AreSame(shape.Names[.._count], SoFar))
                Expect(shape);
            else
                Surprise(name, offset);
        }

        _count++;
    }

    /// <summary>The shape of all the names; null if two are the same.</summary>
    public JsonShape? Finish(out (JsonName Name, int Offset) duplicate)
    {
        duplicate = default;
        if (_expected is not null && _count == _expected.Names.Length)
            return _expected;

        var names = SoFar;
        var shape = JsonShape.Find(names, out var second);
        if (shape is null)
        {
            duplicate = (names[second], _offsets.Since(_bottom)[second]);
            return null;
        }

        if (shape.IsShared)
        {
            foreach (var name in shape.Names)
                name.LikelyShape = shape;
        }

        Pop();
        return shape;
    }

    readonly ReadOnlySpan<JsonName> SoFar => _expected is null ? _names.Since(_bottom) : _expected.Names[.._count];

    readonly bool IsNextOf([NotNullWhen(true)] JsonShape? shape, JsonName name) =>
        shape is not null && _count < shape.Names.Length && ReferenceEquals(shape.Names[_count], name);

    void Expect(JsonShape shape)
    {
        Pop();
        _expected = shape;
    }

    /// <summary>Notes a name that no shape made one expect. The names before it go to the stack.</summary>
    void Surprise(JsonName name, int offset)
    {
        if (_expected is not null)
        {
            foreach (var before in SoFar)
                Push(before, offset: 0); // They are distinct: nobody will ask where they are.
            _expected = null;
        }

        Push(name, offset);
    }

    readonly void Push(JsonName name, int offset)
    {
        _names.Push(name);
        _offsets.Push(offset);
    }

    readonly void Pop()
    {
        _names.PopTo(_bottom);
        _offsets.PopTo(_bottom);
    }
}
