using Shouldly;
using Xunit;

namespace Patchlog.Json.Tests.Differencing;

public sealed class DiffTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1.0}""", "[]")]
    [InlineData("1", "2", """[{"op":"replace","path":"","value":2}]""")]
    [InlineData(
        """{"a":1,"b":"a long text that stays as it is","c":3}""",
        """{"b":"a long text that stays as it is","c":4,"d":5}""",
        """[{"op":"remove","path":"/a"},{"op":"replace","path":"/c","value":4},{"op":"add","path":"/d","value":5}]""")]
    [InlineData("""{"a":1,"b":2}""", """{"c":3,"d":4}""", """[{"op":"replace","path":"","value":{"c":3,"d":4}}]""")]
    [InlineData(
        """{"text":"long enough to make it cheaper to tell what changed than to tell all again.","a":1,"c":3}""",
        """{"text":"long enough to make it cheaper to tell what changed than to tell all again.","c":4,"d":5}""",
        """[{"op":"remove","path":"/a"},{"op":"replace","path":"/c","value":4},{"op":"add","path":"/d","value":5}]""")]
    [InlineData(
        """{"deep":{"er":{"a/b":"something long enough that it is not worth to replace it as a whole","x":1}}}""",
        """{"deep":{"er":{"a/b":"something long enough that it is not worth to replace it as a whole","x":2}}}""",
        """[{"op":"replace","path":"/deep/er/x","value":2}]""")]
    public void The_difference_reads_as_a_person_would_write_it(string from, string to, string expected) =>
        JsonDiff.Compute(JsonValue.Parse(from), JsonValue.Parse(to)).ToJson().ToString().ShouldBe(expected);

    [Fact]
    public void An_insertion_at_the_head_is_one_operation() =>
        Difference(List(1000), [Element(-1), .. List(1000)]).ShouldBe(["add /0"]);

    [Fact]
    public void An_insertion_at_the_end_is_one_operation() =>
        Difference(List(1000), [.. List(1000), Element(-1)]).ShouldBe(["add /1000"]);

    [Fact]
    public void A_removal_in_the_middle_is_one_operation() =>
        Difference(List(1000), [.. List(1000).Items[..500], .. List(1000).Items[501..]]).ShouldBe(["remove /500"]);

    [Fact]
    public void A_change_within_an_element_is_one_operation_within_it()
    {
        var to = List(1000).Items.ToArray();
        to[300] = ((JsonObject)to[300]).With("text", "new");
        Difference(List(1000), JsonArray.Of(to)).ShouldBe(["replace /300/text"]);
    }

    [Fact]
    public void Edits_far_apart_are_told_one_by_one()
    {
        var to = List(1000).Items.ToArray().ToList();
        to.RemoveAt(900);
        to[500] = ((JsonObject)to[500]).With("text", "new");
        to.Insert(100, Element(-1));
        Difference(List(1000), JsonArray.Of([.. to])).ShouldBe(["add /100", "replace /501/text", "remove /901"]);
    }

    [Fact]
    public void Every_element_changed_in_place_is_told_in_place()
    {
        var to = List(1000).Items.ToArray().Select(item => (JsonValue)((JsonObject)item).With("n", 0)).ToArray();
        Difference(List(1000), JsonArray.Of(to)).Count.ShouldBe(999);
    }

    [Fact]
    public void An_array_that_lost_all_its_elements_is_replaced() =>
        Difference(List(10), JsonArray.Empty).ShouldBe(["replace "]);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100_000)]
    public void Hostile_arrays_are_compared_in_bounded_time(int alphabet)
    {
        var random = new Random(alphabet);
        JsonArray from = [.. Enumerable.Range(0, 100_000).Select(_ => (JsonValue)random.Next(alphabet))];
        JsonArray to = [.. Enumerable.Range(0, 100_000).Select(_ => (JsonValue)random.Next(alphabet))];

        var patch = JsonDiff.Compute(from, to);

        patch.ApplyTo(from).ShouldBe(to);
    }

    [Fact]
    public void Deep_documents_are_compared_in_bounded_time()
    {
        JsonArray wide = [.. Enumerable.Range(0, 400).Select(i => (JsonValue)i)];
        JsonValue Nest(JsonValue core) => Enumerable.Range(0, 250)
            .Aggregate(core, (value, _) => JsonObject.Of(new("wide", JsonArray.Of(wide.Items)), new("in", value)));

        var patch = JsonDiff.Compute(Nest(1), Nest(2));
        patch.Operations.ShouldHaveSingleItem().Path.Tokens.Length.ShouldBe(250);
    }

    static List<string> Difference(JsonArray from, JsonArray to)
    {
        var patch = JsonDiff.Compute(from, to);
        patch.ApplyTo(from).ShouldBe(to);
        return [.. patch.Operations.Select(operation => $"{Word(operation)} {operation.Path}")];
    }

    static string Word(PatchOperation operation) => ((JsonString)operation.Document["op"]!).Value;

    static JsonArray List(int count) => [.. Enumerable.Range(0, count).Select(Element)];

    static JsonValue Element(int number) => JsonObject.Of(
        new("n", number), new("text", $"text {number}, long enough to be worth keeping when another member changes"));
}
