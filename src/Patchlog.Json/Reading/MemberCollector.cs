using System.Diagnostics.CodeAnalysis;
using Patchlog.Json.Values;

namespace Patchlog.Json.Reading;

/// <summary>
/// Collects the members of one object. Every name remembers the shape it was last part of, so after the first the
/// others are expected: as long as they come so, a name costs one comparison of bytes, a member goes straight to where
/// it will stay, and at the end the shape is known.
/// </summary>
struct MemberCollector(Scratch scratch)
{
    readonly int _namesBottom = scratch.Names.Count;
    readonly int _membersBottom = scratch.Members.Count;

    /// <summary>
    /// Begins with the names so far; null while none is expected, and then names and members are stacked.
    /// </summary>
    JsonShape? _expected;

    /// <summary>Room for all members of the expected shape.</summary>
    JsonMember[] _members = [];
    int _count;

    readonly ReadOnlySpan<JsonName> Names =>
        _expected is null ? scratch.Names.Since(_namesBottom) : _expected.Names[.._count];

    readonly ReadOnlySpan<JsonMember> Members =>
        _expected is null ? scratch.Members.Since(_membersBottom) : _members.AsSpan(0, _count);

    /// <summary>The expected name, if the text goes on with it and its colon.</summary>
    public readonly JsonName? TryExpected(ReadOnlySpan<byte> text)
    {
        if (_expected is null || _count == _expected.Names.Length)
            return null;
        var name = _expected.Names[_count];
        return text.StartsWith(name.Utf8.AsSpan(1)) ? name : null;
    }

    /// <summary>Takes a name that was read character by character; its value is to follow.</summary>
    public void AddName(JsonName name, int offset)
    {
        if (IsNextOf(_expected, name))
            return;

        var shape = name.LikelyShape;
        if (IsNextOf(shape, name) && JsonShape.AreSame(shape.Names[.._count], Names))
            Expect(shape);
        else
            Surprise(name, offset);
    }

    /// <summary>Takes the value of the last name.</summary>
    public void AddValue(JsonName name, JsonValue value)
    {
        if (_expected is null)
            scratch.Members.Push(new JsonMember(name.Text, value));
        else
            _members[_count] = new JsonMember(name.Text, value);
        _count++;
    }

    /// <summary>The shape of all the names, and the members; null if two names are the same.</summary>
    public readonly JsonShape? Finish(out JsonMember[] members, out (JsonName Name, int Offset) duplicate)
    {
        members = _members;
        duplicate = default;
        if (_expected is not null && _count == _expected.Names.Length)
            return _expected;

        var names = Names;
        var shape = JsonShape.Find(names, out var second);
        if (shape is null)
        {
            duplicate = (names[second], scratch.NameOffsets.Since(_namesBottom)[second]);
            return null;
        }

        if (shape.IsShared)
        {
            foreach (var name in shape.Names)
                name.LikelyShape = shape;
        }

        members = Members.ToArray();
        Unstack();
        return shape;
    }

    readonly bool IsNextOf([NotNullWhen(true)] JsonShape? shape, JsonName name) =>
        shape is not null && _count < shape.Names.Length && ReferenceEquals(shape.Names[_count], name);

    void Expect(JsonShape shape)
    {
        var members = new JsonMember[shape.Names.Length];
        Members.CopyTo(members);
        Unstack();
        _members = members;
        _expected = shape;
    }

    /// <summary>Stacks a name that no shape made one expect, and before it what was expected so far.</summary>
    void Surprise(JsonName name, int offset)
    {
        if (_expected is not null)
        {
            foreach (var before in Names)
                Stack(before, offset: 0); // They are distinct: nobody will ask where they are.
            foreach (var member in Members)
                scratch.Members.Push(member);
            _expected = null;
        }

        Stack(name, offset);
    }

    readonly void Stack(JsonName name, int offset)
    {
        scratch.Names.Push(name);
        scratch.NameOffsets.Push(offset);
    }

    readonly void Unstack()
    {
        scratch.Names.PopTo(_namesBottom);
        scratch.NameOffsets.PopTo(_namesBottom);
        scratch.Members.PopTo(_membersBottom);
    }
}
