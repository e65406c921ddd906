using Patchlog.Rules.Conditions;

namespace Patchlog.Rules.Matching;

/// <summary>
/// One pattern of one rule in one session. Tokens come from the left, from the pattern before; entries from the
/// right, from the facts. What it makes of them goes on to the next. The order in which it does so is the order of
/// the activations, and so part of the language.
/// </summary>
abstract class Node(NodePlan plan, MatchState state)
{
    /// <summary>The next pattern, or the rule's end.</summary>
    public Node? Next { get; set; }

    protected NodePlan Plan { get; } = plan;

    protected MatchState State { get; } = state;

    protected Node Successor => Next ?? throw new InvalidOperationException("The node has no successor.");

    public abstract void AssertLeft(Token token);

    public abstract void ModifyLeft(Token token);

    public abstract void RetractLeft(Token token);

    public virtual void AssertRight(RightEntry entry) => throw NoRightSide();

    public virtual void ModifyRight(RightEntry entry) => throw NoRightSide();

    public virtual void RetractRight(RightEntry entry) => throw NoRightSide();

    /// <summary>Forgets what is in no memory.</summary>
    public virtual void Forget()
    {
    }

    protected bool Matches(Token token, RightEntry entry)
    {
        State.CountStep();
        var frame = State.Frame;
        frame.Left = token;
        frame.Own = entry.Fact.Value;
        return Test.AllHold(Plan.Tests, frame);
    }

    /// <summary>Makes a token of another and an entry, and passes it on.</summary>
    protected void Extend(Token token, RightEntry entry)
    {
        var child = new Token { Parent = token, Right = entry, Value = entry.Fact.Value, Recency = entry.Fact.Recency };
        token.AddChild(child);
        entry.AddMatch(child);
        Successor.AssertLeft(child);
    }

    /// <summary>Makes a token of another alone, and passes it on.</summary>
    protected void Extend(Token token)
    {
        var child = new Token { Parent = token };
        token.AddChild(child);
        Successor.AssertLeft(child);
    }

    /// <summary>Takes back what was passed on.</summary>
    protected void Withdraw(Token child)
    {
        child.Unlink();
        Successor.RetractLeft(child);
    }

    /// <summary>Takes back everything that was made of a token.</summary>
    protected void WithdrawChildren(Token token)
    {
        while (token.FirstChild is { } child)
            Withdraw(child);
    }

    static InvalidOperationException NoRightSide() => new("No facts reach this node.");
}
