namespace Patchlog.Rules.Matching;

/// <summary>
/// Passes on the tokens that match at least one fact, each once. When the fact that it goes by is modified or leaves,
/// and another or the same still matches, the token is passed on anew.
/// </summary>
sealed class ExistsNode(NodePlan plan, MatchState state) : QuantifiedNode(plan, state)
{
    protected override void OnBlocked(Token token) => Extend(token);

    protected override void OnFree(Token token) => WithdrawChildren(token);

    protected override void OnStill(Token token, bool isBlocked)
    {
        if (isBlocked && token.FirstChild is { } child)
            Successor.ModifyLeft(child);
    }

    /// <summary>Here nools goes by arrival, not by its index.</summary>
    protected override RightEntry? FirstMatchOfModified(Token token) =>
        RightMemory.IsByRange ? NextMatch(token, after: 0) : FirstMatch(token);

    /// <summary>Here nools goes by arrival, not by its index.</summary>
    protected override List<Token> FindTokensOfModified(RightEntry entry)
    {
        var tokens = FindTokens(entry);
        if (LeftMemory.IsByRange)
            tokens.Sort((left, right) => left.Sequence.CompareTo(right.Sequence));
        return tokens;
    }
}
