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
            if (!TryReadOperation(items[i], $"/{i}", out var operation, out fault))
                return false;
            read[i] = operation;
        }

        operations = ImmutableCollectionsMarshal.AsImmutableArray(read);
        fault = null;
        return true;
    }

    static bool TryReadOperation(
        JsonValue item,
        string pointer,
        [NotNullWhen(true)] out PatchOperation? operation,
        [NotNullWhen(false)] out JsonFault? fault)
    {
        operation = null;
        if (item is not JsonObject document)
        {
            fault = Fault(JsonFaultCodes.InvalidPatch, pointer, "An operation is an object.");
            return false;
        }

        if (!TryReadKind(document["op"], out var kind))
        {
            fault = Fault(
                JsonFaultCodes.InvalidPatch,
                document["op"] is null ? pointer : pointer + "/op",
                "An operation has an 'op': one of add, remove, replace, move, copy, test.");
            return false;
        }

        JsonPointer? from = null;
        JsonValue? value = null;
        if (!TryReadPointer(document, "path", pointer, out var path, out fault))
            return false;
        if (kind is PatchOperationKind.Move or PatchOperationKind.Copy
            && !TryReadPointer(document, "from", pointer, out from, out fault))
        {
            return false;
        }

        if (kind is PatchOperationKind.Add or PatchOperationKind.Replace or PatchOperationKind.Test
            && !document.TryGet("value", out value))
        {
            fault = Fault(JsonFaultCodes.InvalidPatch, pointer, "This operation needs a 'value', which may be null.");
            return false;
        }

        operation = new PatchOperation(kind, path, from, value, document);
        return true;
    }

    static bool TryReadKind(JsonValue? op, out PatchOperationKind kind)
    {
        PatchOperationKind? known = (op as JsonString)?.Value switch
        {
            "add" => PatchOperationKind.Add,
            "remove" => PatchOperationKind.Remove,
            "replace" => PatchOperationKind.Replace,
            "move" => PatchOperationKind.Move,
            "copy" => PatchOperationKind.Copy,
            "test" => PatchOperationKind.Test,
            _ => null,
        };
        kind = known.GetValueOrDefault();
        return known is not null;
    }

    static bool TryReadPointer(
        JsonObject document,
        string name,
        string pointer,
        [NotNullWhen(true)] out JsonPointer? result,
        [NotNullWhen(false)] out JsonFault? fault)
    {
        result = null;
        fault = null;
        if (document[name] is JsonString text && JsonPointer.TryParse(text.Value, out result))
            return true;

        fault = Fault(
            JsonFaultCodes.InvalidPatch,
            document[name] is null ? pointer : $"{pointer}/{name}",
            $"This operation needs a '{name}': a JSON Pointer, empty or beginning with '/', with '~' written ~0 and '/' written ~1.");
        return false;
    }

    static JsonFault Fault(string code, string pointer, string detail) => new(code, pointer, detail, ByteOffset: -1);
}
