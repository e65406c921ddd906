using CsCheck;
using Patchlog.Json;
using Patchlog.Searching;
using Patchlog.Tests.Queries;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Searching;

/// <summary>What a filter says about the keys at a path: never less than what passes.</summary>
public sealed class KeyRangesTests
{
    static readonly QueryPath Path = RandomQueries.PathOf("a");

    [Fact]
    public void Whatever_passes_a_filter_has_its_key_in_the_ranges_which_are_ascending_and_apart() =>
        Gen.Select(RandomQueries.Body.Array[1, 10], RandomQueries.Query.Array[1, 10], Gen.OneOf(RandomQueries.Names))
            .Sample((bodies, queries, name) =>
            {
                var path = RandomQueries.PathOf(name).Pointer;
                foreach (var filter in queries.Select(query => query.Filter))
                {
                    if (KeyRanges.Of(filter, path) is not { } ranges)
                        continue;

                    foreach (var (before, after) in ranges.Zip(ranges.Skip(1)))
                        ValueKey.Compare(before.To, after.From).ShouldBeLessThan(0);

                    foreach (var body in bodies.OfType<JsonObject>())
                    {
                        var state = AggregateState.None with { Version = new(1), Body = body };
                        var key = ValueKey.Of(path.Evaluate(body));
                        if (filter.Matches(AggregateId.Trusted("x"), state))
                            ranges.ShouldContain(range => Has(range, key));
                    }
                }
            }, iter: 2000);

    [Fact]
    public void Both_ends_of_a_range_come_together()
    {
        var both = new Filter.All([Of(Comparison.AtLeast, 10), Of(Comparison.Less, 20)]);

        KeyRanges.Of(both, Path.Pointer)
            .ShouldBe([new KeyRange(ValueKey.Of(JsonValue.Parse("10")), ValueKey.Of(JsonValue.Parse("20")))]);
    }

    [Fact]
    public void Values_of_a_list_are_a_range_each_and_what_both_sides_of_and_have_is_left()
    {
        var both = new Filter.All([Of(Comparison.OneOf, 3, 1, 2, 1), Of(Comparison.OneOf, 2, 4)]);

        KeyRanges.Of(both, Path.Pointer).ShouldBe([KeyRange.Of(ValueKey.Of(JsonValue.Parse("2")))]);
    }

    [Fact]
    public void A_side_of_or_that_says_nothing_leaves_nothing_out()
    {
        var other = new Filter.Compare(RandomQueries.PathOf("b"), Comparison.Exists, []);

        KeyRanges.Of(new Filter.Any([Of(Comparison.OneOf, 1), other]), Path.Pointer).ShouldBeNull();
        KeyRanges.Of(new Filter.All([Of(Comparison.OneOf, 1), other]), Path.Pointer)!.Value.Length.ShouldBe(1);
        KeyRanges.Of(new Filter.Any([]), Path.Pointer).ShouldBe([]);
    }

    static Filter.Compare Of(Comparison comparison, params int[] operands) =>
        new(Path, comparison, [.. operands.Select(operand => (JsonValue)operand)]);

    static bool Has(KeyRange range, string key) =>
        ValueKey.Compare(range.From, key) <= 0 && ValueKey.Compare(key, range.To) <= 0;
}
