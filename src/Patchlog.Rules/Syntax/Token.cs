namespace Patchlog.Rules.Syntax;

/// <summary>What a token is.</summary>
enum TokenKind
{
    /// <summary>The end of the text.</summary>
    End,

    /// <summary>A name or a word such as <c>rule</c>: words are only words where the grammar expects them.</summary>
    Name,

    /// <summary>A decimal number without sign.</summary>
    Number,

    /// <summary>A quoted text.</summary>
    Text,

    /// <summary>An operator or a bracket.</summary>
    Punctuator,

    /// <summary>Characters that begin nothing, or a quote that does not end.</summary>
    Broken,
}

/// <summary>A piece of the text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">The offset of its first character.</param>
/// <param name="End">The offset behind its last character.</param>
/// <param name="Value">Its characters; of a quoted text what it means.</param>
readonly record struct Token(TokenKind Kind, int Start, int End, string Value)
{
    public bool Is(string punctuator) => Kind == TokenKind.Punctuator && Value == punctuator;

    public bool IsWord(string word) => Kind == TokenKind.Name && Value == word;

    /// <summary>As a fault names what it found.</summary>
    public string Describe() => Kind switch
    {
        TokenKind.End => "the end of the file",
        TokenKind.Text => "a text",
        TokenKind.Broken when Value.Length > 0 && Value[0] is '\'' or '"' => "a text without its closing quote",
        TokenKind.Name or TokenKind.Number or TokenKind.Punctuator or TokenKind.Broken => $"'{Value}'",
    };
}
