using System.Diagnostics.CodeAnalysis;
using Patchlog.Rules.Matching;

namespace Patchlog.Rules.Agendas;

/// <summary>The activations of one group, ordered.</summary>
abstract class AgendaGroup
{
    public abstract bool IsEmpty { get; }

    public abstract void Add(Token activation, RulePlan rule);

    public abstract void Remove(Token activation);

    /// <summary>Takes out the activation that is to fire first.</summary>
    public abstract bool TryTake([NotNullWhen(true)] out Token? activation);

    public abstract void Clear();
}

/// <summary>Salience, then the latest: a stack for each salience. All operations take constant time.</summary>
sealed class StackedGroup : AgendaGroup
{
    /// <summary>By salience, the least first.</summary>
    readonly SortedList<int, ElementList> _stacks = [];

    int _count;

    public override bool IsEmpty => _count == 0;

    public override void Add(Token activation, RulePlan rule)
    {
        var salience = rule.Declaration.Salience;
        if (!_stacks.TryGetValue(salience, out var stack))
            _stacks.Add(salience, stack = new ElementList());

        stack.Add(activation);
        _count++;
    }

    public override void Remove(Token activation)
    {
        activation.List?.Remove(activation);
        _count--;
    }

    public override bool TryTake([NotNullWhen(true)] out Token? activation)
    {
        activation = null;
        for (var i = _stacks.Count - 1; i >= 0 && _count > 0; i--)
        {
            if (_stacks.Values[i].Last is not Token last)
                continue;

            activation = last;
            Remove(last);
            return true;
        }

        return false;
    }

    public override void Clear()
    {
        foreach (var stack in _stacks.Values)
            stack.Clear();
        _count = 0;
    }
}

/// <summary>Any other order: a sorted set.</summary>
sealed class SortedGroup(ConflictStrategy[] strategies) : AgendaGroup
{
    readonly SortedSet<Token> _activations = new(new ActivationOrder(strategies));

    /// <summary>Marks the activations that are in here.</summary>
    readonly ElementList _mark = new();

    public override bool IsEmpty => _activations.Count == 0;

    public override void Add(Token activation, RulePlan rule)
    {
        _activations.Add(activation);
        activation.List = _mark;
    }

    public override void Remove(Token activation)
    {
        _activations.Remove(activation);
        activation.List = null;
    }

    public override bool TryTake([NotNullWhen(true)] out Token? activation)
    {
        activation = _activations.Max;
        if (activation is null)
            return false;

        Remove(activation);
        return true;
    }

    public override void Clear() => _activations.Clear();
}
