namespace Patchlog.Json.Patching;

/// <summary>An array under edit; a slot is an index.</summary>
sealed class ArrayDraft : Draft
{
    const int CommaLength = 1;

    JsonValue[] _items;

    public ArrayDraft(JsonArray origin, Draft? parent)
        : base(origin, parent)
    {
        _items = origin.Items.ToArray();
        Count = _items.Length;
    }

    public int Count { get; private set; }

    public override JsonKind Kind => JsonKind.Array;

    public override bool IsEmpty => Count == 0;

    public override JsonValue this[int slot] => _items[slot];

    public override int Locate(string token) =>
        JsonPointer.TryParseIndex(token, out var index) && index < Count ? index : -1;

    public void Insert(int index, JsonValue value)
    {
        AccountAdded(value, CommaLength);
        if (Count == _items.Length)
            Array.Resize(ref _items, Math.Max(4, Count + (Count / 2)));
        Array.Copy(_items, index, _items, index + 1, Count - index);
        _items[index] = value;
        Count++;
    }

    public override void Remove(int slot)
    {
        var value = _items[slot];
        Count--;
        Array.Copy(_items, slot + 1, _items, slot, Count - slot);
        AccountRemoved(value, CommaLength);
    }

    public JsonArray Seal()
    {
        var deepest = 0;
        for (var i = 0; IsDepthUnknown && i < Count; i++)
        {
            _items[i] = Sealed(_items[i]);
            deepest = Math.Max(deepest, _items[i].Depth);
        }

        if (Count < _items.Length)
            Array.Resize(ref _items, Count);
        return new JsonArray(_items, SealedMeasure(deepest));
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
