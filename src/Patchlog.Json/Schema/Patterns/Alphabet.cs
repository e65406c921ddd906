using System.Runtime.InteropServices;
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

    /// <summary>About how many bytes it takes.</summary>
    public long Memory => Members.Sum(member => 32L + sizeof(ulong) * member.Length) + 6L * _starts.Length;

    /// <summary>The classes that some sets make; null if there are more than an automaton is for.</summary>
    public static Alphabet? TryCreate(ReadOnlySpan<CodePointSet> sets)
    {
        if (sets.Length > PatternLimits.MaxSets)
            return null;

        // Where a set begins, or is over: at each of these places the sets that hold are others than before.
        var changes = new List<(int At, int Set)>();
        for (var set = 0; set < sets.Length; set++)
        {
            foreach (var (first, last) in sets[set].Runs())
            {
                changes.Add((first, set));
                changes.Add((last + 1, set));
            }
        }

        changes.Sort();
        return TryCreate(changes, new ulong[(sets.Length + 63) / 64]);
    }

    static Alphabet? TryCreate(List<(int At, int Set)> changes, ulong[] bits)
    {
        var (starts, classes) = (new List<int>(), new List<ushort>());
        var members = new List<ulong[]>();
        var known = new Dictionary<string, ushort>(StringComparer.Ordinal);
        for (var next = 0; ;)
        {
            var at = starts.Count == 0 ? 0 : changes[next].At;
            for (; next < changes.Count && changes[next].At == at; next++)
                bits[changes[next].Set >> 6] ^= 1UL << (changes[next].Set & 63);

            var key = new string(MemoryMarshal.Cast<ulong, char>(bits));
            if (!known.TryGetValue(key, out var letter))
            {
                if (members.Count == PatternLimits.MaxLetters)
                    return null;

                letter = (ushort)members.Count;
                known.Add(key, letter);
                members.Add([.. bits]);
            }

            starts.Add(at);
            classes.Add(letter);
            if (next == changes.Count)
                return new([.. starts], [.. classes], [.. members]);
        }
    }

    public int ClassOf(int codePoint) => (uint)codePoint < (uint)_ascii.Length ? _ascii[codePoint] : Find(codePoint);

    public bool Holds(int set, int letter) => (Members[letter][set >> 6] >> (set & 63) & 1) != 0;

    ushort Find(int codePoint)
    {
        var index = _starts.AsSpan().BinarySearch(codePoint);
        return _classes[index >= 0 ? index : ~index - 1];
    }
}
