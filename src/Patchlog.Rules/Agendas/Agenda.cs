using System.Diagnostics.CodeAnalysis;
using Patchlog.Rules.Matching;

namespace Patchlog.Rules.Agendas;

/// <summary>The activations that are to fire, by group, and which group has the focus.</summary>
sealed class Agenda
{
    readonly AgendaPlan _plan;
    readonly AgendaGroup[] _groups;
    readonly List<int> _focus = [0];
    long _recency;
    int _counter;

    public Agenda(AgendaPlan plan)
    {
        _plan = plan;
        _groups = new AgendaGroup[plan.Groups.Length];
        for (var i = 0; i < _groups.Length; i++)
            _groups[i] = plan.IsUsual ? new StackedGroup() : new SortedGroup(plan.Strategies);
    }

    /// <summary>The rule whose action is running, or null.</summary>
    public RulePlan? Firing { get; set; }

    public void Add(Token token, VariantPlan variant)
    {
        if (!variant.Rule.Declaration.NoLoop || !ReferenceEquals(Firing, variant.Rule))
            Insert(token, variant);
    }

    /// <summary>
    /// Makes an activation new, because its facts changed. One that is to fire anyway stays, also where its rule must
    /// not loop.
    /// </summary>
    public void Renew(Token token, VariantPlan variant)
    {
        var isPending = token.List is not null;
        Remove(token, variant.Rule);
        if (isPending)
            Insert(token, variant);
        else
            Add(token, variant);
    }

    void Insert(Token token, VariantPlan variant)
    {
        var rule = variant.Rule;
        _recency++;
        token.Variant = variant;
        if (!_plan.IsUsual)
            token.Activation = Activation.Of(token, rule, _recency, _counter);

        _groups[rule.Group].Add(token, rule);
        if (rule.TakesFocus)
            Focus(rule.Group);
    }

    /// <summary>Takes back an activation, if it has not fired.</summary>
    public void Remove(Token token, RulePlan rule)
    {
        if (token.List is not null)
            _groups[rule.Group].Remove(token);
    }

    /// <summary>Gives the focus to a group; a group that no rule belongs to is ignored.</summary>
    public void Focus(string group)
    {
        var index = Array.IndexOf(_plan.Groups, group);
        if (index >= 0)
            Focus(index);
    }

    /// <summary>Takes out the next activation of the group in focus. Groups that are empty lose the focus.</summary>
    public bool TryTake([NotNullWhen(true)] out Token? token)
    {
        DropEmptyGroups();
        return _groups[_focus[^1]].TryTake(out token);
    }

    /// <summary>Begins to count the rounds of changes.</summary>
    public void ResetCounter() => _counter = 0;

    /// <summary>Ends a round of changes; false if nothing is left to fire.</summary>
    public bool TryCount()
    {
        DropEmptyGroups();
        if (_groups[_focus[^1]].IsEmpty)
            return false;

        _counter++;
        return true;
    }

    public void Clear()
    {
        foreach (var group in _groups)
            group.Clear();

        _focus.Clear();
        _focus.Add(0);
        _recency = 0;
        _counter = 0;
        Firing = null;
    }

    void DropEmptyGroups()
    {
        while (_focus[^1] != 0 && _groups[_focus[^1]].IsEmpty)
            _focus.RemoveAt(_focus.Count - 1);
    }

    void Focus(int group)
    {
        if (_focus[^1] != group)
            _focus.Add(group);
    }
}
