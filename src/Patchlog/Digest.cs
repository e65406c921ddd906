using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Patchlog.Json;

namespace Patchlog;

/// <summary>
/// The fingerprint of a command's content: the first 128 bits of the SHA-256 of the envelope in canonical form,
/// without <c>id</c> and <c>context</c> and before anything was generated. Two envelopes that are equal as JSON
/// values have one digest, however their members are ordered and their numbers spelled.
/// </summary>
public readonly record struct Digest(UInt128 Value)
{
    /// <summary>The length in bytes.</summary>
    public const int Length = 16;

    [ThreadStatic]
    static ArrayBufferWriter<byte>? _scratch;

    /// <summary>The digest of an envelope from which <c>id</c> and <c>context</c> have been taken.</summary>
    public static Digest Of(JsonObject content)
    {
        var scratch = _scratch ??= new ArrayBufferWriter<byte>(4096);
        scratch.ResetWrittenCount();
        content.WriteCanonicalTo(scratch);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(scratch.WrittenSpan, hash);
        if (scratch.Capacity > 1 << 20)
            _scratch = null;

        return FromBytes(hash[..Length]);
    }

    /// <summary>
    /// The digest of a value by which events find instances of processes: equal for values that are equal as JSON.
    /// </summary>
    public static byte[] OfKey(JsonValue value) => Of(JsonObject.Empty.With("key", value)).ToBytes();

    /// <summary>The digest as a journal keeps it, <see cref="Length"/> bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        MemoryMarshal.Write(bytes, Value);

        return bytes;
    }

    /// <summary>The digest that <see cref="ToBytes"/> wrote.</summary>
    public static Digest FromBytes(ReadOnlySpan<byte> bytes) => new(MemoryMarshal.Read<UInt128>(bytes));
}
