using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Patchlog.Json.Patching;

/// <summary>Reads a patch document, strictly (RFC 6902 §3, §4).</summary>
static class PatchReader
{
    public static bool TryRead(
        JsonValue document,
        PatchLimits limits,
        out ImmutableArray<PatchOperation> operations,
        [NotNullWhen(false)] out JsonFault? fault)
    {
        operations = [];
        if (document is not JsonArray items)
        {
            fault = Fault(JsonFaultCodes.InvalidPatch, "", "A JSON Patch is an array of operations.");
            return false;
        }

        if (items.Count > limits.MaxOperations)
        {
            fault = Fault(
                JsonFaultCodes.LimitExceeded,
                "",
                $"The patch has {items.Count} operations, {limits.MaxOperations} are allowed; send several patches.");
            return false;
        }

        var read = new PatchOperation[items.Count];
        for (var i = 0; i < read.Length; i++)
        {
            var operation = ReadOperation(items[i], out var member, out var detail);
            if (operation is null)
            {
                fault = Fault(JsonFaultCodes.InvalidPatch, $"/{i}{member}", $"Operation {i}: {detail}");
                return false;
            }

            read[i] = operation;
        }

        operations = ImmutableCollectionsMarshal.AsImmutableArray(read);
        fault = null;
        return true;
    }

    /// <summary>Reads one operation; null if it is none, with the place below it and the reason.</summary>
    static PatchOperation? ReadOperation(JsonValue item, out string member, out string detail)
    {
        member = "";
        detail = "";
        if (item is not JsonObject document)
        {
            detail = "an operation is an object.";
            return null;
        }

        var op = document["op"];
        if (ReadKind(op) is not { } kind)
        {
            member = op is null ? "" : "/op";
            detail = "an operation has an 'op': one of add, remove, replace, move, copy, test.";
            return null;
        }

        var path = ReadPointer(document, "path", ref member, ref detail);
        if (path is null)
            return null;

        JsonPointer? from = null;
        if (kind is PatchOperationKind.Move or PatchOperationKind.Copy)
        {
            from = ReadPointer(document, "from", ref member, ref detail);
            if (from is null)
                return null;
        }

        JsonValue? value = null;
        if (kind is PatchOperationKind.Add or PatchOperationKind.Replace or PatchOperationKind.Test)
        {
            value = document["value"];
            if (value is null)
            {
                detail = "this operation needs a 'value', which may be null.";
                return null;
            }
        }

        return new PatchOperation(kind, path, from, value, document);
    }

    static PatchOperationKind? ReadKind(JsonValue? op) => op is not JsonString text
        ? null
        : text.Utf8Text switch
        {
            var word when word.SequenceEqual("\"add\""u8) => PatchOperationKind.Add,
            var word when word.SequenceEqual("\"remove\""u8) => PatchOperationKind.Remove,
            var word when word.SequenceEqual("\"replace\""u8) => PatchOperationKind.Replace,
            var word when word.SequenceEqual("\"move\""u8) => PatchOperationKind.Move,
            var word when word.SequenceEqual("\"copy\""u8) => PatchOperationKind.Copy,
            var word when word.SequenceEqual("\"test\""u8) => PatchOperationKind.Test,
            _ => null,
        };

    static JsonPointer? ReadPointer(JsonObject document, string name, ref string member, ref string detail)
    {
        var value = document[name];
        if (value is JsonString text && JsonPointer.TryParse(text.Value, out var pointer))
            return pointer;

        member = value is null ? "" : "/" + name;
        detail = $"this operation needs a '{name}': a JSON Pointer, empty or beginning with '/', "
            + "where '~' is written ~0 and '/' is written ~1.";
        return null;
    }

    static JsonFault Fault(string code, string pointer, string detail) => new(code, pointer, detail, ByteOffset: -1);
}
