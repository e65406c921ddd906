namespace Patchlog.Json.Patching;

/// <summary>An array under edit; a slot is an index.</summary>
sealed class ArrayDraft(JsonArray origin, Draft? parent) : Draft(origin, parent)
{
    const int CommaLength = 1;

    GapRing _items = new(origin.Array);

    public int Count => _items.Count;

    public override JsonKind Kind => JsonKind.Array;

    public override bool IsEmpty => Count == 0;

    public override JsonValue this[int slot] => _items[slot];

    public override int Locate(string token) =>
        JsonPointer.TryParseIndex(token, out var index) && index < Count ? index : -1;

    /// <summary>The slots that <see cref="Insert"/> touches.</summary>
    public long CostOfInserting(int index) => _items.DistanceTo(index) / PatchLimits.MovesPerSlot;

    public override long CostOfRemoving(int slot) => _items.DistanceTo(slot) / PatchLimits.MovesPerSlot;

    public void Insert(int index, JsonValue value)
    {
        AccountAdded(value, CommaLength);
        _items.Insert(index, value);
    }

    public override void Remove(int slot)
    {
        var value = _items[slot];
        _items.Remove(slot);
        AccountRemoved(value, CommaLength);
    }

    public JsonArray Seal()
    {
        var deepest = 0;
        for (var i = 0; IsDepthUnknown && i < Count; i++)
        {
            var child = _items[i];
            if (child is Draft)
                _items[i] = child = Sealed(child);
            deepest = Math.Max(deepest, child.Depth);
        }

        return new JsonArray(_items.ToArray(), SealedMeasure(deepest));
    }

    protected override void Put(int slot, JsonValue value) => _items[slot] = value;

    private protected override bool ValueEquals(JsonValue other)
    {
        if (other is not JsonArray array || array.Count != Count)
            return false;

        for (var i = 0; i < Count; i++)
        {
            if (!_items[i].Equals(array[i]))
                return false;
        }

        return true;
    }
}
