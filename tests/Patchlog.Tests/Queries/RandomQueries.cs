using System.Collections.Immutable;
using CsCheck;
using Patchlog.Json;
using Patchlog.Searching;

namespace Patchlog.Tests.Queries;

/// <summary>
/// Documents and queries that have something to do with each other, with a taste for what databases bend.
/// </summary>
static class RandomQueries
{
    /// <summary>Names of members, and steps that a careless reader takes for an index.</summary>
    public static readonly string[] Names =
    [
        "a", "b", "c d", "a/b", "m~n", "é", "😀", "", "0", "1", "01", "-1", "+1", " 1", "-", "2147483648", "$version",
        "it's", "q\"t", "b\\s", "{x,y}", "\u0001",
    ];

    static readonly Gen<string> Name = Gen.OneOf(Names);

    static readonly Gen<string> Text = Gen.Frequency(
        (6, Gen.OneOf(
            "", "a", "ab", "abc", "b", "B", "é", "z", "\uE000", "\uFFFF", "😀", "\U0010FFFF", "a\U0010FFFF", "1", "true",
            "null",
            "'; drop table aggregates; --", "%", "a%", "_", "\\", "$1", "?1", "\"", "\n", "\u0001", " a")),
        (1, Gen.Select(Gen.OneOf("x", "é", "😀"), Gen.Int[253, 258], Gen.OneOf("", "a", "b"),
            (unit, count, end) => string.Concat(Enumerable.Repeat(unit, count)) + end)));

    static readonly Gen<string> Number = Gen.Frequency(
        (2, Gen.OneOf(
            "0", "-0", "0.0", "-0e5", "1", "1.0", "10e-1", "1E0000000001", "0.1", "1e-1", "-1", "-1.0005", "-1.00050001",
            "1.0005",
            "9999", "10000", "10001", "-9999", "-10000", "-10001", "0.0001", "0.00009999", "99999999", "100000000",
            "1E400", "1E401", "-1e400", "1e-400", "1E1000", "-1E1000", "1E-1000", "9007199254740992", "9007199254740993",
            "9223372036854775807", "9223372036854775808", "12345678901234567890.12345678901234567890")),
        (1, Gen.Select(Gen.OneOf("", "-"), Gen.Int[0, 30000], Gen.OneOf("", ".0", ".5", ".125", ".00001"),
            Gen.OneOf("", "e0", "e1", "E-1", "e+4", "e-4", "e-20", "E7"),
            (sign, whole, fraction, exponent) => $"{sign}{whole}{fraction}{exponent}")));

    static readonly Gen<JsonValue> Scalar = Gen.Frequency(
        (1, Gen.OneOf(JsonValue.Null, JsonValue.True, JsonValue.False)),
        (3, Text.Select(text => (JsonValue)text)),
        (3, Number.Select(literal => JsonValue.Parse(literal))));

    static readonly Gen<JsonValue> Value = Gen.Frequency(
        (6, Scalar),
        (2, Scalar.Array[0, 3].Select(items => (JsonValue)JsonArray.Of(items))),
        (1, Gen.Select(Name, Scalar, (name, value) => JsonObject.Of(new JsonMember(name, value)))
            .Array[0, 3].Select(items => (JsonValue)JsonArray.Of(items))),
        (2, Gen.Select(Name, Scalar, (name, value) => new JsonMember(name, value)).Array[0, 4]
            .Select(members => (JsonValue)ObjectOf(members))));

    /// <summary>The body without its id; null for a document to be deleted.</summary>
    public static readonly Gen<JsonObject?> Body = Gen.Frequency(
        (9, Gen.Select(Name, Value, (name, value) => new JsonMember(name, value)).Array[1, 6]
            .Select(members => (JsonObject?)ObjectOf(members))),
        (1, Gen.Const((JsonObject?)null)));

    static readonly Gen<QueryPath> Path = Gen.Frequency(
        (8, Name.Array[1, 2].Select(names => PathOf(names))),
        (1, Gen.OneOf(QueryPath.Id, QueryPath.Version, QueryPath.CreatedAt, QueryPath.UpdatedAt)));

    static readonly Gen<Comparison> Comparisons = Gen.OneOf(Enum.GetValues<Comparison>());

    static readonly Gen<Filter> Term = Gen.Select(Path, Comparisons, Scalar.Array[1, 3], TermOf);

    static readonly Gen<Filter> AnyFilter = FilterOf(2);

    static readonly Gen<ImmutableArray<SortField>> Sort = Gen
        .Select(Path, Gen.Bool, (path, isDescending) => new SortField(path, isDescending))
        .Array[0, 3].Select(keys => keys.ToImmutableArray());

    public static readonly Gen<(Filter Filter, ImmutableArray<SortField> Sort, DeletedDocuments Deleted, int Limit)>
        Query = Gen.Select(AnyFilter, Sort, Gen.OneOf(Enum.GetValues<DeletedDocuments>()), Gen.Int[1, 9]);

    public static QueryPath PathOf(params string[] names) =>
        QueryPath.TryParse(
            string.Concat(names.Select(name => JsonPointer.Root.Append(name).ToString())), out var path, out var problem)
            ? path
            : throw new InvalidOperationException(problem.Detail);

    static Gen<Filter> FilterOf(int depth) => depth == 0
        ? Term
        : Gen.Frequency(
            (4, Term),
            (1, FilterOf(depth - 1).Array[0, 3].Select(filters => (Filter)new Filter.All([.. filters]))),
            (2, FilterOf(depth - 1).Array[0, 3].Select(filters => (Filter)new Filter.Any([.. filters]))),
            (1, FilterOf(depth - 1).Select(filter => (Filter)new Filter.Not(filter))));

    /// <summary>A comparison that the reader of queries would let through.</summary>
    static Filter TermOf(QueryPath path, Comparison comparison, JsonValue[] operands)
    {
        if (path.Kind is QueryPathKind.Version)
            operands = [1, 2, 3];
        else if (path.IsTime)
            operands = ["2000-01-01T00:00:00.000000Z", "2100-01-01T00:00:00.000001Z"];
        var isText = path.Kind is QueryPathKind.Body or QueryPathKind.Id;
        return comparison switch
        {
            Comparison.Exists => new Filter.Compare(path, comparison, []),
            Comparison.OneOf => new Filter.Compare(path, comparison, [.. operands]),
            Comparison.Prefix or Comparison.Contains when !isText => new Filter.Compare(path, Comparison.Exists, []),
            Comparison.Prefix when operands[0] is not JsonString => new Filter.Compare(path, comparison, ["a"]),
            Comparison.Prefix or Comparison.Contains => new Filter.Compare(path, comparison, [operands[0]]),
            _ when operands[0] is JsonNumber or JsonString => new Filter.Compare(path, comparison, [operands[0]]),
            _ => new Filter.Compare(path, comparison, [path.Kind == QueryPathKind.Body ? 1 : "b"]),
        };
    }

    static JsonObject ObjectOf(JsonMember[] members) => JsonObject.Of([.. members.DistinctBy(member => member.Name)]);
}
