using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Patchlog.Json.Values;

/// <summary>
/// A member's name, as the string that programs ask for and as the text that is written. Names of everyday length
/// are shared through a small table, so documents of one shape hold the same strings.
/// </summary>
/// <remarks>
/// The table may forget: a name has two slots to be in, and another may take the second. Slots are read and written
/// without a lock, since a lost race only costs a second copy.
/// </remarks>
sealed class JsonName
{
    const int LongestShared = 64;
    const int SharedSlots = 2048;

    static readonly JsonName?[] Shared = new JsonName?[SharedSlots];

    JsonName(byte[] utf8, int slotHash, string? text)
    {
        Utf8 = utf8;
        Text = text ?? JsonText.Decode(Content);
        SlotHash = slotHash;
    }

    public string Text { get; }

    /// <summary>Good for choosing a slot in a table and for nothing else.</summary>
    public int SlotHash { get; }

    /// <summary>
    /// The shape that this name was last part of, as far as it is known: a guess, and written without a lock.
    /// </summary>
    public JsonShape? LikelyShape { get; set; }

    /// <summary>
    /// What is written before the value: <c>,"name":</c>. An object overwrites the first comma with its brace.
    /// </summary>
    public byte[] Utf8 { get; }

    /// <summary>The escaped text between the quotes.</summary>
    public ReadOnlySpan<byte> Content => Utf8.AsSpan(2, Utf8.Length - 4);

    /// <summary>The name of an escaped text, as <see cref="JsonText"/> would write it.</summary>
    public static JsonName FromText(ReadOnlySpan<byte> content) => Find(content, text: null);

    /// <exception cref="ArgumentException">The name has a lone surrogate or U+0000.</exception>
    public static JsonName From(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return TryFrom(name, out var result)
            ? result
            : throw new ArgumentException("A member's name has no lone surrogates and no U+0000.", nameof(name));
    }

    public static bool TryFrom(string name, [NotNullWhen(true)] out JsonName? result)
    {
        result = null;
        if (name.Contains('\0'))
            return false;

        byte[]? rented = null;
        var content = name.Length <= LongestShared
            ? stackalloc byte[LongestShared * 6]
            : rented = ArrayPool<byte>.Shared.Rent(JsonText.MaxLength(name.Length));
        if (JsonText.TryEncode(name, content, replaceInvalid: false, out var length))
            result = Find(content[..length], name);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return result is not null;
    }

    static JsonName Find(ReadOnlySpan<byte> content, string? text)
    {
        var hash = HashOf(content);
        ref var first = ref Shared[hash & (SharedSlots - 1)];
        if (first is { } known && known.Is(content, hash))
            return known;
        ref var second = ref Shared[(hash & (SharedSlots - 1)) ^ 1];
        if (second is { } other && other.Is(content, hash))
            return other;

        var name = new JsonName([.. ",\""u8, .. content, .. "\":"u8], hash, text);
        if (content.Length <= LongestShared)
            (first is null ? ref first : ref second) = name;
        return name;
    }

    bool Is(ReadOnlySpan<byte> content, int hash) => SlotHash == hash && content.SequenceEqual(Content);

    /// <summary>
    /// Looks at both ends of the text and at its middle. Cheap rather than good: a clash costs one allocation, and
    /// nothing but the table rests on it.
    /// </summary>
    static int HashOf(ReadOnlySpan<byte> content)
    {
        ulong mixed = (uint)content.Length;
        if (content.Length >= sizeof(ulong))
        {
            mixed = (mixed * 31) + MemoryMarshal.Read<ulong>(content);
            mixed = (mixed * 0x9E3779B97F4A7C15) + MemoryMarshal.Read<ulong>(content[((content.Length / 2) - 4)..]);
            mixed = (mixed * 0x9E3779B97F4A7C15) + MemoryMarshal.Read<ulong>(content[^sizeof(ulong)..]);
        }
        else
        {
            foreach (var character in content)
                mixed = (mixed << 8) | character;
        }

        mixed *= 0x9E3779B97F4A7C15;
        return (int)(mixed >> 32);
    }
}
