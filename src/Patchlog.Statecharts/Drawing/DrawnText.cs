using System.Text;

namespace Patchlog.Statecharts.Drawing;

/// <summary>Texts of drawings.</summary>
static class DrawnText
{
    /// <summary>The text, or its beginning and an ellipsis.</summary>
    public static string Cut(string text, int length)
    {
        if (text.Length <= length)
            return text;

        var end = char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1;
        return string.Concat(text.AsSpan(0, end), "…");
    }

    /// <summary>The text as XML: what means something there is escaped, what XML can't have is left out.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                < 0x20 or (>= 0x7F and < 0xA0) => escaped.Append(' '),
                0xFFFE or 0xFFFF => escaped.Append('\uFFFD'),
                _ => escaped.Append(rune),
            };
        }

        return escaped.ToString();
    }

    /// <summary>How wide a text is in a font of 13 pixels, about.</summary>
    public static double WidthOf(string text)
    {
        var width = 0.0;
        foreach (var rune in text.EnumerateRunes())
            width += rune.Value >= 0x1100 ? 13.5 : rune.IsAscii && "ilj.,' ".Contains((char)rune.Value) ? 4.2 : 7.6;

        return width;
    }
}
