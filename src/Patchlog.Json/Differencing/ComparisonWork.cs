namespace Patchlog.Json.Differencing;

/// <summary>
/// Counts the work of one comparison, so that it gives up at the same place on every machine: characters of pointers
/// that were made, and steps of alignments. Lives in one
/// field: a copy would count on its own. Not thread-safe.
/// </summary>
/// <param name="budget">
/// So much may be spent on telling what changed within containers, and as much again on what is left to be told then.
/// </param>
struct ComparisonWork(long budget)
{
    /// <summary>Units of a pointer beside its characters.</summary>
    const int PerPointer = 16;

    const long LeastBudget = 1 << 20;
    const long PerByte = 8;

    long _spent;

    /// <summary>Whether no more containers may be looked into: what differs is replaced whole.</summary>
    public readonly bool IsSpent => _spent > budget;

    /// <summary>Whether even that took too much: the whole document is replaced.</summary>
    public readonly bool IsExhausted => _spent > 2 * budget;

    /// <summary>What is left to be spent.</summary>
    public readonly long Left => Math.Max(0, budget - _spent);

    /// <summary>The work that is worth while for two documents: in proportion to their sizes.</summary>
    public static ComparisonWork For(JsonValue from, JsonValue to) =>
        new(LeastBudget + (PerByte * (from.Utf8Length + to.Utf8Length)));

    public void Spend(long units) => _spent += units;

    /// <summary>Counts a pointer that was made.</summary>
    public void SpendOn(JsonPointer path) => _spent += path.ToString().Length + PerPointer;
}
