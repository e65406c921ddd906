using System.Globalization;
using System.Numerics;
using System.Text;
using Patchlog.Json;
using Patchlog.Searching;

namespace Patchlog.Tests.Queries;

/// <summary>What a query means, written down as plainly as can be: the model of both databases.</summary>
static class NaiveQuery
{
    const int CharactersThatSort = 255;

    public static List<FoundDocument> Find(IEnumerable<FoundDocument> all, Query query)
    {
        var found = all
            .Where(document => query.Deleted switch
            {
                DeletedDocuments.Exclude => document.State.Body is not null,
                DeletedDocuments.Only => document.State.Body is null,
                _ => true,
            })
            .Where(document => Holds(query.Filter, document))
            .ToList();
        found.Sort((left, right) => Compare(query.Sort, left, right));
        return found;
    }

    static bool Holds(Filter filter, FoundDocument document)
    {
        if (filter is Filter.Not not)
            return !Holds(not.Inner, document);
        if (filter is Filter.All all)
            return all.Filters.All(inner => Holds(inner, document));
        if (filter is Filter.Any any)
            return any.Filters.Any(inner => Holds(inner, document));
        var compare = (Filter.Compare)filter;
        var value = ValueAt(compare.Path, document);
        var operands = compare.Operands;
        return compare.Comparison switch
        {
            Comparison.Exists => value is not null,
            Comparison.OneOf => operands.Any(operand => AreEqual(value, operand)),
            Comparison.Prefix => value is JsonString text && operands[0] is JsonString prefix
                && Runes(text).Take(Runes(prefix).Count).SequenceEqual(Runes(prefix)),
            Comparison.Contains => value is JsonArray items
                ? items.Items.ToArray().Any(item => AreEqual(item, operands[0]))
                : value is JsonString whole && operands[0] is JsonString part
                    && Enumerable.Range(0, whole.Value.Length + 1)
                        .Any(start => string.CompareOrdinal(whole.Value, start, part.Value, 0, part.Value.Length) == 0),
            _ when value is null || RankOf(value) != RankOf(operands[0]) || RankOf(value) is not (4 or 5) => false,
            Comparison.Less => Compare(value, operands[0]) < 0,
            Comparison.AtMost => Compare(value, operands[0]) <= 0,
            Comparison.Greater => Compare(value, operands[0]) > 0,
            _ => Compare(value, operands[0]) >= 0,
        };
    }

    static bool AreEqual(JsonValue? value, JsonValue operand) =>
        value is not null && RankOf(value) < 6 && RankOf(value) == RankOf(operand) && Compare(value, operand) == 0;

    static int Compare(IReadOnlyList<SortField> sort, FoundDocument left, FoundDocument right)
    {
        foreach (var key in sort)
        {
            var (here, there) = (ValueAt(key.Path, left), ValueAt(key.Path, right));
            var order = RankOf(here).CompareTo(RankOf(there));
            if (order == 0 && here is not null)
                order = Compare(here, there!, CharactersThatSort);
            if (order != 0)
                return key.IsDescending ? -order : order;
        }
        return 0;
    }

    /// <summary>Two of one rank.</summary>
    static int Compare(JsonValue left, JsonValue right, int characters = int.MaxValue)
    {
        if (left is JsonNumber)
            return (ScaledOf((JsonNumber)left) - ScaledOf((JsonNumber)right)).Sign;
        if (left is not JsonString)
            return 0;
        var (here, there) = (Runes((JsonString)left).Take(characters).ToList(),
            Runes((JsonString)right).Take(characters).ToList());
        for (var i = 0; i < Math.Min(here.Count, there.Count); i++)
            if (here[i] != there[i])
                return here[i].Value.CompareTo(there[i].Value);
        return here.Count.CompareTo(there.Count);
    }

    /// <summary>The number times 10^2000, which makes all numbers of these tests whole.</summary>
    static BigInteger ScaledOf(JsonNumber number)
    {
        var parts = number.Literal.ToLowerInvariant().Split('e');
        var digits = parts[0].Split('.');
        var exponent = 2000 + (parts.Length == 2 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0)
            - (digits.Length == 2 ? digits[1].Length : 0);
        return BigInteger.Parse(string.Concat(digits), CultureInfo.InvariantCulture) * BigInteger.Pow(10, exponent);
    }

    static List<Rune> Runes(JsonString text) => [.. text.Value.EnumerateRunes()];

    static int RankOf(JsonValue? value) => value?.Kind switch
    {
        null => 0,
        JsonKind.Null => 1,
        JsonKind.False => 2,
        JsonKind.True => 3,
        JsonKind.Number => 4,
        JsonKind.String => 5,
        _ => 6,
    };

    static JsonValue? ValueAt(QueryPath path, FoundDocument document)
    {
        switch (path.Kind)
        {
            case QueryPathKind.Id: return document.Id.Value;
            case QueryPathKind.Version: return document.State.Version.Number;
            case QueryPathKind.CreatedAt: return Timestamps.Write(document.State.CreatedAt);
            case QueryPathKind.UpdatedAt: return Timestamps.Write(document.State.UpdatedAt);
        }
        JsonValue? value = document.State.Body;
        foreach (var step in path.Pointer.Tokens)
        {
            if (value is JsonObject members)
                value = members[step];
            else if (value is JsonArray items)
                value = Enumerable.Range(0, items.Count)
                    .Where(index => index.ToString(CultureInfo.InvariantCulture) == step)
                    .Select(index => items[index]).SingleOrDefault();
            else
                return null;
        }
        return value;
    }
}
