using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Patchlog.Json.Values;

/// <summary>
/// Strings as JSON text and back. There is one text per string, with the least escaping that RFC 8259 §7 allows (quote,
/// backslash, controls), so texts can be compared, hashed and written as bytes.
/// </summary>
static class JsonText
{
    const string Hex = "0123456789abcdef";

    static readonly SearchValues<char> Escaped = SearchValues.Create(
        "\"\\" + new string([.. Enumerable.Range(0, 0x20).Select(control => (char)control)]));

    static readonly SearchValues<byte> EscapedUtf8 = SearchValues.Create(
        [(byte)'"', (byte)'\\', .. Enumerable.Range(0, 0x20).Select(control => (byte)control)]);

    /// <summary>The text of a string, in quotes.</summary>
    /// <returns>False if the string has a lone surrogate or U+0000: neither can be stored.</returns>
    public static bool TryEncode(string value, [NotNullWhen(true)] out byte[]? text)
    {
        text = null;
        if (value.Contains('\0'))
            return false;

        var content = ArrayPool<byte>.Shared.Rent(MaxLength(value.Length));
        try
        {
            if (!TryEncode(value, content, replaceInvalid: false, out var length))
                return false;
            text = [(byte)'"', .. content.AsSpan(0, length), (byte)'"'];
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(content);
        }
    }

    /// <summary>Bytes that are enough for the content of a string of so many code units.</summary>
    public static int MaxLength(int charCount) => checked(charCount * 6);

    /// <summary>Escapes into a span of at least <see cref="MaxLength"/>.</summary>
    public static bool TryEncode(ReadOnlySpan<char> value, Span<byte> destination, bool replaceInvalid, out int length)
    {
        length = 0;
        while (true)
        {
            var plain = value.IndexOfAny(Escaped);
            var run = plain < 0 ? value : value[..plain];
            var status = Utf8.FromUtf16(run, destination[length..], out _, out var written, replaceInvalid);
            if (status != OperationStatus.Done)
                return false;
            length += written;
            if (plain < 0)
                return true;
            length += WriteEscape((byte)value[plain], destination[length..]);
            value = value[(plain + 1)..];
        }
    }

    /// <summary>Escapes UTF-8 into a span of at least <see cref="MaxLength"/>; answers the bytes written.</summary>
    public static int Encode(ReadOnlySpan<byte> value, Span<byte> destination)
    {
        var length = 0;
        while (true)
        {
            var plain = value.IndexOfAny(EscapedUtf8);
            var run = plain < 0 ? value : value[..plain];
            run.CopyTo(destination[length..]);
            length += run.Length;
            if (plain < 0)
                return length;
            length += WriteEscape(value[plain], destination[length..]);
            value = value[(plain + 1)..];
        }
    }

    /// <summary>The string of a text (without its quotes) that this class or the reader made.</summary>
    public static string Decode(ReadOnlySpan<byte> content)
    {
        if (!content.Contains((byte)'\\'))
            return Encoding.UTF8.GetString(content);

        var plain = ArrayPool<byte>.Shared.Rent(content.Length);
        try
        {
            return Encoding.UTF8.GetString(plain, 0, Unescape(content, plain));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    /// <summary>Writes the escape of a quote, a backslash or a control; answers its length.</summary>
    public static int WriteEscape(byte character, Span<byte> destination)
    {
        destination[0] = (byte)'\\';
        destination[1] = character switch
        {
            (byte)'\b' => (byte)'b',
            (byte)'\t' => (byte)'t',
            (byte)'\n' => (byte)'n',
            (byte)'\f' => (byte)'f',
            (byte)'\r' => (byte)'r',
            < 0x20 => (byte)'u',
            _ => character,
        };
        if (destination[1] != 'u')
            return 2;

        destination[2] = (byte)'0';
        destination[3] = (byte)'0';
        destination[4] = (byte)Hex[character >> 4];
        destination[5] = (byte)Hex[character & 15];
        return 6;
    }

    /// <summary>The character that a one-letter escape names, or 0.</summary>
    public static byte SingleEscape(byte letter) => letter switch
    {
        (byte)'"' or (byte)'\\' or (byte)'/' => letter,
        (byte)'b' => (byte)'\b',
        (byte)'t' => (byte)'\t',
        (byte)'n' => (byte)'\n',
        (byte)'f' => (byte)'\f',
        (byte)'r' => (byte)'\r',
        _ => 0,
    };

    static int Unescape(ReadOnlySpan<byte> content, Span<byte> destination)
    {
        var length = 0;
        for (var i = 0; i < content.Length; i++)
        {
            var character = content[i];
            if (character == '\\')
            {
                character = SingleEscape(content[++i]);
                if (character == 0)
                {
                    character = (byte)((Convert.FromHexString(Encoding.ASCII.GetString(content.Slice(i + 3, 2))))[0]);
                    i += 4;
                }
            }

            destination[length++] = character;
        }

        return length;
    }
}
