using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Patchlog.Json.Differencing;

/// <summary>
/// Collects the operations that make one document of another, and keeps an eye on their size: where the edits of a
/// container take as many bytes as the container itself, it is replaced whole. An object of which anything stays is
/// replaced only where they take many times as many: whoever reads a history wants to see what changed in it.
/// </summary>
/// <param name="work">Counts the work; when it is spent, values that differ are replaced whole.</param>
sealed class DocumentComparison(ComparisonWork work)
{
    /// <summary>Bytes of edits for each byte of an object of which something stays.</summary>
    const int EditsPerByte = 8;

    /// <summary>Bytes of edits that every object may have of which something stays.</summary>
    const int LeastEdits = 64 * 1024;

    static readonly long ReplaceOverhead = PatchOperation.Replace(JsonPointer.Root, 0).Document.Utf8Length - 1;

    readonly List<PatchOperation> _operations = [];
    ComparisonWork _work = work;
    long _length;

    /// <summary>The length at which the container being compared, or one around it, is better replaced.</summary>
    long _ceiling = long.MaxValue;

    public ReadOnlySpan<PatchOperation> Operations => CollectionsMarshal.AsSpan(_operations);

    bool IsHopeless => _length >= _ceiling || _work.IsExhausted;

    // Compiled for itself, as those below that lead back to it: inlined into one another after a profile, they would
    // take as much of the stack at each level as the profile says, and no bound of depth would hold.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Compare(JsonPointer path, JsonValue from, JsonValue to)
    {
        if (from.Equals(to))
            return;
        if (from is not (JsonObject or JsonArray) || from.Kind != to.Kind || _work.IsSpent)
        {
            Emit(PatchOperation.Replace(path, to));
            return;
        }

        _work.SpendOn(path);
        var (count, length, ceiling) = (_operations.Count, _length, _ceiling);
        var whole = length + CostOfReplacing(path, from, to);
        _ceiling = Math.Min(ceiling, whole);
        if (from is JsonObject members)
            CompareMembers(path, members, (JsonObject)to);
        else
            CompareItems(path, (JsonArray)from, (JsonArray)to);

        // What is left of an exhausted comparison is thrown away at the root.
        _ceiling = ceiling;
        var isGivenUp = _work.IsExhausted ? path.Tokens.IsEmpty : _length >= whole;
        if (!isGivenUp)
            return;

        _operations.RemoveRange(count, _operations.Count - count);
        _length = length;
        Emit(PatchOperation.Replace(path, to));
    }

    /// <summary>The bytes of edits at which it is better to replace the whole.</summary>
    static long CostOfReplacing(JsonPointer path, JsonValue from, JsonValue to)
    {
        var cost = ReplaceOverhead + path.ToString().Length + to.Utf8Length;
        return from is JsonObject before && KeepsMember(before, (JsonObject)to)
            ? LeastEdits + (EditsPerByte * cost)
            : cost;
    }

    static bool KeepsMember(JsonObject from, JsonObject to)
    {
        foreach (var (name, value) in from.Members)
        {
            if (value.Equals(to[name]))
                return true;
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void CompareMembers(JsonPointer path, JsonObject from, JsonObject to)
    {
        foreach (var (name, _) in from.Members)
        {
            if (IsHopeless)
                return;
            if (to[name] is null)
                Emit(PatchOperation.Remove(path.Append(name)));
        }

        foreach (var (name, value) in to.Members)
        {
            if (IsHopeless)
                return;

            var before = from[name];
            if (before is null)
                Emit(PatchOperation.Add(path.Append(name), value));
            else if (!before.Equals(value))
                Compare(path.Append(name), before, value);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    void CompareItems(JsonPointer path, JsonArray from, JsonArray to)
    {
        var shorter = Math.Min(from.Count, to.Count);
        var head = 0;
        while (head < shorter && from[head].Equals(to[head]))
            head++;
        var tail = 0;
        while (tail < shorter - head && from[^(tail + 1)].Equals(to[^(tail + 1)]))
            tail++;

        var removed = from.Items[head..^tail];
        var added = to.Items[head..^tail];
        var matches = removed.Length > 1 && added.Length > 1 ? Match(removed, added) : [];

        // Between two matches lies a gap: so many elements that went, so many that came.
        var (here, there) = (0, 0);
        for (var i = 0; i < matches.Length && !IsHopeless; i++)
        {
            if (matches[i] < 0)
                continue;
            EditGap(path, head + there, removed[here..i], added[there..matches[i]]);
            (here, there) = (i + 1, matches[i] + 1);
        }

        EditGap(path, head + there, removed[here..], added[there..]);
    }

    /// <summary>Edits elements in place as long as there are pairs, then removes or inserts the rest.</summary>
    /// <param name="path">The array.</param>
    /// <param name="index">Where the gap begins; what lies before it is as it shall be.</param>
    /// <param name="removed">What is there.</param>
    /// <param name="added">What shall be there.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    void EditGap(JsonPointer path, int index, ReadOnlySpan<JsonValue> removed, ReadOnlySpan<JsonValue> added)
    {
        var pairs = Math.Min(removed.Length, added.Length);
        for (var i = 0; i < pairs && !IsHopeless; i++)
            Compare(path.Append(index + i), removed[i], added[i]);
        for (var i = pairs; i < removed.Length && !IsHopeless; i++)
            Emit(PatchOperation.Remove(path.Append(index + pairs)));
        for (var i = pairs; i < added.Length && !IsHopeless; i++)
            Emit(PatchOperation.Add(path.Append(index + i), added[i]));
    }

    /// <summary>Aligns numbers that stand for the elements: equal elements have the same.</summary>
    int[] Match(ReadOnlySpan<JsonValue> from, ReadOnlySpan<JsonValue> to)
    {
        var numbers = new Dictionary<JsonValue, int>();
        var matches = ArrayAlignment.Match(Number(from, numbers), Number(to, numbers), _work.Left, out var steps);
        _work.Spend(steps);
        return matches;

        static int[] Number(ReadOnlySpan<JsonValue> items, Dictionary<JsonValue, int> numbers)
        {
            var result = new int[items.Length];
            for (var i = 0; i < result.Length; i++)
            {
                ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, items[i], out var isKnown);
                if (!isKnown)
                    number = numbers.Count;
                result[i] = number;
            }

            return result;
        }
    }

    void Emit(PatchOperation operation)
    {
        _operations.Add(operation);
        _length += operation.Document.Utf8Length + 1;
        _work.SpendOn(operation.Path);
    }
}
