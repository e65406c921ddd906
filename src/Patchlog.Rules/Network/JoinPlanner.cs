using System.Collections.Frozen;
using Patchlog.Rules.Matching;
using Patchlog.Rules.Syntax;

namespace Patchlog.Rules.Network;

/// <summary>
/// Chooses how the two memories of a join are indexed. Equal keys are hashed: that changes no order. Greater and
/// less are looked up by range only where nools does so, because then the order of the keys is the order of the
/// activations.
/// </summary>
/// <param name="own">The alias of the pattern.</param>
/// <param name="earlier">The names that the patterns before it bind.</param>
sealed class JoinPlanner(string own, Bindings earlier)
{
    static readonly FrozenDictionary<BinaryOperator, RangeOperator> Ranges =
        new Dictionary<BinaryOperator, RangeOperator>
        {
            [BinaryOperator.Greater] = RangeOperator.Greater,
            [BinaryOperator.GreaterOrEqual] = RangeOperator.GreaterOrEqual,
            [BinaryOperator.Less] = RangeOperator.Less,
            [BinaryOperator.LessOrEqual] = RangeOperator.LessOrEqual,
        }.ToFrozenDictionary();

    public (MemoryPlan Left, MemoryPlan Right) Plan(IReadOnlyList<Expression> conditions)
    {
        var equal = new List<Comparison>();
        var ranges = new List<Comparison>();
        foreach (var condition in conditions.Reverse())
        {
            if (Compare(Ungroup(condition)) is not { } comparison)
                continue;
            if (comparison.Operator is null)
                equal.Add(comparison);
            else if (condition is not Expression.Group && comparison.IsOrdered)
                ranges.Add(comparison);
        }

        if (equal.Count == 0 && ranges.Count == 0)
            return (MemoryPlan.Unindexed, MemoryPlan.Unindexed);

        var first = equal.Count > 0 ? equal[0] : null;
        var second = equal.Count > 1 ? equal[1] : null;
        return (
            new MemoryPlan(Left(first), Left(second), ranges.Count > 0 ? LeftRange(ranges) : null),
            new MemoryPlan(Right(first), Right(second), ranges.Count > 0 ? RightRange(ranges) : null));
    }

    static KeyPair? Left(Comparison? comparison) =>
        comparison is null ? null : new KeyPair(comparison.Other, comparison.Own);

    static KeyPair? Right(Comparison? comparison) =>
        comparison is null ? null : new KeyPair(comparison.Own, comparison.Other);

    /// <summary>The first in the order of the operators' names is the one that orders: gt, gte, lt, lte.</summary>
    static RangePair LeftRange(List<Comparison> ranges)
    {
        var chosen = ranges.MinBy(range => range.LeftOperator) ?? throw new InvalidOperationException("No range.");
        return new RangePair(chosen.Other, chosen.Own, chosen.LeftOperator);
    }

    static RangePair RightRange(List<Comparison> ranges)
    {
        var chosen = ranges.MinBy(range => range.RightOperator) ?? throw new InvalidOperationException("No range.");
        return new RangePair(chosen.Own, chosen.Other, chosen.RightOperator);
    }

    static Expression Ungroup(Expression expression)
    {
        while (expression is Expression.Group group)
            expression = group.Inner;
        return expression;
    }

    Comparison? Compare(Expression expression)
    {
        if (expression is not Expression.Binary binary
            || PathOf(binary.Left) is not { } left
            || PathOf(binary.Right) is not { } right
            || left.IsOwn == right.IsOwn)
        {
            return null;
        }

        var (ownPath, otherPath) = left.IsOwn ? (left, right) : (right, left);
        RangeOperator? range = Ranges.TryGetValue(binary.Operator, out var found) ? found : null;
        if (range is null && binary.Operator is not (BinaryOperator.Equal or BinaryOperator.StrictEqual))
            return null;

        return new Comparison(ownPath.Key, otherPath.Key, range, left.IsOwn, IsOrderedByNools(ownPath, otherPath));
    }

    /// <summary>
    /// nools takes every name that begins like the alias for the alias, and knows no names with a dollar sign.
    /// </summary>
    bool IsOrderedByNools(in Path ownPath, in Path otherPath) =>
        !otherPath.Root.StartsWith(own, StringComparison.Ordinal)
        && !ownPath.Root.Contains('$', StringComparison.Ordinal)
        && !otherPath.Root.Contains('$', StringComparison.Ordinal);

    Path? PathOf(Expression expression)
    {
        var members = new List<string>();
        while (expression is Expression.Member member)
        {
            members.Insert(0, member.Text);
            expression = member.Owner;
        }

        if (expression is not Expression.Name name)
            return null;
        if (name.Text == own)
            return new Path(name.Text, IsOwn: true, new KeyPath(-1, -1, [.. members]));
        return earlier.Find(name.Text) is { } bound
            ? new Path(name.Text, IsOwn: false, new KeyPath(bound.Steps, bound.Binding, [.. members]))
            : null;
    }

    readonly record struct Path(string Root, bool IsOwn, KeyPath Key);

    /// <summary>A comparison of the pattern's fact with an earlier one.</summary>
    /// <param name="Own">The key of the pattern's fact.</param>
    /// <param name="Other">The key of the earlier one.</param>
    /// <param name="Operator">How they compare as written; null for equal.</param>
    /// <param name="IsOwnFirst">Whether the pattern's fact is written first.</param>
    /// <param name="IsOrdered">Whether nools looks it up by range.</param>
    sealed record Comparison(KeyPath Own, KeyPath Other, RangeOperator? Operator, bool IsOwnFirst, bool IsOrdered)
    {
        public RangeOperator RightOperator => IsOwnFirst ? Written : Inverted;

        public RangeOperator LeftOperator => IsOwnFirst ? Inverted : Written;

        RangeOperator Written => Operator ?? throw new InvalidOperationException("Equality has no range.");

        /// <summary>As nools inverts: never too few, and in the same direction.</summary>
        RangeOperator Inverted => Written is RangeOperator.Greater or RangeOperator.GreaterOrEqual
            ? RangeOperator.LessOrEqual
            : RangeOperator.GreaterOrEqual;
    }
}
