using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Json.Patching;

namespace Patchlog.Json;

/// <summary>A JSON Patch (RFC 6902): operations to apply one after another, all or none. Immutable.</summary>
public sealed class JsonPatch
{
    JsonPatch(ImmutableArray<PatchOperation> operations) => Operations = operations;

    /// <summary>The patch that changes nothing.</summary>
    public static JsonPatch Empty { get; } = new([]);

    /// <summary>The operations in order.</summary>
    public ImmutableArray<PatchOperation> Operations { get; }

    /// <summary>The patch of these operations.</summary>
    public static JsonPatch Of(params ReadOnlySpan<PatchOperation> operations) =>
        operations.IsEmpty ? Empty : new JsonPatch([.. operations]);

    /// <summary>Reads a patch document: an array of operations, each with the members its kind requires.</summary>
    /// <remarks>Members that RFC 6902 does not name are ignored (§4) but kept.</remarks>
    /// <param name="document">The patch document.</param>
    /// <param name="limits">Only <see cref="PatchLimits.MaxOperations"/> matters here.</param>
    /// <param name="patch">The patch, if the answer is true.</param>
    /// <param name="fault">What is wrong, with a pointer into the document, if the answer is false.</param>
    public static bool TryRead(
        JsonValue document,
        PatchLimits limits,
        [NotNullWhen(true)] out JsonPatch? patch,
        [NotNullWhen(false)] out JsonFault? fault)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(limits);
        patch = PatchReader.TryRead(document, limits, out var operations, out fault) ? new JsonPatch(operations) : null;
        return patch is not null;
    }

    /// <summary>Applies all operations, or none.</summary>
    /// <param name="target">The document; it stays as it is.</param>
    /// <param name="limits">Bounds on the result, and on every step towards it.</param>
    /// <param name="result">The new document, if the answer is true.</param>
    /// <param name="fault">
    /// The first operation that failed and why, if the answer is false; its pointer is <c>/&lt;index&gt;</c> into this
    /// patch.
    /// </param>
    public bool TryApply(
        JsonValue target,
        PatchLimits limits,
        [NotNullWhen(true)] out JsonValue? result,
        [NotNullWhen(false)] out JsonFault? fault) => TryApply(target, limits, out result, out fault, out _);

    /// <summary>Applies all operations, or none, and says what it took.</summary>
    /// <param name="target">The document; it stays as it is.</param>
    /// <param name="limits">Bounds on the result, and on every step towards it.</param>
    /// <param name="result">The new document, if the answer is true.</param>
    /// <param name="fault">The first operation that failed and why, if the answer is false.</param>
    /// <param name="touchedSlots">
    /// The work so far, as <see cref="PatchLimits.MaxTouchedSlots"/> counts it: the same on every machine.
    /// </param>
    public bool TryApply(
        JsonValue target,
        PatchLimits limits,
        [NotNullWhen(true)] out JsonValue? result,
        [NotNullWhen(false)] out JsonFault? fault,
        out long touchedSlots)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(limits);
        result = null;
        fault = null;
        var application = new PatchApplication(target, limits);
        for (var i = 0; i < Operations.Length && fault is null; i++)
            fault = application.Apply(Operations[i], i);

        if (fault is null)
            result = application.Result;
        touchedSlots = application.TouchedSlots;
        return fault is null;
    }

    /// <summary>The patch document: each operation exactly as it was sent.</summary>
    public JsonArray ToJson() => new([.. Operations.Select(operation => operation.Document)]);

    /// <summary>This patch without its <c>test</c> operations.</summary>
    public JsonPatch WithoutTests() =>
        new(Operations.RemoveAll(operation => operation.Kind == PatchOperationKind.Test));

    /// <summary>The operations of one patch, then those of another.</summary>
    public static JsonPatch Concat(JsonPatch first, JsonPatch second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return first.Operations.IsEmpty ? second
            : second.Operations.IsEmpty ? first
            : new JsonPatch(first.Operations.AddRange(second.Operations));
    }
}
