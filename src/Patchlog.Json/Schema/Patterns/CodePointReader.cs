using System.Text;
using Patchlog.Json.Values;

namespace Patchlog.Json.Schema.Patterns;

/// <summary>
/// Reads a string's code points from its JSON text, without the quotes, as <see cref="JsonString.Utf8Text"/> has it:
/// valid UTF-8, escaped only where it must be.
/// </summary>
ref struct CodePointReader(ReadOnlySpan<byte> content)
{
    readonly ReadOnlySpan<byte> _content = content;
    int _position;

    public bool TryRead(out int codePoint)
    {
        if ((uint)_position >= (uint)_content.Length)
        {
            codePoint = 0;
            return false;
        }

        codePoint = _content[_position];
        if (codePoint < 0x80 && codePoint != '\\')
            _position++;
        else
            codePoint = ReadAt(_content, ref _position);

        return true;
    }

    /// <summary>How many code points the text has.</summary>
    public static int Count(ReadOnlySpan<byte> content)
    {
        var count = 0;
        for (var reader = new CodePointReader(content); reader.TryRead(out _);)
            count++;

        return count;
    }

    /// <summary>Reads a code point that is escaped or not of ASCII, and goes past it.</summary>
    public static int ReadAt(ReadOnlySpan<byte> content, ref int position)
    {
        if (content[position] != '\\')
        {
            Rune.DecodeFromUtf8(content[position..], out var rune, out var length);
            position += length;

            return rune.Value;
        }

        var letter = content[position + 1];
        if (letter == 'u')
        {
            // Only controls below U+0020 are written so: \u00XY.
            var high = content[position + 4] - '0';
            var low = char.ToLowerInvariant((char)content[position + 5]);
            position += 6;

            return (high << 4) + (char.IsAsciiDigit(low) ? low - '0' : low - 'a' + 10);
        }

        position += 2;
        return JsonText.SingleEscape(letter);
    }
}
