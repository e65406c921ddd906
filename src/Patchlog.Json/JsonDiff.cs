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
    /// Time is about linear in both documents, also for hostile ones. The number of operations has no limit of its own.
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

        var comparison = new DocumentComparison();
        comparison.Compare(JsonPointer.Root, from, to);
        return JsonPatch.Of(comparison.Operations);
    }
}
