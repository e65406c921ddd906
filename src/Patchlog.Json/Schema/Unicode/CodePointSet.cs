using System.Runtime.InteropServices;

namespace Patchlog.Json.Schema.Unicode;

/// <summary>A set of Unicode code points, as sorted runs that do not touch. Immutable; equal to another one of
/// the same code points.</summary>
sealed class CodePointSet : IEquatable<CodePointSet>
{
    public const int LastCodePoint = 0x10FFFF;

    /// <summary>First and last code point of each run, in order.</summary>
    readonly int[] _bounds;

    CodePointSet(int[] bounds) => _bounds = bounds;

    public static CodePointSet Empty { get; } = new([]);

    public static CodePointSet All { get; } = new([0, LastCodePoint]);

    /// <summary>First and last code point of each run, alternating, in order.</summary>
    public ReadOnlySpan<int> Bounds => _bounds;

    public bool IsEmpty => _bounds.Length == 0;

    /// <summary>The set of the code points of these ranges, which may overlap and come in any order.</summary>
    public static CodePointSet Of(params IEnumerable<(int First, int Last)> ranges)
    {
        var bounds = new List<int>();
        foreach (var (first, last) in ranges.OrderBy(range => range.First))
        {
            if (bounds.Count > 0 && first <= bounds[^1] + 1)
                bounds[^1] = Math.Max(bounds[^1], last);
            else
                bounds.AddRange([first, last]);
        }

        return new CodePointSet([.. bounds]);
    }

    public static CodePointSet Union(params IEnumerable<CodePointSet> sets) => Of(sets.SelectMany(set => set.Runs()));

    /// <summary>All code points that are not in this set.</summary>
    public CodePointSet Complement()
    {
        var bounds = new List<int>();
        var next = 0;
        for (var i = 0; i < _bounds.Length; i += 2)
        {
            if (_bounds[i] > next)
                bounds.AddRange([next, _bounds[i] - 1]);

            next = _bounds[i + 1] + 1;
        }

        if (next <= LastCodePoint)
            bounds.AddRange([next, LastCodePoint]);

        return new CodePointSet([.. bounds]);
    }

    public bool Contains(int codePoint)
    {
        var index = _bounds.AsSpan().BinarySearch(codePoint);
        return index >= 0 || (~index & 1) == 1;
    }

    /// <inheritdoc/>
    public bool Equals(CodePointSet? other) => other is not null && Bounds.SequenceEqual(other.Bounds);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CodePointSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(MemoryMarshal.AsBytes(_bounds.AsSpan()));

        return hash.ToHashCode();
    }

    /// <summary>First and last code point of each run, in order.</summary>
    public IEnumerable<(int First, int Last)> Runs()
    {
        for (var i = 0; i < _bounds.Length; i += 2)
            yield return (_bounds[i], _bounds[i + 1]);
    }
}
