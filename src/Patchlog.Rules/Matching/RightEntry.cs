using Jint.Native;

namespace Patchlog.Rules.Matching;

/// <summary>A fact in one pattern, after it passed the conditions that concern it alone.</summary>
sealed class RightEntry(Fact fact) : Element
{
    public Fact Fact { get; } = fact;

    /// <summary>The values that the pattern binds, as of the last assertion or modification.</summary>
    public JsValue[] Bindings { get; set; } = [];

    /// <summary>The tokens that were made of this entry.</summary>
    public Token? FirstMatch { get; private set; }

    /// <summary>The tokens that this entry blocks, first to last.</summary>
    public Token? FirstBlocked { get; private set; }

    public Token? LastBlocked { get; private set; }

    /// <summary>During a modification: the token made of this entry and of the token that is modified.</summary>
    public Token? Mark { get; set; }

    public void AddMatch(Token token)
    {
        token.NextMatch = FirstMatch;
        if (FirstMatch is not null)
            FirstMatch.PreviousMatch = token;
        FirstMatch = token;
    }

    public void RemoveMatch(Token token)
    {
        if (token.PreviousMatch is not null)
            token.PreviousMatch.NextMatch = token.NextMatch;
        else if (ReferenceEquals(FirstMatch, token))
            FirstMatch = token.NextMatch;
        if (token.NextMatch is not null)
            token.NextMatch.PreviousMatch = token.PreviousMatch;
        token.PreviousMatch = token.NextMatch = null;
    }

    /// <summary>Remembers that this entry is why a token is blocked.</summary>
    public void Block(Token token)
    {
        token.Blocker = this;
        token.PreviousBlocked = LastBlocked;
        token.NextBlocked = null;
        if (LastBlocked is null)
            FirstBlocked = token;
        else
            LastBlocked.NextBlocked = token;
        LastBlocked = token;
    }

    public void Unblock(Token token)
    {
        if (token.PreviousBlocked is null)
            FirstBlocked = token.NextBlocked;
        else
            token.PreviousBlocked.NextBlocked = token.NextBlocked;

        if (token.NextBlocked is null)
            LastBlocked = token.PreviousBlocked;
        else
            token.NextBlocked.PreviousBlocked = token.PreviousBlocked;

        token.Blocker = null;
        token.PreviousBlocked = token.NextBlocked = null;
    }
}
