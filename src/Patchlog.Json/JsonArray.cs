using System.Buffers;
using System.Runtime.CompilerServices;
using Patchlog.Json.Values;

namespace Patchlog.Json;

/// <summary>
/// An ordered list of values. Collection expressions build it: <c>JsonArray list = [1, "two", true];</c>
/// </summary>
[CollectionBuilder(typeof(JsonArray), nameof(Of))]
public sealed class JsonArray : JsonValue
{
    readonly JsonValue[] _items;
    int _hash;

    /// <param name="items">Given away: nobody writes to it afterwards.</param>
    internal JsonArray(JsonValue[] items)
        : this(items, MeasureOf(items))
    {
    }

    internal JsonArray(JsonValue[] items, in Measure measure)
    {
        _items = items;
        Measure = measure;
    }

    /// <summary>The array without elements.</summary>
    public static JsonArray Empty { get; } = new([]);

    /// <inheritdoc/>
    public override JsonKind Kind => JsonKind.Array;

    /// <summary>How many elements there are.</summary>
    public int Count => _items.Length;

    /// <summary>The elements.</summary>
    public ReadOnlySpan<JsonValue> Items => _items;

    /// <summary>The elements, for those who only read.</summary>
    internal JsonValue[] Array => _items;

    internal override Measure Measure { get; }

    /// <summary>The element at a position from 0.</summary>
    /// <exception cref="IndexOutOfRangeException">There is none.</exception>
    public JsonValue this[int index] => _items[index];

    /// <summary>An array of the given elements.</summary>
    /// <exception cref="ArgumentNullException">An element is a C# null: say <see cref="JsonValue.Null"/>.</exception>
    /// <exception cref="InvalidOperationException">
    /// It would be deeper than <see cref="JsonValue.MaxDepth"/>.
    /// </exception>
    public static JsonArray Of(params ReadOnlySpan<JsonValue> items)
    {
        foreach (var item in items)
            ArgumentNullException.ThrowIfNull(item, nameof(items));
        return items.IsEmpty ? Empty : new JsonArray(items.ToArray());
    }

    /// <summary>Enumerates the elements in order.</summary>
    public ReadOnlySpan<JsonValue>.Enumerator GetEnumerator() => Items.GetEnumerator();

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        if (_hash == 0)
        {
            var hash = new HashCode();
            foreach (var item in _items)
                hash.Add(item.GetHashCode());
            _hash = hash.ToHashCode() | 1;
        }

        return _hash;
    }

    internal override int Write(Span<byte> destination)
    {
        if (_items.Length == 0)
        {
            "[]"u8.CopyTo(destination);
            return 2;
        }

        var length = 0;
        foreach (var item in _items)
        {
            destination[length++] = (byte)',';
            length += item.Write(destination[length..]);
        }

        destination[0] = (byte)'[';
        destination[length++] = (byte)']';
        return length;
    }

    internal override void WriteCanonical(IBufferWriter<byte> output)
    {
        var separator = "["u8;
        foreach (var item in _items)
        {
            output.Write(separator);
            item.WriteCanonical(output);
            separator = ","u8;
        }

        output.Write(_items.Length == 0 ? "[]"u8 : "]"u8);
    }

    private protected override void WriteParts(IBufferWriter<byte> output)
    {
        var separator = "["u8;
        foreach (var item in _items)
        {
            output.Write(separator);
            item.WriteTo(output);
            separator = ","u8;
        }

        output.Write("]"u8);
    }

    private protected override bool ValueEquals(JsonValue other)
    {
        if (other is not JsonArray array || array.Count != Count || HaveOtherHash(_hash, array._hash))
            return false;

        for (var i = 0; i < _items.Length; i++)
        {
            if (!_items[i].Equals(array._items[i]))
                return false;
        }

        return true;
    }

    static Measure MeasureOf(ReadOnlySpan<JsonValue> items)
    {
        var sum = new MeasureSum();
        foreach (var item in items)
            sum.Add(item.Measure, prefixLength: 1);
        return sum.Close();
    }
}
