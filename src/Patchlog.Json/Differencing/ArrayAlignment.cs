namespace Patchlog.Json.Differencing;

/// <summary>
/// Finds which elements of two lists are the same, in order, so that few are left over: Myers' greedy algorithm
/// (An O(ND) Difference Algorithm and Its Variations, 1986).
/// </summary>
/// <remarks>
/// Exact up to <see cref="MaxEdits"/> edits. Beyond, it settles for the furthest point reached and starts over from
/// there, so it never costs more than about (N + M) · <see cref="MaxEdits"/> steps, whatever the lists; and it leaves
/// the rest unmatched when the steps end that it was given.
/// </remarks>
static class ArrayAlignment
{
    const int MaxEdits = 100;

    /// <summary>
    /// For each element of <paramref name="from"/> the index of its equal in <paramref name="to"/>, ascending, or −1.
    /// </summary>
    /// <param name="from">Numbers that stand for the elements of the one list.</param>
    /// <param name="to">Numbers that stand for the elements of the other.</param>
    /// <param name="maxSteps">After about so many comparisons no more matches are looked for.</param>
    /// <param name="steps">The comparisons that were made.</param>
    public static int[] Match(ReadOnlySpan<int> from, ReadOnlySpan<int> to, long maxSteps, out long steps)
    {
        var matches = new int[from.Length];
        Array.Fill(matches, -1);

        // Row d of the trace holds, for each diagonal k of −d … d, the furthest x with d edits. It begins at d².
        var longest = Math.Min(MaxEdits, from.Length + to.Length);
        var trace = new int[(longest + 1) * (longest + 1)];
        int x = 0, y = 0;
        steps = 0;
        while (x < from.Length && y < to.Length && steps < maxSteps)
        {
            var (edits, diagonal) = Explore(from[x..], to[y..], trace, longest, ref steps);
            var reached = trace[Cell(edits, diagonal)];
            Record(trace, edits, diagonal, matches, x, y);
            x += reached;
            y += reached - diagonal;
        }

        return matches;
    }

    /// <summary>Walks as far as the edits allow; answers on which row and diagonal of the trace it stopped.</summary>
    static (int Edits, int Diagonal) Explore(
        ReadOnlySpan<int> from, ReadOnlySpan<int> to, int[] trace, int longest, ref long steps)
    {
        var furthest = (Edits: 0, Diagonal: 0, Sum: -1);
        for (var edits = 0; edits <= longest; edits++)
        {
            for (var diagonal = -edits; diagonal <= edits; diagonal += 2)
            {
                var x = edits == 0 ? 0 : Step(trace, edits, diagonal, out _);
                var y = x - diagonal;
                steps += 1 - x;
                while (x < from.Length && y < to.Length && from[x] == to[y])
                    (x, y) = (x + 1, y + 1);

                trace[Cell(edits, diagonal)] = x;
                steps += x;
                if (x > from.Length || y > to.Length)
                    continue;
                if (x == from.Length && y == to.Length)
                    return (edits, diagonal);
                if (x + y > furthest.Sum)
                    furthest = (edits, diagonal, x + y);
            }
        }

        return (furthest.Edits, furthest.Diagonal);
    }

    /// <summary>Goes back along the path that led to a cell, and records its matches.</summary>
    static void Record(int[] trace, int edits, int diagonal, int[] matches, int fromStart, int toStart)
    {
        for (; edits >= 0; edits--)
        {
            var end = trace[Cell(edits, diagonal)];
            var previous = diagonal;
            var start = edits == 0 ? 0 : Step(trace, edits, diagonal, out previous);
            for (var x = start; x < end; x++)
                matches[fromStart + x] = toStart + x - diagonal;
            diagonal = previous;
        }
    }

    /// <summary>Where one more edit, a removal or an insertion, leads on a diagonal: the further of the two.</summary>
    static int Step(int[] trace, int edits, int diagonal, out int previous)
    {
        var inserts = diagonal == -edits
            || (diagonal != edits && trace[Cell(edits - 1, diagonal - 1)] < trace[Cell(edits - 1, diagonal + 1)]);
        previous = inserts ? diagonal + 1 : diagonal - 1;
        return trace[Cell(edits - 1, previous)] + (inserts ? 0 : 1);
    }

    static int Cell(int edits, int diagonal) => (edits * edits) + edits + diagonal;
}
