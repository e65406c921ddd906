namespace Patchlog.Deciding;

/// <summary>Texts of scripts, cut to what an answer or a log may have of them.</summary>
static class Excerpt
{
    /// <summary>The text, or its beginning and an ellipsis; a character is never cut in two.</summary>
    public static string Of(string text, int length)
    {
        if (text.Length <= length)
            return text;

        var end = char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;

        return text[..end] + "…";
    }
}
