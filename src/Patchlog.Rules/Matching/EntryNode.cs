namespace Patchlog.Rules.Matching;

/// <summary>The first pattern of a rule. Its one token is always there, so nothing needs to be kept.</summary>
sealed class EntryNode(NodePlan plan, MatchState state) : Node(plan, state)
{
    Token? _root;

    public override void AssertLeft(Token token) => _root = token;

    public override void Forget() => _root = null;

    public override void ModifyLeft(Token token)
    {
    }

    public override void RetractLeft(Token token)
    {
    }

    public override void AssertRight(RightEntry entry) =>
        Extend(_root ?? throw new InvalidOperationException("The session has not begun."), entry);

    public override void ModifyRight(RightEntry entry)
    {
        if (entry.FirstMatch is not { } child)
            return;

        child.Recency = entry.Fact.Recency;
        Successor.ModifyLeft(child);
    }

    public override void RetractRight(RightEntry entry)
    {
        if (entry.FirstMatch is { } child)
            Withdraw(child);
    }
}
