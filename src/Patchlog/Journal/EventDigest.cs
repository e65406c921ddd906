using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Patchlog.Journal;

/// <summary>
/// The digest of a whole event: what its row holds, where it stands and when it was written. No byte of a journaled
/// event can change without it. A version, and a SHA-256 (FIPS 180-4) of the digest of <see cref="EventContent"/>, the
/// position and the time, the last two as 64-bit numbers in network order, the time in microseconds since 1970-01-01
/// UTC. <c>patchlog.append</c> computes the same bytes.
/// </summary>
/// <param name="Version">How the digest was computed.</param>
/// <param name="High">The first half of the hash.</param>
/// <param name="Low">The second half.</param>
readonly record struct EventDigest(byte Version, UInt128 High, UInt128 Low)
{
    /// <summary>The version that is written.</summary>
    public const byte CurrentVersion = 1;

    /// <summary>The length in bytes, with the version before the hash.</summary>
    public const int Length = 1 + SHA256.HashSizeInBytes;

    /// <summary>The digest of an event.</summary>
    /// <param name="content">The digest of its content.</param>
    /// <param name="position">Its position.</param>
    /// <param name="time">Its time; what is finer than a microsecond is cut off.</param>
    public static EventDigest Of(ReadOnlySpan<byte> content, Position position, DateTimeOffset time)
    {
        Span<byte> whole = stackalloc byte[SHA256.HashSizeInBytes + 2 * sizeof(long)];
        content.CopyTo(whole);
        BinaryPrimitives.WriteInt64BigEndian(whole[^16..], position.Number);
        BinaryPrimitives.WriteInt64BigEndian(whole[^8..], Microseconds.Of(time));

        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = CurrentVersion;
        SHA256.HashData(whole, bytes[1..]);

        return FromBytes(bytes);
    }

    /// <summary>The digest that <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="ArgumentException">These are not <see cref="Length"/> bytes.</exception>
    public static EventDigest FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length == Length
        ? new(
            bytes[0], BinaryPrimitives.ReadUInt128BigEndian(bytes[1..]),
            BinaryPrimitives.ReadUInt128BigEndian(bytes[17..]))
        : throw new ArgumentException($"A digest has {Length} bytes; these are {bytes.Length}.", nameof(bytes));

    /// <summary>The digest as a journal keeps it.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        bytes[0] = Version;
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(1), High);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(17), Low);

        return bytes;
    }

    /// <inheritdoc/>
    public override string ToString() => Convert.ToHexStringLower(ToBytes());
}
