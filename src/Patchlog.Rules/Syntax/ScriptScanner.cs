namespace Patchlog.Rules.Syntax;

/// <summary>
/// Finds where a JavaScript part of a rule file ends. It knows texts, templates, comments and regular expressions, so
/// that brackets and semicolons inside them do not count. Whether the part is JavaScript, the JavaScript parser says.
/// </summary>
sealed class ScriptScanner(string text)
{
    /// <summary>Words after which a slash begins a regular expression.</summary>
    static readonly HashSet<string> WordsBeforeRegex =
        ["return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do", "instanceof", "await"];

    /// <summary>How many templates the one that is being read stands in.</summary>
    int _depth;

    /// <summary>Where a text, template, comment or regular expression begins that does not end; else −1.</summary>
    public int Unclosed { get; private set; } = -1;

    /// <summary>
    /// The offset of the bracket that closes the one at an offset; −1 if there is none. Only brackets of its kind
    /// count, so that a parenthesis that is missing does not hide where a block ends.
    /// </summary>
    public int FindClosing(int open)
    {
        var opening = text[open];
        var closing = opening switch { '{' => '}', '(' => ')', _ => ']' };
        return Scan(
            open,
            (character, depth) => character == opening ? depth + 1 : character == closing ? depth - 1 : depth,
            (character, depth) => depth == 0);
    }

    /// <summary>The offset of the first semicolon outside of all brackets; −1 if there is none.</summary>
    public int FindSemicolon(int start) => Scan(
        start,
        (character, depth) => character switch
        {
            '{' or '(' or '[' => depth + 1,
            '}' or ')' or ']' => depth - 1,
            _ => depth,
        },
        (character, depth) => character == ';' && depth <= 0);

    /// <summary>The offset behind a regular expression and its flags; −1 if it does not end on its line.</summary>
    public int SkipRegex(int offset)
    {
        var isInClass = false;
        for (var i = offset + 1; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\n' or '\r':
                    return -1;
                case '\\':
                    i++;
                    break;
                case '[':
                    isInClass = true;
                    break;
                case ']':
                    isInClass = false;
                    break;
                case '/' when !isInClass:
                    i++;
                    while (i < text.Length && Lexer.IsNamePart(text[i]))
                        i++;
                    return i;
            }
        }

        return -1;
    }

    int Scan(int offset, Func<char, int, int> count, Func<char, int, bool> isEnd)
    {
        var depth = 0;
        var regexMayFollow = true;
        while (offset < text.Length)
        {
            var character = text[offset];
            depth = count(character, depth);
            if (isEnd(character, depth))
                return offset;

            var start = offset;
            offset = SkipOne(offset, regexMayFollow);
            if (offset < 0)
            {
                Unclosed = start;
                return -1;
            }

            if (!char.IsWhiteSpace(character) && !IsComment(start))
                regexMayFollow = MayRegexFollow(start, offset);
        }

        return -1;
    }

    /// <summary>Skips one text, template, comment, regular expression, word or character.</summary>
    int SkipOne(int offset, bool regexMayFollow)
    {
        var character = text[offset];
        if (character is '"' or '\'')
            return SkipQuoted(offset);
        if (character == '`')
            return SkipTemplate(offset);
        if (IsComment(offset))
            return SkipComment(offset);
        if (character == '/' && regexMayFollow)
            return SkipRegex(offset);
        if (!Lexer.IsNamePart(character))
            return offset + 1;

        while (offset < text.Length && Lexer.IsNamePart(text[offset]))
            offset++;
        return offset;
    }

    bool MayRegexFollow(int start, int end)
    {
        var first = text[start];
        if (Lexer.IsNamePart(first))
            return WordsBeforeRegex.Contains(text[start..end]);
        return first is not (')' or ']' or '"' or '\'' or '`') && !(first == '/' && end > start + 1);
    }

    bool IsComment(int offset) =>
        text[offset] == '/' && offset + 1 < text.Length && (text[offset + 1] is '/' or '*');

    int SkipComment(int offset)
    {
        if (text[offset + 1] == '/')
        {
            var end = text.AsSpan(offset).IndexOfAny('\n', '\r');
            return end < 0 ? text.Length : offset + end;
        }

        var close = text.IndexOf("*/", offset + 2, StringComparison.Ordinal);
        return close < 0 ? -1 : close + 2;
    }

    int SkipQuoted(int offset)
    {
        for (var i = offset + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == text[offset])
                return i + 1;
            else if (text[i] is '\n' or '\r')
                return -1;
        }

        return -1;
    }

    int SkipTemplate(int offset)
    {
        for (var i = offset + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '`')
            {
                return i + 1;
            }
            else if (text[i] == '$' && i + 1 < text.Length && text[i + 1] == '{')
            {
                i = SkipSubstitution(i + 1);
                if (i < 0)
                    return -1;
            }
        }

        return -1;
    }

    /// <summary>The end of what a template computes; −1 if it has none, or templates nest too deeply.</summary>
    int SkipSubstitution(int open)
    {
        if (_depth >= SyntaxLimits.MaxDepth)
            return -1;

        _depth++;
        var close = FindClosing(open);
        _depth--;
        return close;
    }
}
