using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Patchlog.Bundles;
using Patchlog.Json;

namespace Patchlog.Checking;

/// <summary>What a document has under a unique key, as a digest: values of any length take 16 bytes.</summary>
static class UniqueValue
{
    /// <summary>
    /// The digest of the values; null if one is missing or null, for then the document takes no key. Values that are
    /// equal as JSON have one digest, however they are spelled.
    /// </summary>
    public static UInt128? Of(UniqueKey key, JsonObject document)
    {
        var values = new JsonValue[key.Paths.Length];
        for (var at = 0; at < values.Length; at++)
        {
            if (key.Paths[at].Evaluate(document) is not { } value || value.Kind == JsonKind.Null)
                return null;

            values[at] = value;
        }

        var canonical = new ArrayBufferWriter<byte>();
        foreach (var value in values)
        {
            value.WriteCanonicalTo(canonical);
            canonical.Write("\n"u8);
        }

        return MemoryMarshal.Read<UInt128>(SHA256.HashData(canonical.WrittenSpan));
    }
}
