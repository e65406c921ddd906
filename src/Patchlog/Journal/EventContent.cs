using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Patchlog.Journal;

/// <summary>
/// What an event says, as its row holds it, but for its place in the journal. The digest covers each member that is
/// there by name: a member that later versions add leaves the digests of events without it as they are.
/// </summary>
/// <remarks>
/// What is hashed: for each member its name and its value, both as bytes after their length (names one byte, values
/// four in network order), in the order below. Texts are UTF-8, numbers 64 bits in network order, JSON is the stored
/// text.
/// </remarks>
readonly ref struct EventContent
{
    [ThreadStatic]
    static ArrayBufferWriter<byte>? _scratch;

    public required AggregateKey Key { get; init; }

    public required Version Version { get; init; }

    public required EventType Type { get; init; }

    public required string Name { get; init; }

    public required CommandId CommandId { get; init; }

    public required int Ordinal { get; init; }

    public required Digest CommandDigest { get; init; }

    public string? Actor { get; init; }

    public string? Bundle { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>0 is the same as none.</summary>
    public int Depth { get; init; }

    public required EventTexts Texts { get; init; }

    /// <summary>The SHA-256 of the members that are there.</summary>
    public byte[] ToDigest()
    {
        var scratch = _scratch ??= new(JournalLimits.FirstScratchBytes);
        scratch.ResetWrittenCount();

        Add(scratch, "tenant"u8, Key.Tenant.Value);
        Add(scratch, "targetName"u8, Key.TargetName.Value);
        Add(scratch, "targetId"u8, Key.TargetId.Value);
        Add(scratch, "version"u8, Version.Number);
        Add(scratch, "type"u8, Type.ToName());
        Add(scratch, "name"u8, Name);
        Add(scratch, "commandId"u8, CommandId.Value);
        Add(scratch, "ordinal"u8, Ordinal);
        Add(scratch, "commandDigest"u8, CommandDigest.ToBytes());
        Add(scratch, "actor"u8, Actor);
        Add(scratch, "bundle"u8, Bundle);
        Add(scratch, "receivedAt"u8, Microseconds.Of(ReceivedAt));
        if (Depth > 0)
            Add(scratch, "depth"u8, Depth);

        AddText(scratch, "body"u8, Texts.Body);
        AddText(scratch, "data"u8, Texts.Data);
        AddText(scratch, "reads"u8, Texts.Reads);
        AddText(scratch, "asked"u8, Texts.Asked);
        AddText(scratch, "rules"u8, Texts.Rules);
        AddText(scratch, "context"u8, Texts.Context);

        var digest = SHA256.HashData(scratch.WrittenSpan);
        if (scratch.Capacity > JournalLimits.MaxKeptScratchBytes)
            _scratch = null;

        return digest;
    }

    static void Add(ArrayBufferWriter<byte> scratch, ReadOnlySpan<byte> name, string? value)
    {
        if (value is null)
            return;

        AddHeader(scratch, name, Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, scratch);
    }

    static void Add(ArrayBufferWriter<byte> scratch, ReadOnlySpan<byte> name, long value)
    {
        AddHeader(scratch, name, sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(scratch.GetSpan(sizeof(long)), value);
        scratch.Advance(sizeof(long));
    }

    static void AddText(ArrayBufferWriter<byte> scratch, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
            Add(scratch, name, value);
    }

    static void Add(ArrayBufferWriter<byte> scratch, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        AddHeader(scratch, name, value.Length);
        scratch.Write(value);
    }

    static void AddHeader(ArrayBufferWriter<byte> scratch, ReadOnlySpan<byte> name, int length)
    {
        var header = scratch.GetSpan(1 + name.Length + sizeof(int));
        header[0] = (byte)name.Length;
        name.CopyTo(header[1..]);
        BinaryPrimitives.WriteInt32BigEndian(header[(1 + name.Length)..], length);
        scratch.Advance(1 + name.Length + sizeof(int));
    }
}
