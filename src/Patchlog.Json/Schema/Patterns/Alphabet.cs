using Patchlog.Json.Schema.Unicode;

namespace Patchlog.Json.Schema.Patterns;

/// <summary>
/// Code points in classes: those that no set of a pattern tells apart are one letter to its automaton. Immutable.
/// </summary>
sealed class Alphabet
{
    readonly ushort[] _ascii = new ushort[0x80];

    /// <summary>Where a run of equal class begins, and its class.</summary>
    readonly int[] _starts;
    readonly ushort[] _classes;

    Alphabet(int[] starts, ushort[] classes, ulong[][] members)
    {
        _starts = starts;
        _classes = classes;
        Members = members;
        for (var i = 0; i < _ascii.Length; i++)
            _ascii[i] = Find(i);
    }

    /// <summary>The classes of the code points of ASCII.</summary>
    public ReadOnlySpan<ushort> Ascii => _ascii;

    /// <summary>How many classes there are.</summary>
    public int Count => Members.Length;

    /// <summary>By class: a bit for each set, whether it holds the class.</summary>
    ulong[][] Members { get; }

    public static Alphabet Of(ReadOnlySpan<CodePointSet> sets)
    {
        var cuts = new SortedSet<int> { 0 };
        foreach (var set in sets)
        {
            for (var i = 0; i < set.Bounds.Length; i += 2)
            {
                cuts.Add(set.Bounds[i]);
                cuts.Add(set.Bounds[i + 1] + 1);
            }
        }

        int[] starts = [.. cuts];
        var classes = new ushort[starts.Length];
        var members = new List<ulong[]>();
        var known = new Dictionary<string, ushort>(StringComparer.Ordinal);
        for (var i = 0; i < starts.Length; i++)
        {
            var bits = BitsOf(starts[i], sets);
            var key = string.Join(',', bits);
            if (!known.TryGetValue(key, out classes[i]))
            {
                classes[i] = checked((ushort)members.Count);
                known.Add(key, classes[i]);
                members.Add(bits);
            }
        }

        return new Alphabet(starts, classes, [.. members]);
    }

    public int ClassOf(int codePoint) => (uint)codePoint < (uint)_ascii.Length ? _ascii[codePoint] : Find(codePoint);

    public bool Holds(int set, int letter) => (Members[letter][set >> 6] >> (set & 63) & 1) != 0;

    static ulong[] BitsOf(int codePoint, ReadOnlySpan<CodePointSet> sets)
    {
        var bits = new ulong[(sets.Length + 63) / 64];
        for (var i = 0; i < sets.Length; i++)
        {
            if (sets[i].Contains(codePoint))
                bits[i >> 6] |= 1UL << (i & 63);
        }

        return bits;
    }

    ushort Find(int codePoint)
    {
        var index = _starts.AsSpan().BinarySearch(codePoint);
        return _classes[index >= 0 ? index : ~index - 1];
    }
}
