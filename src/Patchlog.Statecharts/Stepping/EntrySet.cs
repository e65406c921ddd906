using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Stepping;

/// <summary>Which states transitions enter (SCXML, appendix D: computeEntrySet, as XState 5 has it).</summary>
/// <param name="state">The instance, whose states were left already.</param>
sealed class EntrySet(StepState state)
{
    readonly StateSet _entered = new(state.States.Length);
    readonly StateSet _byDefault = new(state.States.Length);

    /// <summary>The states to enter.</summary>
    public StateSet Entered => _entered;

    /// <summary>Those that are entered as such, so that their initial transitions are taken too.</summary>
    public StateSet ByDefault => _byDefault;

    /// <summary>Adds what a transition enters.</summary>
    /// <param name="transition">The transition.</param>
    /// <param name="left">Its domain when states were left: what it recalls may have been recorded since.</param>
    public void Add(Transition transition, StateNode? left)
    {
        var source = transition.Source;
        var domain = transition.HasHistory ? Wider(left, TransitionTargets.Domain(transition, state)) : left;
        foreach (var target in transition.Targets)
        {
            var isEntered = target != source || source != domain || transition.IsReentering;
            if (target.Kind != StateKind.History && isEntered)
                AddByDefault(target);

            AddDescendants(target);
        }

        var isFromRoot = source.Parent is null && transition.IsReentering;
        foreach (var target in TransitionTargets.Effective(transition, state))
        {
            AddAncestors(target, domain, isFromRoot ? null : domain);
            if (domain?.Kind == StateKind.Parallel)
                AddAncestor(domain, isFromRoot ? null : domain);
        }
    }

    // Both are the source or above it. XState takes the second, and so forgets what was left below the first alone.
    static StateNode? Wider(StateNode? left, StateNode? now) =>
        left is null || now is null ? null : now.IsBelow(left) ? left : now;

    void AddByDefault(StateNode node)
    {
        _entered.Add(node.Index);
        _byDefault.Add(node.Index);
    }

    void AddDescendants(StateNode node)
    {
        switch (node.Kind)
        {
            case StateKind.History:
                AddRecalled(node);
                break;
            case StateKind.Compound when node.Initial is { } initial:
                if (initial.Kind != StateKind.History)
                    AddByDefault(initial);

                AddDescendants(initial);
                AddAncestors(initial, node, null);
                break;
            case StateKind.Parallel:
                foreach (var child in node.Children)
                {
                    if (_entered.ContainsAny(child.Index + 1, child.End))
                        continue;

                    AddByDefault(child);
                    AddDescendants(child);
                }

                break;
            case StateKind.Atomic or StateKind.Compound or StateKind.Final:
                break;
        }
    }

    void AddRecalled(StateNode history)
    {
        var isRecalled = state.History.TryGetValue(history.Index, out var recalled);
        var targets = isRecalled
            ? [.. recalled.Select(index => state.States[index])]
            : TransitionTargets.DefaultOf(history);

        var isParentsDefault = !isRecalled && history.HistoryTargets.IsEmpty
            && history.Parent?.Kind == StateKind.Compound;
        foreach (var target in targets)
        {
            _entered.Add(target.Index);
            if (isParentsDefault && history.Parent is { } parent)
                _byDefault.Add(parent.Index);

            AddDescendants(target);
        }

        foreach (var target in targets)
            AddAncestors(target, history.Parent, null);
    }

    // The ancestors of a state below another one; without one, all.
    void AddAncestors(StateNode node, StateNode? end, StateNode? domain)
    {
        if (node == end)
            return;

        for (var above = node.Parent; above is not null && above != end; above = above.Parent)
            AddAncestor(above, domain);
    }

    void AddAncestor(StateNode above, StateNode? domain)
    {
        if (domain is null || above.IsBelow(domain))
            _entered.Add(above.Index);
        if (above.Kind != StateKind.Parallel)
            return;

        foreach (var child in above.Children)
        {
            if (_entered.ContainsAny(child.Index + 1, child.End))
                continue;

            _entered.Add(child.Index);
            AddDescendants(child);
        }
    }
}
