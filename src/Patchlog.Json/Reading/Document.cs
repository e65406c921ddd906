using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Unicode;

namespace Patchlog.Json.Reading;

/// <summary>The way into the reader: what can be said of a text as a whole is said first.</summary>
static class Document
{
    public static bool TryRead(
        ReadOnlySpan<byte> text,
        JsonLimits limits,
        [NotNullWhen(true)] out JsonValue? value,
        [NotNullWhen(false)] out JsonFault? fault)
    {
        if (Check(text, limits) is not { } refusal)
            return DocumentReader.TryRead(text, limits, out value, out fault);

        value = null;
        fault = refusal.ToFault(text, pointer: "");
        return false;
    }

    public static bool TryRead(
        string text,
        JsonLimits limits,
        [NotNullWhen(true)] out JsonValue? value,
        [NotNullWhen(false)] out JsonFault? fault)
    {
        value = null;
        if (text.Length > limits.MaxBytes) // No character takes less than a byte.
        {
            fault = TooManyBytes(limits).ToFault([], pointer: "");
            return false;
        }

        const int longestCharacter = 3;
        var utf8 = ArrayPool<byte>.Shared.Rent((int)Math.Min((long)text.Length * longestCharacter, limits.MaxBytes));
        try
        {
            var status = Utf8.FromUtf16(text, utf8, out _, out var length, replaceInvalidSequences: false);
            if (status == OperationStatus.Done)
                return TryRead(utf8.AsSpan(0, length), limits, out value, out fault);

            var refusal = status == OperationStatus.DestinationTooSmall
                ? TooManyBytes(limits)
                : new Refusal(JsonFaultCodes.LoneSurrogate, "half of a surrogate pair stands alone.", length);
            fault = refusal.ToFault(utf8.AsSpan(0, length), pointer: "");
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8);
        }
    }

    static Refusal? Check(ReadOnlySpan<byte> text, JsonLimits limits)
    {
        if (text.Length > limits.MaxBytes)
            return TooManyBytes(limits);
        if (text.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            return new Refusal(JsonFaultCodes.ByteOrderMark, "the text begins with a byte order mark; omit it.", 0);
        return Utf8.IsValid(text)
            ? null
            : new Refusal(JsonFaultCodes.InvalidUtf8, "these bytes are not UTF-8.", IndexOfInvalid(text));
    }

    /// <summary>Where a text ceases to be UTF-8.</summary>
    static int IndexOfInvalid(ReadOnlySpan<byte> text)
    {
        Span<char> ignored = stackalloc char[256];
        var valid = 0;
        OperationStatus status;
        do
        {
            status = Utf8.ToUtf16(text[valid..], ignored, out var read, out _, replaceInvalidSequences: false);
            valid += read;
        }
        while (status == OperationStatus.DestinationTooSmall);

        return valid;
    }

    static Refusal TooManyBytes(JsonLimits limits) =>
        new(JsonFaultCodes.TooManyBytes, $"the text is longer than the {limits.MaxBytes} bytes that are allowed.", 0);
}
