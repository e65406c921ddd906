namespace Patchlog.Rules.Matching;

/// <summary>The end of a rule: what reaches it is an activation.</summary>
sealed class TerminalNode(NodePlan plan, MatchState state, VariantPlan variant) : Node(plan, state)
{
    public override void AssertLeft(Token token) => State.Agenda.Add(token, variant);

    public override void ModifyLeft(Token token) => State.Agenda.Renew(token, variant);

    public override void RetractLeft(Token token) => State.Agenda.Remove(token, variant.Rule);
}
