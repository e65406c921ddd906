using Patchlog.Json.Values;

namespace Patchlog.Json.Patching;

/// <summary>
/// An object under edit. The origin's members keep their slots, so its index stays good; what is added follows, and
/// what is removed leaves a hole.
/// </summary>
sealed class ObjectDraft(JsonObject origin, Draft? parent) : Draft(origin, parent)
{
    /// <summary>Up to here an added member is looked up name by name.</summary>
    const int LargestUnindexed = 16;

    JsonMember[] _members = origin.Members.ToArray();
    JsonName[] _added = [];
    int _addedCount;
    Dictionary<string, int>? _addedSlots;
    int _holes;

    public override JsonKind Kind => JsonKind.Object;

    public override bool IsEmpty => SlotCount == _holes;

    int SlotCount => origin.Count + _addedCount;

    public override JsonValue this[int slot] => _members[slot].Value;

    public override int Locate(string token)
    {
        var slot = origin.Shape.IndexOf(token);
        return slot >= 0 && !IsHole(slot) ? slot : LocateAdded(token);
    }

    /// <summary>Replaces the member, or appends it.</summary>
    /// <exception cref="ArgumentException">The name has a lone surrogate or U+0000.</exception>
    public void Set(string name, JsonValue value)
    {
        var slot = Locate(name);
        if (slot >= 0)
            Replace(slot, value);
        else
            Append(JsonName.From(name), value);
    }

    public override void Remove(int slot)
    {
        var (name, value) = _members[slot];
        var prefixLength = NameAt(slot).Utf8.Length;
        _addedSlots?.Remove(name);
        _members[slot] = default;
        _holes++;
        AccountRemoved(value, prefixLength);
    }

    public JsonObject Seal()
    {
        var deepest = 0;
        for (var slot = 0; IsDepthUnknown && slot < SlotCount; slot++)
        {
            if (IsHole(slot))
                continue;
            var (name, value) = _members[slot];
            var child = Sealed(value);
            _members[slot] = new JsonMember(name, child);
            deepest = Math.Max(deepest, child.Depth);
        }

        var measure = SealedMeasure(deepest);
        return _addedCount == 0 && _holes == 0
            ? new JsonObject(_members, origin.Shape, measure)
            : SealReshaped(measure);
    }

    protected override void Put(int slot, JsonValue value) => _members[slot] = _members[slot] with { Value = value };

    private protected override bool ValueEquals(JsonValue other)
    {
        if (other is not JsonObject @object || @object.Count != SlotCount - _holes)
            return false;

        foreach (var (name, value) in @object)
        {
            var slot = Locate(name);
            if (slot < 0 || !_members[slot].Value.Equals(value))
                return false;
        }

        return true;
    }

    JsonObject SealReshaped(in Measure measure)
    {
        var names = new JsonName[SlotCount - _holes];
        var members = names.Length == _members.Length ? _members : new JsonMember[names.Length];
        var count = 0;
        for (var slot = 0; slot < SlotCount; slot++)
        {
            if (IsHole(slot))
                continue;
            names[count] = NameAt(slot);
            members[count++] = _members[slot];
        }

        return new JsonObject(members, JsonShape.OfDistinct(names), measure);
    }

    void Append(JsonName name, JsonValue value)
    {
        AccountAdded(value, name.Utf8.Length);
        var slot = SlotCount;
        if (slot == _members.Length)
            Array.Resize(ref _members, Grown(slot));
        if (_addedCount == _added.Length)
            Array.Resize(ref _added, Grown(_addedCount));
        _members[slot] = new JsonMember(name.Text, value);
        _added[_addedCount++] = name;
        _addedSlots?.Add(name.Text, slot);
    }

    int LocateAdded(string token)
    {
        if (_addedSlots is null && _addedCount > LargestUnindexed)
            _addedSlots = IndexAdded();
        if (_addedSlots is not null)
            return _addedSlots.GetValueOrDefault(token, -1);

        for (var slot = origin.Count; slot < SlotCount; slot++)
        {
            if (!IsHole(slot) && _members[slot].Name == token)
                return slot;
        }

        return -1;
    }

    Dictionary<string, int> IndexAdded()
    {
        var slots = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var slot = origin.Count; slot < SlotCount; slot++)
        {
            if (!IsHole(slot))
                slots.Add(_members[slot].Name, slot);
        }

        return slots;
    }

    JsonName NameAt(int slot) => slot < origin.Count ? origin.Shape.Names[slot] : _added[slot - origin.Count];

    /// <summary>Most edits add one member, so the first finds just its place.</summary>
    int Grown(int count) => _addedCount == 0 ? count + 1 : count + Math.Max(4, count / 2);

    bool IsHole(int slot) => _members[slot].Value is null;
}
