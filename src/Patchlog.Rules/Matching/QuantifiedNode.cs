namespace Patchlog.Rules.Matching;

/// <summary>
/// What <c>not</c> and <c>exists</c> have in common: a token is either blocked by one entry that matches it, or it is
/// in the left memory and nothing matches it. Which entry blocks a token, and in which order an entry's tokens are
/// freed, decides the order of activations.
/// </summary>
abstract class QuantifiedNode(NodePlan plan, MatchState state) : Node(plan, state)
{
    readonly List<Token> _found = [];

    protected Memory LeftMemory { get; } = new(plan.Left);

    protected Memory RightMemory { get; } = new(plan.Right);

    /// <summary>A token that matched nothing does now, or has come and does.</summary>
    protected abstract void OnBlocked(Token token);

    /// <summary>A token that matched something does not any more, or has come and does not.</summary>
    protected abstract void OnFree(Token token);

    /// <summary>A token is blocked, or free, as it was before, but something was modified.</summary>
    protected abstract void OnStill(Token token, bool isBlocked);

    public override void AssertLeft(Token token)
    {
        if (FirstMatch(token) is { } entry)
        {
            entry.Block(token);
            OnBlocked(token);
        }
        else
        {
            LeftMemory.Add(token, State);
            OnFree(token);
        }
    }

    public override void RetractLeft(Token token)
    {
        if (token.Blocker is { } blocker)
            blocker.Unblock(token);
        else
            LeftMemory.Remove(token);
        WithdrawChildren(token);
    }

    public override void AssertRight(RightEntry entry)
    {
        RightMemory.Add(entry, State);
        BlockMatches(entry, FindTokens(entry));
    }

    public override void RetractRight(RightEntry entry)
    {
        RightMemory.Remove(entry);
        for (var token = entry.FirstBlocked; token is not null;)
        {
            var next = token.NextBlocked;
            entry.Unblock(token);
            BlockOrFree(token, FirstMatch(token));
            token = next;
        }
    }

    public override void ModifyLeft(Token token)
    {
        var blocker = token.Blocker;
        if (blocker is not null)
            blocker.Unblock(token);
        else
            LeftMemory.Remove(token);

        var match = blocker is not null && Matches(token, blocker) ? blocker : FirstMatchOfModified(token);
        if (match is not null)
        {
            match.Block(token);
            if (blocker is null)
                OnBlocked(token);
            else
                OnStill(token, isBlocked: true);
            return;
        }

        LeftMemory.Add(token, State);
        if (blocker is null)
            OnStill(token, isBlocked: false);
        else
            OnFree(token);
    }

    /// <summary>The entry that is to block a modified token whose blocker no longer does.</summary>
    protected abstract RightEntry? FirstMatchOfModified(Token token);

    /// <summary>The tokens that a modified entry may block, in the order in which it is to block them.</summary>
    protected abstract List<Token> FindTokensOfModified(RightEntry entry);

    public override void ModifyRight(RightEntry entry)
    {
        var formerSequence = entry.Sequence;
        RightMemory.Remove(entry);
        RightMemory.Add(entry, State);

        // What it newly blocks is looked up before anything is freed: what is freed now is not blocked again.
        var tokens = FindTokensOfModified(entry);

        var last = entry.LastBlocked;
        for (var token = entry.FirstBlocked; token is not null && last is not null;)
        {
            var next = ReferenceEquals(token, last) ? null : token.NextBlocked;
            entry.Unblock(token);
            BlockOrFree(token, Matches(token, entry) ? entry : NextMatch(token, formerSequence));
            token = next;
        }

        BlockMatches(entry, tokens);
    }

    protected RightEntry? FirstMatch(Token token)
    {
        var candidates = RightMemory.Find(token);
        while (candidates.TryTake<RightEntry>(out var entry))
        {
            if (Matches(token, entry))
                return entry;
        }

        return null;
    }

    /// <summary>
    /// The match that came first after a moment, else the one that came first of all.
    /// </summary>
    protected RightEntry? NextMatch(Token token, long after)
    {
        RightEntry? best = null;
        var candidates = RightMemory.Find(token);
        while (candidates.TryTake<RightEntry>(out var entry))
        {
            if (Matches(token, entry) && (best is null || ComesBefore(entry, best, after)))
                best = entry;
        }

        return best;
    }

    protected List<Token> FindTokens(RightEntry entry)
    {
        _found.Clear();
        var candidates = LeftMemory.Find(entry);
        while (candidates.TryTake<Token>(out var token))
            _found.Add(token);
        return _found;
    }

    static bool ComesBefore(RightEntry entry, RightEntry other, long after) =>
        entry.Sequence > after == other.Sequence > after
            ? entry.Sequence < other.Sequence
            : entry.Sequence > after;

    void BlockOrFree(Token token, RightEntry? match)
    {
        if (match is not null)
        {
            match.Block(token);
            OnStill(token, isBlocked: true);
            return;
        }

        LeftMemory.Add(token, State);
        OnFree(token);
    }

    void BlockMatches(RightEntry entry, List<Token> tokens)
    {
        foreach (var token in tokens)
        {
            if (!Matches(token, entry))
                continue;

            LeftMemory.Remove(token);
            entry.Block(token);
            OnBlocked(token);
        }

        // The list lives as long as the network: it must not keep a session's facts.
        tokens.Clear();
    }
}
