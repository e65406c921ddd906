using Patchlog.Json;

namespace Patchlog.Benchmarks;

/// <summary>Patches of 12,000 operations on an array of 100,000 elements, as in json-patch-node/measure.js.</summary>
static class ArrayEdits
{
    const int Elements = 100_000;
    const int Operations = 12_000;

    static readonly PatchLimits Limits = new() { MaxOperations = Operations };

    /// <summary>A row for each patch: its name, and what applies it to a new array.</summary>
    public static IEnumerable<(string Name, Action Apply)> Rows =>
    [
        ("remove at the head", Of(_ => Remove(0))),
        ("remove in the middle", Of(_ => Remove(Elements / 2))),
        ("insert in the middle", Of(_ => Add($"{Elements / 2}"))),
        ("remove every other", Of(Remove)),
        ("queue", Of(i => i % 2 == 0 ? Remove(0) : Add("-"))),
    ];

    static Action Of(Func<int, PatchOperation> operation)
    {
        var patch = JsonPatch.Of([.. Enumerable.Range(0, Operations).Select(operation)]);
        JsonValue[] items = [.. Enumerable.Range(0, Elements).Select(i => (JsonValue)i)];

        return () =>
        {
            if (!patch.TryApply(JsonArray.Of(items), Limits, out _, out var fault))
                throw new JsonFaultException(fault);
        };
    }

    static PatchOperation Remove(int index) => PatchOperation.Remove(JsonPointer.Root.Append(index));

    static PatchOperation Add(string place) => PatchOperation.Add(JsonPointer.Root.Append(place), 0);
}
