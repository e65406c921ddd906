using Patchlog.Json.Values;

namespace Patchlog.Json.Patching;

/// <summary>
/// A container under edit. It stands in the tree where its sealed value will stand, so a patch of a thousand
/// operations copies a container once and not a thousand times. It knows its size at every moment and can be compared
/// with a value; nobody outside the edit ever sees one.
/// </summary>
/// <remarks>
/// Children are addressed by slot: a number that <see cref="Locate"/> answers and the next edit may change.
/// </remarks>
abstract class Draft : JsonValue
{
    readonly Draft? _parent;
    Measure _measure;

    private protected Draft(JsonValue origin, Draft? parent)
    {
        _parent = parent;
        _measure = origin.Measure;
    }

    public abstract bool IsEmpty { get; }

    /// <summary>Whether the depth must be found by looking at all children again.</summary>
    protected bool IsDepthUnknown { get; private set; }

    internal sealed override Measure Measure => _measure;

    /// <summary>The value in a slot: a value, or a draft of one.</summary>
    public abstract JsonValue this[int slot] { get; }

    /// <summary>A draft of the container, if it is one.</summary>
    public static Draft? TryOpen(JsonValue value, Draft? parent) => value switch
    {
        JsonObject members => new ObjectDraft(members, parent),
        JsonArray items => new ArrayDraft(items, parent),
        _ => value as Draft,
    };

    /// <summary>
    /// Slots that are touched to open a draft of the value and to seal it in the end; 0 if it needs no opening. Names
    /// count like members: they are copied when the object is sealed, and indexed again when it is searched.
    /// </summary>
    public static long CostOfOpening(JsonValue value) => value switch
    {
        JsonObject members => 4L * members.Count,
        JsonArray items => 2L * items.Count,
        _ => 0,
    };

    /// <summary>The value itself, or what a draft of it has become. The draft can't be used any more.</summary>
    public static JsonValue Sealed(JsonValue value) => value switch
    {
        ObjectDraft draft => draft.Seal(),
        ArrayDraft draft => draft.Seal(),
        _ => value,
    };

    /// <summary>The slot that a pointer's token names, or −1.</summary>
    public abstract int Locate(string token);

    /// <summary>Makes the value in a slot editable; null if it has no children.</summary>
    public Draft? OpenChild(int slot)
    {
        var draft = TryOpen(this[slot], this);
        if (draft is not null)
        {
            Put(slot, draft);
            IsDepthUnknown = true;
        }

        return draft;
    }

    /// <summary>Ends the edit of the value in a slot, and answers it.</summary>
    public JsonValue SealChild(int slot)
    {
        var value = Sealed(this[slot]);
        Put(slot, value);
        return value;
    }

    /// <summary>Replaces the value in a slot.</summary>
    public void Replace(int slot, JsonValue value)
    {
        Account(value, this[slot], 0);
        Put(slot, value);
    }

    /// <summary>Slots that are touched to remove the value in a slot.</summary>
    public virtual long CostOfRemoving(int slot) => 0;

    /// <summary>Removes the value in a slot.</summary>
    public abstract void Remove(int slot);

    /// <summary>Stores without accounting.</summary>
    protected abstract void Put(int slot, JsonValue value);

    /// <summary>Notes that the child came that is about to be stored.</summary>
    /// <param name="value">The child.</param>
    /// <param name="prefixLength">
    /// Bytes of what is written before it; its comma is the opening bracket's place if it is the first.
    /// </param>
    protected void AccountAdded(JsonValue value, int prefixLength) =>
        Account(value, null, IsEmpty ? prefixLength - 1 : prefixLength);

    /// <summary>Notes that the child went that has just been taken out.</summary>
    protected void AccountRemoved(JsonValue value, int prefixLength) =>
        Account(null, value, IsEmpty ? 1 - prefixLength : -prefixLength);

    /// <summary>The size of the sealed container.</summary>
    /// <param name="deepest">The greatest depth among the children, if it had to be looked up.</param>
    protected Measure SealedMeasure(int deepest) =>
        IsDepthUnknown ? _measure with { Depth = MeasureSum.Nest(deepest) } : _measure;

    void Account(JsonValue? added, JsonValue? removed, int prefixes)
    {
        var coming = added is null ? default : added.Measure;
        var going = removed is null ? default : removed.Measure;
        if (added is not null)
            _measure = _measure with { Depth = Math.Max(_measure.Depth, MeasureSum.Nest(coming.Depth)) };
        if (going.Depth > 0 && going.Depth + 1 >= _measure.Depth)
            IsDepthUnknown = true;

        for (var draft = this; draft is not null; draft = draft._parent)
        {
            var size = draft._measure;
            draft._measure = new Measure(
                Measure.Shift(size.Nodes, coming.Nodes - going.Nodes),
                Measure.Shift(size.Utf8Length, (long)coming.Utf8Length - going.Utf8Length + prefixes),
                Measure.Shift(size.NumberLength, coming.NumberLength - going.NumberLength),
                size.Depth);
        }
    }

    /// <summary>A draft is no value yet.</summary>
    public sealed override int GetHashCode() => throw Unsealed();

    internal sealed override int Write(Span<byte> destination) => throw Unsealed();

    static InvalidOperationException Unsealed() => new("A draft must be sealed before it is used as a value.");
}
