using Patchlog.Rules.Matching;
using Patchlog.Rules.Syntax;

namespace Patchlog.Rules.Network;

/// <summary>The names that the patterns of a rule bind so far, seen from the pattern that comes next.</summary>
sealed class Bindings
{
    readonly List<(string Name, int Level, int Binding)> _bound = [];
    int _level;

    /// <summary>Everything that is bound, each name once, seen from the pattern that comes next.</summary>
    public BoundName[] All =>
        [.. _bound.Select(bound => bound.Name).Distinct().Select(name => Find(name)).OfType<BoundName>()];

    /// <summary>What a name means; the last pattern that binds it counts. Null if none does.</summary>
    public BoundName? Find(string name)
    {
        var index = _bound.FindLastIndex(bound => bound.Name == name);
        return index < 0 ? null : new BoundName(name, _level - _bound[index].Level, _bound[index].Binding);
    }

    /// <summary>Goes on behind a pattern, which may bind names.</summary>
    public void Add(Condition.Single condition)
    {
        _level++;
        if (condition.Quantifier != Quantifier.Each)
            return;

        _bound.Add((condition.Pattern.Alias, _level, -1));
        foreach (var (index, binding) in condition.Pattern.Bindings.Index())
            _bound.Add((binding.Name, _level, index));
    }
}
