using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using Patchlog.Json.Values;

namespace Patchlog.Json.Reading;

/// <summary>Finds the end of a string (RFC 8259 §7) and rewrites its escapes to the fewest.</summary>
static class StringScanner
{
    /// <summary>
    /// The first quote, backslash or control at or after a position; the length of the text if there is none.
    /// </summary>
    public static int IndexOfSpecial(ReadOnlySpan<byte> text, int from)
    {
        ref var origin = ref MemoryMarshal.GetReference(text);
        var position = from;
        for (; position <= text.Length - Vector128<byte>.Count; position += Vector128<byte>.Count)
        {
            var block = Vector128.LoadUnsafe(ref origin, (nuint)position);
            var hits = Vector128.Equals(block, Vector128.Create((byte)'"'))
                | Vector128.Equals(block, Vector128.Create((byte)'\\'))
                | Vector128.LessThan(block, Vector128.Create((byte)0x20));
            var places = hits.ExtractMostSignificantBits();
            if (places != 0)
                return position + BitOperations.TrailingZeroCount(places);
        }

        while (position < text.Length && text[position] is not ((byte)'"' or (byte)'\\' or < 0x20))
            position++;
        return position;
    }

    /// <summary>The text of a string that has escapes, with the fewest, in quotes; null if it is refused.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="start">The opening quote.</param>
    /// <param name="quote">The closing quote.</param>
    /// <param name="refusal">What is wrong; null if nothing is.</param>
    public static byte[]? ReadEscaped(ReadOnlySpan<byte> text, int start, out int quote, out Refusal? refusal)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(text.Length - start);
        quote = Normalise(text, start + 1, buffer, out var written, out refusal);
        byte[]? value = quote < 0 ? null : [(byte)'"', .. buffer.AsSpan(0, written), (byte)'"'];
        ArrayPool<byte>.Shared.Return(buffer);

        return value;
    }

    /// <summary>
    /// Copies a string that has escapes, in the form that <see cref="JsonText"/> writes; never longer than the source.
    /// </summary>
    /// <param name="text">The whole text.</param>
    /// <param name="from">The first byte after the opening quote.</param>
    /// <param name="destination">As long as the rest of the text is enough.</param>
    /// <param name="written">Bytes copied.</param>
    /// <param name="refusal">What is wrong, if the answer is −1.</param>
    /// <returns>The position of the closing quote, or −1.</returns>
    static int Normalise(
        ReadOnlySpan<byte> text, int from, Span<byte> destination, out int written, out Refusal? refusal)
    {
        written = 0;
        refusal = null;
        while (true)
        {
            var end = IndexOfSpecial(text, from);
            text[from..end].CopyTo(destination[written..]);
            written += end - from;
            if (end == text.Length || text[end] != '\\')
            {
                if (end < text.Length && text[end] == '"')
                    return end;
                refusal = Unfinished(text, end);
                return -1;
            }

            from = end;
            var character = ReadEscape(text, ref from, out refusal);
            if (refusal is not null)
                return -1;
            written += character.Value is '"' or '\\' or < 0x20
                ? JsonText.WriteEscape((byte)character.Value, destination[written..])
                : character.EncodeToUtf8(destination[written..]);
        }
    }

    /// <summary>Why a string can't go on at a position: it ended without a quote, or with a raw control.</summary>
    public static Refusal Unfinished(ReadOnlySpan<byte> text, int position) => position == text.Length
        ? new Refusal(JsonFaultCodes.Syntax, "the text ends inside a string; close it with a quote.", position)
        : new Refusal(
            JsonFaultCodes.Syntax,
            $"the control character U+{text[position]:X4} stands raw in a string; write it as an escape.",
            position);

    static Rune ReadEscape(ReadOnlySpan<byte> text, ref int position, out Refusal? refusal)
    {
        refusal = null;
        var start = position;
        if (start + 1 < text.Length && text[start + 1] == 'u')
            return ReadUnicodeEscape(text, ref position, out refusal);

        var character = start + 1 < text.Length ? JsonText.SingleEscape(text[start + 1]) : (byte)0;
        if (character == 0)
        {
            refusal = new Refusal(
                JsonFaultCodes.Syntax, "a backslash is followed by one of \"\\/bfnrt or u and four hex digits.", start);
        }

        position += 2;
        return new Rune(character);
    }

    static Rune ReadUnicodeEscape(ReadOnlySpan<byte> text, ref int position, out Refusal? refusal)
    {
        var start = position;
        refusal = null;
        if (!TryReadUnit(text, ref position, out var unit))
            refusal = new Refusal(JsonFaultCodes.Syntax, "\\u is followed by four hex digits.", start);
        else if (unit == 0)
            refusal = new Refusal(JsonFaultCodes.NulCharacter, "a string can't hold U+0000; leave it out.", start);
        else if (!char.IsSurrogate(unit))
            return new Rune(unit);
        else if (TryReadUnit(text, ref position, out var low) && Rune.TryCreate(unit, low, out var pair))
            return pair;
        else
        {
            refusal = new Refusal(
                JsonFaultCodes.LoneSurrogate, $"the surrogate \\u{(int)unit:x4} stands alone; write the pair.", start);
        }

        return default;
    }

    static bool TryReadUnit(ReadOnlySpan<byte> text, ref int position, out char unit)
    {
        unit = default;
        if (text.Length - position < 6 || text[position] != '\\' || text[position + 1] != 'u')
            return false;
        if (!ushort.TryParse(
            text.Slice(position + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        position += 6;
        unit = (char)value;
        return true;
    }
}
