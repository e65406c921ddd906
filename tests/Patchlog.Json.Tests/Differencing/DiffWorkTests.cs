using CsCheck;
using Patchlog.Json.Differencing;
using Patchlog.Json.Tests.Generators;
using Shouldly;
using Xunit;

namespace Patchlog.Json.Tests.Differencing;

/// <summary>What a difference does when it would take too much: the work is counted, and so is its size.</summary>
public sealed class DiffWorkTests
{
    [Fact]
    public void A_difference_that_gives_up_anywhere_still_makes_one_document_of_the_other() =>
        Gen.Select(Documents.Versions, Gen.Int[0, 400]).Sample((versions, budget) =>
        {
            var (from, to) = versions;

            var patch = JsonDiff.Compute(from, to, new ComparisonWork(budget));

            patch.ApplyTo(from).ShouldBe(to);
            JsonDiff.Compute(from, to, new ComparisonWork(budget)).ToJson().ToString()
                .ShouldBe(patch.ToJson().ToString());
        }, iter: 3000);

    [Fact]
    public void What_is_left_when_the_work_is_spent_is_replaced_in_the_smallest_container_around_it()
    {
        var from = JsonValue.Parse("""{"id":1,"a":{"x":1,"y":[1],"z":0},"b":{"x":1,"z":0},"c":3}""");
        var to = JsonValue.Parse("""{"id":1,"a":{"x":2,"y":[2],"z":0},"b":{"x":2,"z":0},"c":3}""");

        // 16 units and its length for each pointer: the root, "/a" and "/a/x" are one more than there are.
        var patch = JsonDiff.Compute(from, to, new ComparisonWork(53));

        patch.Operations.Select(operation => operation.Path.ToString()).ShouldBe(["/a/x", "/a/y", "/b"]);
    }

    [Fact]
    public void With_no_work_at_all_the_document_is_replaced() =>
        JsonDiff.Compute(JsonValue.Parse("""{"id":1,"a":2}"""), JsonValue.Parse("""{"id":1,"a":3}"""), new(0))
            .Operations.ShouldHaveSingleItem().Path.Tokens.ShouldBeEmpty();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(60)]
    public void Changes_below_a_huge_name_take_not_much_more_than_the_document(int depth)
    {
        var patch = JsonDiff.Compute(BelowHugeName(depth, 1), BelowHugeName(depth, 2));

        patch.ToJson().Utf8Length.ShouldBeLessThan(10 * BelowHugeName(depth, 2).Utf8Length);
        patch.ApplyTo(BelowHugeName(depth, 1)).ShouldBe(BelowHugeName(depth, 2));
    }

    [Fact]
    public void A_few_changes_below_a_long_name_are_told_one_by_one()
    {
        var (from, to) = (Below(new string('n', 1000), 3, 1, 20), Below(new string('n', 1000), 3, 2, 20));

        JsonDiff.Compute(from, to).Operations.Length.ShouldBe(20);
    }

    [Fact]
    public void The_removals_of_an_array_are_applied_in_proportion_to_it()
    {
        JsonArray from = [.. Enumerable.Range(0, 100_000).Select(i => (JsonValue)i)];
        var to = JsonArray.Of(from.Items[15_000..]);

        var patch = JsonDiff.Compute(from, to);

        patch.Operations.Length.ShouldBe(15_000);
        patch.TryApply(from, PatchLimits.Default, out var result, out var fault, out var touched)
            .ShouldBeTrue(fault?.Detail);
        result.ShouldBe(to);
        touched.ShouldBeLessThan(300_000);
    }

    [Fact]
    public void An_alignment_ends_with_its_steps()
    {
        int[] from = [.. Enumerable.Range(0, 10_000)];
        int[] to = [.. from.Reverse()];

        var matches = ArrayAlignment.Match(from, to, maxSteps: 10_000, out var steps);

        steps.ShouldBeInRange(10_000, 40_000);
        matches.Where(match => match >= 0).ShouldBeInOrder(SortDirection.Ascending);
    }

    static JsonObject BelowHugeName(int depth, int value) => Below(new string('n', 500_000), depth, value, 30_000);

    /// <summary>An object with members below a name, some containers deep, of which something stays everywhere.</summary>
    static JsonObject Below(string name, int depth, int value, int count)
    {
        var members = Enumerable.Range(0, count).Select(i => new JsonMember($"m{i}", value));
        var inner = JsonObject.Of([new("stays", 0), .. members]);
        for (var i = 1; i < depth; i++)
            inner = JsonObject.Of(new("stays", 0), new("in", inner));

        return JsonObject.Of(new("stays", 0), new(name, inner));
    }
}
