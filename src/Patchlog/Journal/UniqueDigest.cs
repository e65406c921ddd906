using System.Buffers;
using System.Security.Cryptography;
using Patchlog.Json;

namespace Patchlog.Journal;

/// <summary>
/// The key of a document under a declaration: the SHA-256 (FIPS 180-4) of its values at the paths, as a JSON array in
/// canonical form. Equal values have one key, however their numbers are spelled and their members ordered.
/// </summary>
static class UniqueDigest
{
    [ThreadStatic]
    static ArrayBufferWriter<byte>? _scratch;

    /// <summary>
    /// The key; null for a deleted document, and for one that has nothing, or null, at one of the paths.
    /// </summary>
    public static byte[]? Of(UniqueDeclaration declaration, JsonObject? body)
    {
        if (body is null)
            return null;

        var scratch = _scratch ??= new(UniquenessLimits.FirstScratchBytes);
        scratch.ResetWrittenCount();
        foreach (var path in declaration.Paths)
        {
            if (path.Evaluate(body) is not { Kind: not JsonKind.Null } value)
                return null;

            scratch.Write(scratch.WrittenCount == 0 ? "["u8 : ","u8);
            value.WriteCanonicalTo(scratch);
        }

        scratch.Write("]"u8);
        var key = SHA256.HashData(scratch.WrittenSpan);
        if (scratch.Capacity > UniquenessLimits.MaxKeptScratchBytes)
            _scratch = null;

        return key;
    }
}
