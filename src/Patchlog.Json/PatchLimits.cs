using Patchlog.Json.Values;

namespace Patchlog.Json;

/// <summary>
/// Bounds on a patch, on its work and on the document it makes. They are checked before the work, not after.
/// </summary>
/// <remarks>A document that is beyond a bound already may be patched as long as it does not grow.</remarks>
public sealed record PatchLimits
{
    /// <summary>The limits of a message from a client.</summary>
    public static PatchLimits Default { get; } = new();

    /// <summary>Operations of one patch; 1,000 by default.</summary>
    public int MaxOperations { get; init; } = 1000;

    /// <summary>
    /// Values in the result, containers included; 409,600 by default, as in <see cref="JsonLimits.MaxValues"/>.
    /// </summary>
    public int MaxValues { get; init; } = 400 * 1024;

    /// <summary>Bytes of the result's compact text; 4 MiB by default.</summary>
    public int MaxBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Nested containers in the result; 128 by default, at most <see cref="JsonValue.MaxDepth"/>.</summary>
    public int MaxDepth
    {
        get;
        init => field = value is >= 0 and <= JsonValue.MaxDepth
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"MaxDepth is 0 to {JsonValue.MaxDepth}.");
    } = 128;

    /// <summary>
    /// Bytes of all the result's numbers in plain decimal notation; 64 MiB by default. See
    /// <see cref="JsonLimits.MaxExpandedNumberBytes"/>.
    /// </summary>
    public int MaxExpandedNumberBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// Work of one patch, in slots; 2,000,000 by default. An array about to be changed costs twice its elements,
    /// once to open its edit and once to close it; an object costs twice its members and their names. A <c>test</c>
    /// costs the values it has to compare. An insertion or a removal costs an eighth of the elements between its index
    /// and that of the one before, where the end of an array is next to its beginning.
    /// </summary>
    /// <remarks>
    /// A container is opened once however often it is changed, unless it is copied or moved between two changes. So the
    /// limit meets those patches only that do this to a large container again and again, or that insert and remove at
    /// hundreds of places of an array of more than 60,000 elements, here and there by turns. In the order of the
    /// indexes, up or down, or at both ends, edits of an array together take time in proportion to array and patch.
    /// </remarks>
    public int MaxTouchedSlots { get; init; } = 2_000_000;

    /// <summary>Elements of an array that are moved at the cost of one slot: they are moved as one block.</summary>
    internal const int MovesPerSlot = 8;

    /// <summary>
    /// Holds a whole document against the limits, for documents that came about otherwise than by a patch.
    /// </summary>
    /// <param name="document">The document.</param>
    /// <param name="before">
    /// What it was before, which it may always stay as large as; null where there was nothing.
    /// </param>
    /// <returns>
    /// A fault of code <see cref="JsonFaultCodes.LimitExceeded"/>, or null if the document is within the limits.
    /// </returns>
    public JsonFault? Check(JsonValue document, JsonValue? before = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        var excess = document.Depth > Math.Max(MaxDepth, before?.Depth ?? 0)
            ? $"the document nests {document.Depth} containers deep, {MaxDepth} are allowed."
            : Excess(before?.Measure ?? default, document.Measure);

        return excess is null
            ? null
            : new JsonFault(JsonFaultCodes.LimitExceeded, Pointer: "", $"Limit exceeded: {excess}", ByteOffset: -1);
    }

    /// <summary>In what a document has grown beyond a limit, as a sentence; null if in nothing.</summary>
    internal string? Excess(in Measure before, in Measure after)
    {
        return Compare("values", before.Nodes, after.Nodes, MaxValues)
            ?? Compare("bytes", before.Utf8Length, after.Utf8Length, MaxBytes)
            ?? Compare("bytes of expanded numbers", before.NumberLength, after.NumberLength, MaxExpandedNumberBytes);

        static string? Compare(string what, int before, int after, int limit) => after <= limit || after <= before
            ? null
            : $"the document would have {after} {what}, {limit} are allowed.";
    }
}
