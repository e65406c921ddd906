using Patchlog.Json.Differencing;

namespace Patchlog.Json;

/// <summary>The difference of two documents as a JSON Patch. Pure.</summary>
public static class JsonDiff
{
    /// <summary>Deeper than this, comparing level by level would look at the innermost values too often.</summary>
    const int DeepDocument = 8;

    /// <summary>
    /// A patch of <c>add</c>, <c>remove</c> and <c>replace</c> that makes <paramref name="to"/> of
    /// <paramref name="from"/>, by value; empty if they are equal. It is short rather than shortest: elements of arrays
    /// that stayed are found, and what would take more bytes than the new value is replaced whole.
    /// </summary>
    /// <remarks>
    /// The work is counted and stays in proportion to both documents, also for hostile ones: when it is spent, what
    /// still differs is replaced whole. So is an object whose changes would take many times the bytes that it has, as
    /// members below a name of half a megabyte do. The answer depends on the two documents only. To apply it takes time
    /// in proportion to the document and the patch, because an array is edited in the order of its indexes.
    /// </remarks>
    public static JsonPatch Compute(JsonValue from, JsonValue to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        if (Math.Min(from.Depth, to.Depth) > DeepDocument)
        {
            // Hashes are kept: from now on, unequal containers know it at once.
            _ = from.GetHashCode();
            _ = to.GetHashCode();
        }

        return Compute(from, to, ComparisonWork.For(from, to));
    }

    /// <summary>The difference that can be told with so much work.</summary>
    internal static JsonPatch Compute(JsonValue from, JsonValue to, ComparisonWork work)
    {
        var comparison = new DocumentComparison(work);
        comparison.Compare(JsonPointer.Root, from, to);
        return JsonPatch.Of(comparison.Operations);
    }
}
