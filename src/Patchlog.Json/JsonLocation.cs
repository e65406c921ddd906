using System.Globalization;
using System.Text.Json;

namespace Patchlog.Json;

/// <summary>A place in a JSON text, as an editor shows it.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">In characters (code points), from 1.</param>
public readonly record struct JsonLocation(int Line, int Column)
{
    /// <summary>The place of a byte, such as that of <see cref="JsonFault.ByteOffset"/>.</summary>
    /// <param name="utf8">The text, which may be bad UTF-8.</param>
    /// <param name="offset">From 0; what lies behind the end of the text is its end.</param>
    public static JsonLocation OfOffset(ReadOnlySpan<byte> utf8, long offset)
    {
        var before = utf8[..(int)Math.Min(offset, utf8.Length)];
        var line = before.Count((byte)'\n') + 1;

        var column = 1;
        foreach (var unit in before[(before.LastIndexOf((byte)'\n') + 1)..])
        {
            var isContinuation = (unit & 0xC0) == 0x80;
            column += isContinuation ? 0 : 1;
        }

        return new(line, column);
    }

    /// <summary>The place of a member's name or of an element.</summary>
    /// <param name="utf8">A text that <see cref="JsonValue"/> has read without a fault.</param>
    /// <param name="pointer">
    /// RFC 6901. Where it leads nowhere, the answer is the place of the last value on its way.
    /// </param>
    public static JsonLocation OfPointer(ReadOnlySpan<byte> utf8, JsonPointer pointer)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = JsonValue.MaxDepth + 1 });
        reader.Read();
        var place = reader.TokenStartIndex;

        foreach (var token in pointer.Tokens)
        {
            if (!TryEnter(ref reader, token, ref place))
                break;
        }

        return OfOffset(utf8, place);
    }

    // Leaves the reader at the value, and the place at its name or at the value itself.
    static bool TryEnter(ref Utf8JsonReader reader, string token, ref long place) => reader.TokenType switch
    {
        JsonTokenType.StartObject => TryEnterMember(ref reader, token, ref place),
        JsonTokenType.StartArray => TryEnterElement(ref reader, token, ref place),
        _ => false,
    };

    static bool TryEnterMember(ref Utf8JsonReader reader, string name, ref long place)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = reader.TokenStartIndex;
            var isFound = reader.ValueTextEquals(name);

            reader.Read();
            if (isFound)
            {
                place = start;
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    static bool TryEnterElement(ref Utf8JsonReader reader, string token, ref long place)
    {
        if (!int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return false;

        for (var at = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; at++)
        {
            if (at == index)
            {
                place = reader.TokenStartIndex;
                return true;
            }

            reader.Skip();
        }

        return false;
    }
}
