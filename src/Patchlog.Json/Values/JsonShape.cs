namespace Patchlog.Json.Values;

/// <summary>
/// The names of an object, in order. Objects that look alike share one, so names are checked, indexed and encoded once
/// per shape and not once per object; versions of an object that differ in values only share it for certain.
/// </summary>
/// <remarks>
/// Small shapes are found again through a table that may forget, as in <see cref="JsonName"/>.
/// </remarks>
sealed class JsonShape
{
    /// <summary>Shapes of more names are not shared by the table, which keeps it small.</summary>
    const int LargestShared = 32;
    const int SharedBits = 10;

    /// <summary>Up to here a look-up compares name by name.</summary>
    const int LargestUnindexed = 16;

    /// <summary>Searches without an index: by then they have cost about what the index costs.</summary>
    const int SearchesBeforeIndex = 8;

    public static readonly JsonShape Empty = new([]);

    static readonly JsonShape?[] Shared = new JsonShape?[1 << SharedBits];

    readonly JsonName[] _names;
    Dictionary<string, int>? _index;
    int[]? _ordinalOrder;
    int _searches;

    JsonShape(JsonName[] names) => _names = names;

    public ReadOnlySpan<JsonName> Names => _names;

    /// <summary>The positions of the names, sorted by code unit.</summary>
    public ReadOnlySpan<int> OrdinalOrder => _ordinalOrder ??= SortPositions();

    /// <summary>Whether the shape is small enough to be found again.</summary>
    public bool IsShared => _names.Length <= LargestShared;

    /// <summary>Whether these are the same names in the same order, as far as names are shared.</summary>
    public static bool AreSame(ReadOnlySpan<JsonName> left, ReadOnlySpan<JsonName> right)
    {
        if (left.Length != right.Length)
            return false;
        for (var i = 0; i < left.Length; i++)
        {
            if (!ReferenceEquals(left[i], right[i]))
                return false;
        }

        return true;
    }

    /// <summary>The shape of these names.</summary>
    /// <param name="names">The names, in order.</param>
    /// <param name="duplicate">
    /// Position of a name that occurred before, or −1. With a duplicate the answer is null.
    /// </param>
    public static JsonShape? Find(ReadOnlySpan<JsonName> names, out int duplicate)
    {
        duplicate = -1;
        if (names.IsEmpty)
            return Empty;

        if (names.Length > LargestShared)
            return Create(names, out duplicate);

        ref var slot = ref SlotOf(names);
        if (slot is { } known && AreSame(known._names, names))
            return known;
        return Create(names, out duplicate) is { } shape ? slot = shape : null;
    }

    /// <summary>The shape of names that are known to be distinct.</summary>
    public static JsonShape OfDistinct(JsonName[] names)
    {
        if (names.Length == 0)
            return Empty;
        if (names.Length > LargestShared)
            return new JsonShape(names);

        ref var slot = ref SlotOf(names);
        return slot is { } known && AreSame(known._names, names) ? known : slot = new JsonShape(names);
    }

    /// <summary>The position of the name, or −1.</summary>
    public int IndexOf(string name)
    {
        if (_index is not null)
            return _index.TryGetValue(name, out var position) ? position : -1;

        if (_names.Length > LargestUnindexed && ++_searches > SearchesBeforeIndex)
            _index = BuildIndex(_names, out _);
        for (var i = 0; i < _names.Length; i++)
        {
            if (_names[i].Text == name)
                return i;
        }

        return -1;
    }

    int[] SortPositions()
    {
        int[] positions = [.. Enumerable.Range(0, _names.Length)];
        Array.Sort(positions, (left, right) => string.CompareOrdinal(_names[left].Text, _names[right].Text));
        return positions;
    }

    static JsonShape? Create(ReadOnlySpan<JsonName> names, out int duplicate)
    {
        if (names.Length <= LargestUnindexed)
        {
            duplicate = FindDuplicate(names);
            return duplicate < 0 ? new JsonShape(names.ToArray()) : null;
        }

        var index = BuildIndex(names, out duplicate);
        return duplicate < 0 ? new JsonShape(names.ToArray()) { _index = index } : null;
    }

    static int FindDuplicate(ReadOnlySpan<JsonName> names)
    {
        for (var i = 1; i < names.Length; i++)
        {
            for (var before = 0; before < i; before++)
            {
                if (names[i].Text == names[before].Text)
                    return i;
            }
        }

        return -1;
    }

    /// <summary>
    /// The framework's string hashing turns randomised when keys collide, so a hostile object stays linear.
    /// </summary>
    static Dictionary<string, int> BuildIndex(ReadOnlySpan<JsonName> names, out int duplicate)
    {
        duplicate = -1;
        var index = new Dictionary<string, int>(names.Length, StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            if (!index.TryAdd(names[i].Text, i))
            {
                duplicate = i;
                break;
            }
        }

        return index;
    }

    static ref JsonShape? SlotOf(ReadOnlySpan<JsonName> names)
    {
        var hash = (uint)names.Length;
        foreach (var name in names)
            hash = (hash * 31) + (uint)name.SlotHash;
        return ref Shared[(hash * 0x9E3779B9) >> (32 - SharedBits)];
    }
}
