using System.Numerics;

namespace Patchlog.Statecharts.Stepping;

/// <summary>A set of states by their index. Changed by one step.</summary>
/// <param name="count">How many states there are.</param>
sealed class StateSet(int count)
{
    readonly ulong[] _words = new ulong[(count + 63) / 64];

    public bool Contains(int index) => (_words[index >> 6] & (1UL << index)) != 0;

    public void Add(int index) => _words[index >> 6] |= 1UL << index;

    public void Remove(int index) => _words[index >> 6] &= ~(1UL << index);

    public bool SetEquals(StateSet other) => _words.AsSpan().SequenceEqual(other._words);

    public StateSet Copy()
    {
        var copy = new StateSet(_words.Length * 64);
        _words.CopyTo(copy._words, 0);

        return copy;
    }

    /// <summary>Whether any index of a range is in it.</summary>
    /// <param name="from">The first.</param>
    /// <param name="end">The one behind the last.</param>
    public bool ContainsAny(int from, int end)
    {
        var next = Next(from);
        return next >= 0 && next < end;
    }

    /// <summary>The least index that is not below a given one; −1 for none.</summary>
    public int Next(int from)
    {
        var word = from >> 6;
        if (word >= _words.Length)
            return -1;

        var bits = _words[word] & (ulong.MaxValue << from);
        while (bits == 0)
        {
            if (++word >= _words.Length)
                return -1;
            bits = _words[word];
        }

        return (word << 6) + BitOperations.TrailingZeroCount(bits);
    }

    /// <summary>The greatest index that is below a given one; −1 for none.</summary>
    public int Previous(int end)
    {
        for (var index = end - 1; index >= 0; index--)
        {
            if (Contains(index))
                return index;
        }

        return -1;
    }
}
