using System.Collections.Immutable;
using System.Diagnostics;
using Patchlog.Json;

namespace Patchlog.Searching;

/// <summary>
/// What a filter says about the keys at one path: a document that passes has its key there in one of some ranges. The
/// reverse does not hold, so whoever searches by them asks the filter in the end.
/// </summary>
static class KeyRanges
{
    static readonly Comparer<string> ByCodePoint = Comparer<string>.Create(ValueKey.Compare);

    /// <summary>
    /// The ranges of a path, ascending and apart; none if no document can pass, and null if the filter says nothing
    /// about the path.
    /// </summary>
    /// <param name="filter">The filter, of living documents.</param>
    /// <param name="path">The path in the body.</param>
    public static ImmutableArray<KeyRange>? Of(Filter filter, JsonPointer path) => filter switch
    {
        Filter.All all => OfAll(all, path),
        Filter.Any any => OfAny(any, path),
        Filter.Not { Inner: Filter.Compare { Comparison: Comparison.Exists } compare } when IsAt(compare, path) =>
            [KeyRange.Of(ValueKey.Absent)],
        Filter.Not => null,
        Filter.Compare compare => IsAt(compare, path) ? OfComparison(compare) : null,
        _ => throw new UnreachableException($"{filter} is not a filter."),
    };

    static bool IsAt(Filter.Compare compare, JsonPointer path) =>
        compare.Path.Kind == QueryPathKind.Body && compare.Path.Pointer.Equals(path);

    static ImmutableArray<KeyRange>? OfAll(Filter.All all, JsonPointer path)
    {
        ImmutableArray<KeyRange>? common = null;
        foreach (var filter in all.Filters)
            if (Of(filter, path) is { } ranges)
                common = common is { } others ? Intersect(others, ranges) : ranges;

        return common;
    }

    static ImmutableArray<KeyRange>? OfAny(Filter.Any any, JsonPointer path)
    {
        List<KeyRange> either = [];
        foreach (var filter in any.Filters)
        {
            if (Of(filter, path) is not { } ranges)
                return null;

            either.AddRange(ranges);
        }

        return Unite(either);
    }

    static ImmutableArray<KeyRange>? OfComparison(Filter.Compare compare) => compare.Comparison switch
    {
        Comparison.OneOf => Unite(compare.Operands.Select(operand => KeyRange.Of(ValueKey.Of(operand)))),
        Comparison.Less or Comparison.AtMost => OfOrder(compare.Operands[0], isBelow: true),
        Comparison.Greater or Comparison.AtLeast => OfOrder(compare.Operands[0], isBelow: false),
        Comparison.Exists => [new(ValueKey.Null, ValueKey.End)],
        Comparison.Prefix => OfPrefix(compare.Operands[0]),
        Comparison.Contains => null,
    };

    static ImmutableArray<KeyRange> OfOrder(JsonValue operand, bool isBelow)
    {
        if (operand is not (JsonNumber or JsonString))
            return [];

        var kind = operand is JsonString
            ? new KeyRange(ValueKey.Text, ValueKey.Other)
            : new KeyRange(ValueKey.Number, ValueKey.Text);

        // A number that no key tells apart from others: all numbers may be below it, or above.
        var key = ValueKey.Of(operand);
        if (key == ValueKey.Other)
            return [kind];

        return [isBelow ? kind with { To = key } : kind with { From = key }];
    }

    static ImmutableArray<KeyRange> OfPrefix(JsonValue operand)
    {
        if (operand is not JsonString prefix)
            return [];

        var first = ValueKey.OfText(prefix.Value);
        return [new(first, ValueKey.After(first) ?? ValueKey.Other)];
    }

    static ImmutableArray<KeyRange> Unite(IEnumerable<KeyRange> ranges)
    {
        var united = ImmutableArray.CreateBuilder<KeyRange>();
        foreach (var range in ranges.OrderBy(range => range.From, ByCodePoint))
        {
            if (united.Count > 0 && ValueKey.Compare(range.From, united[^1].To) <= 0)
                united[^1] = new(united[^1].From, Later(united[^1].To, range.To));
            else
                united.Add(range);
        }

        return united.ToImmutable();
    }

    static ImmutableArray<KeyRange> Intersect(ImmutableArray<KeyRange> left, ImmutableArray<KeyRange> right)
    {
        var common = ImmutableArray.CreateBuilder<KeyRange>();
        for (int i = 0, j = 0; i < left.Length && j < right.Length;)
        {
            var range = new KeyRange(Later(left[i].From, right[j].From), Earlier(left[i].To, right[j].To));
            if (!range.IsEmpty)
                common.Add(range);

            if (ValueKey.Compare(left[i].To, right[j].To) < 0)
                i++;
            else
                j++;
        }

        return common.ToImmutable();
    }

    static string Later(string left, string right) => ValueKey.Compare(left, right) < 0 ? right : left;

    static string Earlier(string left, string right) => ValueKey.Compare(left, right) < 0 ? left : right;
}
