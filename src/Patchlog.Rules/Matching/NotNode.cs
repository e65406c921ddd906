namespace Patchlog.Rules.Matching;

/// <summary>Passes on the tokens that match no fact.</summary>
sealed class NotNode(NodePlan plan, MatchState state) : QuantifiedNode(plan, state)
{
    protected override void OnBlocked(Token token) => WithdrawChildren(token);

    protected override void OnFree(Token token) => Extend(token);

    protected override void OnStill(Token token, bool isBlocked)
    {
        if (!isBlocked && token.FirstChild is { } child)
            Successor.ModifyLeft(child);
    }

    protected override RightEntry? FirstMatchOfModified(Token token) => FirstMatch(token);

    protected override List<Token> FindTokensOfModified(RightEntry entry) => FindTokens(entry);
}
