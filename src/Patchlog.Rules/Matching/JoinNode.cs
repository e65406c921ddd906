namespace Patchlog.Rules.Matching;

/// <summary>Pairs tokens with facts.</summary>
sealed class JoinNode(NodePlan plan, MatchState state) : Node(plan, state)
{
    readonly Memory _left = new(plan.Left);
    readonly Memory _right = new(plan.Right);

    public override void AssertLeft(Token token)
    {
        _left.Add(token, State);
        var candidates = _right.Find(token);
        while (candidates.TryTake<RightEntry>(out var entry))
        {
            if (Matches(token, entry))
                Extend(token, entry);
        }
    }

    public override void AssertRight(RightEntry entry)
    {
        _right.Add(entry, State);
        var candidates = _left.Find(entry);
        while (candidates.TryTake<Token>(out var token))
        {
            if (Matches(token, entry))
                Extend(token, entry);
        }
    }

    public override void RetractLeft(Token token)
    {
        _left.Remove(token);
        WithdrawChildren(token);
    }

    public override void RetractRight(RightEntry entry)
    {
        _right.Remove(entry);
        while (entry.FirstMatch is { } child)
            Withdraw(child);
    }

    public override void ModifyLeft(Token token)
    {
        _left.Remove(token);
        _left.Add(token, State);

        for (var child = token.FirstChild; child is not null; child = child.NextSibling)
            EntryOf(child).Mark = child;

        var candidates = _right.Find(token);
        while (candidates.TryTake<RightEntry>(out var entry))
        {
            var child = entry.Mark;
            entry.Mark = null;
            Renew(token, entry, child);
        }

        // Pairs that no lookup finds any more: their keys differ now.
        for (var child = token.FirstChild; child is not null;)
        {
            var next = child.NextSibling;
            var entry = EntryOf(child);
            if (entry.Mark is not null)
            {
                entry.Mark = null;
                Withdraw(child);
            }

            child = next;
        }
    }

    public override void ModifyRight(RightEntry entry)
    {
        _right.Remove(entry);
        _right.Add(entry, State);

        for (var child = entry.FirstMatch; child is not null; child = child.NextMatch)
            ParentOf(child).Mark = child;

        var candidates = _left.Find(entry);
        while (candidates.TryTake<Token>(out var token))
        {
            var child = token.Mark;
            token.Mark = null;
            if (child is not null)
                child.Recency = entry.Fact.Recency;
            Renew(token, entry, child);
        }

        for (var child = entry.FirstMatch; child is not null;)
        {
            var next = child.NextMatch;
            var token = ParentOf(child);
            if (token.Mark is not null)
            {
                token.Mark = null;
                Withdraw(child);
            }

            child = next;
        }
    }

    /// <summary>Tries a pair again, of which a token was made before or was not.</summary>
    void Renew(Token token, RightEntry entry, Token? child)
    {
        if (!Matches(token, entry))
        {
            if (child is not null)
                Withdraw(child);
        }
        else if (child is null)
        {
            Extend(token, entry);
        }
        else
        {
            Successor.ModifyLeft(child);
        }
    }

    static RightEntry EntryOf(Token child) =>
        child.Right ?? throw new InvalidOperationException("A pair has no right side.");

    static Token ParentOf(Token child) =>
        child.Parent ?? throw new InvalidOperationException("A pair has no left side.");
}
