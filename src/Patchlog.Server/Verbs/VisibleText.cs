namespace Patchlog.Server.Verbs;

/// <summary>
/// Text of others as a terminal may have it: a document may have line breaks and escape sequences, which a terminal
/// would obey.
/// </summary>
static class VisibleText
{
    /// <summary>The text as one line, in which U+FFFD stands for each control character.</summary>
    public static string Of(string text) => text.Any(char.IsControl)
        ? string.Concat(text.Select(character => char.IsControl(character) ? '\uFFFD' : character))
        : text;
}
