using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Json.Patching;
using Patchlog.Json.Values;

namespace Patchlog.Json;

/// <summary>
/// Members with distinct names, in the order they were written. Names are compared by code unit. Objects that look
/// alike share their names.
/// </summary>
public sealed class JsonObject : JsonValue
{
    readonly JsonMember[] _members;
    int _hash;

    /// <param name="members">Given away: nobody writes to it afterwards.</param>
    /// <param name="shape">The names of <paramref name="members"/>.</param>
    internal JsonObject(JsonMember[] members, JsonShape shape)
        : this(members, shape, MeasureOf(members, shape))
    {
    }

    internal JsonObject(JsonMember[] members, JsonShape shape, in Measure measure)
    {
        _members = members;
        Shape = shape;
        Measure = measure;
    }

    /// <summary>The object without members.</summary>
    public static JsonObject Empty { get; } = new([], JsonShape.Empty);

    /// <inheritdoc/>
    public override JsonKind Kind => JsonKind.Object;

    /// <summary>How many members there are.</summary>
    public int Count => _members.Length;

    /// <summary>The members in written order.</summary>
    public ReadOnlySpan<JsonMember> Members => _members;

    internal override Measure Measure { get; }

    internal JsonShape Shape { get; }

    /// <summary>The value of the member, or a C# null if there is none.</summary>
    public JsonValue? this[string name]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(name);
            var position = Shape.IndexOf(name);
            return position < 0 ? null : _members[position].Value;
        }
    }

    /// <summary>Answers the value of the member, if there is one.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out JsonValue? value) => (value = this[name]) is not null;

    /// <summary>
    /// An object of the given members: <c>JsonObject.Of(new("a", 1), new("b", "two"))</c>. For a single one, see
    /// <see cref="With"/>.
    /// </summary>
    /// <exception cref="ArgumentException">Two names are the same, or one has a lone surrogate or U+0000.</exception>
    /// <exception cref="InvalidOperationException">
    /// It would be deeper than <see cref="JsonValue.MaxDepth"/>.
    /// </exception>
    public static JsonObject Of(params ReadOnlySpan<JsonMember> members)
    {
        if (members.IsEmpty)
            return Empty;

        var names = new JsonName[members.Length];
        var copy = new JsonMember[members.Length];
        for (var i = 0; i < members.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(members[i].Value, nameof(members));
            names[i] = JsonName.From(members[i].Name);
            copy[i] = new JsonMember(names[i].Text, members[i].Value);
        }

        var shape = JsonShape.Find(names, out var duplicate)
            ?? throw new ArgumentException($"Two members are named '{names[duplicate].Text}'.", nameof(members));
        return new JsonObject(copy, shape);
    }

    /// <summary>This object with the member set: in its place if there is one of that name, else appended.</summary>
    /// <exception cref="ArgumentException">The name has a lone surrogate or U+0000.</exception>
    /// <exception cref="InvalidOperationException">
    /// The answer would be deeper than <see cref="JsonValue.MaxDepth"/>.
    /// </exception>
    public JsonObject With(string name, JsonValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var draft = new ObjectDraft(this, parent: null);
        draft.Set(name, value);
        return draft.Seal();
    }

    /// <summary>This object without the member; this very object if there is none of that name.</summary>
    public JsonObject Without(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var slot = Shape.IndexOf(name);
        if (slot < 0)
            return this;

        var draft = new ObjectDraft(this, parent: null);
        draft.Remove(slot);
        return draft.Seal();
    }

    /// <summary>Enumerates the members in written order.</summary>
    public ReadOnlySpan<JsonMember>.Enumerator GetEnumerator() => Members.GetEnumerator();

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        if (_hash == 0)
        {
            var hash = _members.Length;
            foreach (var (name, value) in _members)
                hash += HashCode.Combine(name, value); // A sum, since order means nothing.
            _hash = hash | 1;
        }

        return _hash;
    }

    internal override int Write(Span<byte> destination)
    {
        var names = Shape.Names;
        if (names.IsEmpty)
        {
            "{}"u8.CopyTo(destination);
            return 2;
        }

        var length = 0;
        for (var i = 0; i < names.Length; i++)
        {
            names[i].Utf8.CopyTo(destination[length..]);
            length += names[i].Utf8.Length;
            length += _members[i].Value.Write(destination[length..]);
        }

        destination[0] = (byte)'{';
        destination[length++] = (byte)'}';
        return length;
    }

    internal override void WriteCanonical(IBufferWriter<byte> output)
    {
        var separator = "{"u8;
        foreach (var position in Shape.OrdinalOrder)
        {
            output.Write(separator);
            output.Write(Shape.Names[position].Utf8.AsSpan(1));
            _members[position].Value.WriteCanonical(output);
            separator = ","u8;
        }

        output.Write(_members.Length == 0 ? "{}"u8 : "}"u8);
    }

    private protected override void WriteParts(IBufferWriter<byte> output)
    {
        output.Write("{"u8);
        for (var i = 0; i < _members.Length; i++)
        {
            output.Write(Shape.Names[i].Utf8.AsSpan(i == 0 ? 1 : 0));
            _members[i].Value.WriteTo(output);
        }

        output.Write("}"u8);
    }

    private protected override bool ValueEquals(JsonValue other)
    {
        if (other is not JsonObject @object || @object.Count != Count || HaveOtherHash(_hash, @object._hash))
            return false;

        var isSameShape = ReferenceEquals(Shape, @object.Shape);
        for (var i = 0; i < _members.Length; i++)
        {
            var counterpart = isSameShape ? @object._members[i].Value : @object[_members[i].Name];
            if (!_members[i].Value.Equals(counterpart))
                return false;
        }

        return true;
    }

    static Measure MeasureOf(ReadOnlySpan<JsonMember> members, JsonShape shape)
    {
        var sum = new MeasureSum();
        for (var i = 0; i < members.Length; i++)
            sum.Add(members[i].Value.Measure, shape.Names[i].Utf8.Length);
        return sum.Close();
    }

    /// <summary>Collects members for a new object. Not thread-safe.</summary>
    public sealed class Builder
    {
        readonly ObjectDraft _draft = new(Empty, parent: null);
        bool _isBuilt;

        /// <summary>Sets a member: in its place if there is one of that name, else at the end.</summary>
        /// <exception cref="ArgumentException">The name has a lone surrogate or U+0000.</exception>
        public Builder Set(string name, JsonValue value)
        {
            ArgumentNullException.ThrowIfNull(value);
            ObjectDisposedException.ThrowIf(_isBuilt, this);
            _draft.Set(name, value);
            return this;
        }

        /// <summary>The object. The builder can't be used afterwards.</summary>
        public JsonObject Build()
        {
            ObjectDisposedException.ThrowIf(_isBuilt, this);
            _isBuilt = true;
            return _draft.IsEmpty ? Empty : _draft.Seal();
        }
    }
}
