using System.Buffers;
using Patchlog.Json.Schema.Evaluating;
using Patchlog.Json.Schema.Resources;

namespace Patchlog.Json.Schema.Keywords;

/// <summary><c>minItems</c> and <c>maxItems</c> (2020-12 Validation §6.4).</summary>
sealed class ItemCountAssertion(SchemaSite site, string keyword, long bound, bool isMinimum)
    : SimpleAssertion(site, keyword)
{
    public override bool Check(JsonValue value, Evaluation run) => Holds(value) || run.Fail(this, value);

    public override string Describe(JsonValue value)
    {
        var count = ValueText.Count(((JsonArray)value).Count, "element", "elements");
        return $"This array has {count}; expected at {(isMinimum ? "least" : "most")} {bound}.";
    }

    bool Holds(JsonValue value) =>
        value is not JsonArray items || (isMinimum ? items.Count >= bound : items.Count <= bound);
}

/// <summary><c>uniqueItems</c> (2020-12 Validation §6.4.3).</summary>
sealed class UniqueItemsAssertion(SchemaSite site) : SimpleAssertion(site, "uniqueItems")
{
    /// <summary>Up to here each element is compared with each.</summary>
    const int SmallCount = 8;

    public override bool Check(JsonValue value, Evaluation run) => Holds(value, run) || run.Fail(this, value);

    public override string Describe(JsonValue value)
    {
        var seen = new Dictionary<JsonValue, int>();
        var items = (JsonArray)value;
        for (var i = 0; i < items.Count; i++)
        {
            if (!seen.TryAdd(items[i], i))
                return $"The elements at {seen[items[i]]} and {i} are equal; expected no two of them to be.";
        }

        return "Two elements are equal.";
    }

    static bool Holds(JsonValue value, Evaluation run)
    {
        if (value is not JsonArray { Count: > 1 } items)
            return true;

        if (items.Count > SmallCount)
            return run.Budget.TrySpend(items.NodeCount) && AreUnique(items, run);

        for (var i = 1; i < items.Count; i++)
        {
            for (var before = 0; before < i; before++)
            {
                if (run.Budget.TrySpend(1) && items[i].Equals(items[before]))
                    return false;
            }
        }

        return true;
    }

    /// <summary>Sorts by hash, so that only what has the same hash needs a look.</summary>
    static bool AreUnique(JsonArray items, Evaluation run)
    {
        var hashes = ArrayPool<int>.Shared.Rent(items.Count);
        var indexes = ArrayPool<int>.Shared.Rent(items.Count);
        for (var i = 0; i < items.Count; i++)
            (hashes[i], indexes[i]) = (items[i].GetHashCode(), i);

        hashes.AsSpan(0, items.Count).Sort(indexes.AsSpan(0, items.Count));

        var areUnique = true;
        for (var i = 1; i < items.Count && areUnique; i++)
        {
            for (var before = i - 1; before >= 0 && hashes[before] == hashes[i] && areUnique; before--)
                areUnique = !run.Budget.TrySpend(1) || !items[indexes[i]].Equals(items[indexes[before]]);
        }

        ArrayPool<int>.Shared.Return(hashes);
        ArrayPool<int>.Shared.Return(indexes);

        return areUnique;
    }
}

/// <summary>
/// <c>prefixItems</c> and <c>items</c> (2020-12 Core §10.3.1); up to 2019-09 <c>items</c> and <c>additionalItems</c>.
/// </summary>
/// <param name="site">The schema.</param>
/// <param name="prefix">Schemas of the first elements.</param>
/// <param name="rest">The schema of those behind; null if anything may follow.</param>
sealed class ItemsAssertion(SchemaSite site, SchemaNode[] prefix, SchemaNode? rest) : Assertion(site, "items")
{
    public override bool Check(JsonValue value, Evaluation run)
    {
        if (value is not JsonArray items)
            return true;

        if (!run.Budget.TrySpend(items.Count))
            return false;

        var isValid = true;
        var count = rest is null ? Math.Min(prefix.Length, items.Count) : items.Count;
        for (var i = 0; i < count; i++)
        {
            var node = i < prefix.Length ? prefix[i] : rest;
            if (node is not null && !run.CheckElement(node, items[i], i))
            {
                isValid = false;
                if (run.StopsEarly)
                    return false;
            }

            run.Marks.Mark(i);
        }

        return isValid;
    }
}

/// <summary>
/// <c>contains</c> with <c>minContains</c> and <c>maxContains</c> (2020-12 Core §10.3.1.3, Validation §6.4.4, §6.4.5).
/// </summary>
sealed class ContainsAssertion(SchemaSite site, SchemaNode node, long min, long? max) : Assertion(site, "contains")
{
    /// <summary>Since 2020-12 what it contains counts as evaluated.</summary>
    readonly bool _marks = site.Dialect.Draft >= SchemaDraft.Draft202012;

    public override bool Check(JsonValue value, Evaluation run)
    {
        if (value is not JsonArray items)
            return true;

        if (!run.Budget.TrySpend(items.Count))
            return false;

        var needsAll = max is not null || (_marks && run.Marks.IsActive);
        var count = 0;
        for (var i = 0; i < items.Count && (needsAll || count < min); i++)
        {
            if (!run.Test(node, items[i]))
                continue;

            count++;
            if (_marks)
                run.Marks.Mark(i);
        }

        if (count < min)
            return run.Fail(this, Describe(count, $"at least {min}"));

        return count <= (max ?? long.MaxValue) || run.Fail(this, Describe(count, $"at most {max}"));
    }

    static string Describe(int count, string expected) =>
        $"{ValueText.Count(count, "element satisfies", "elements satisfy")} the schema of 'contains'; "
                + $"expected {expected}.";
}
