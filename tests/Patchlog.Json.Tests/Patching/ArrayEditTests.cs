using System.Globalization;
using CsCheck;
using Patchlog.Json.Tests.Models;
using Shouldly;
using Xunit;

namespace Patchlog.Json.Tests.Patching;

/// <summary>Many edits of one array. Work is counted, so what costs too much does so on every machine.</summary>
public sealed class ArrayEditTests
{
    const int Large = 100_000;

    static readonly PatchLimits Unlimited = PatchLimits.Default with
    {
        MaxOperations = int.MaxValue,
        MaxTouchedSlots = int.MaxValue,
    };

    public static TheoryData<string, Func<int, string>> Linear { get; } = new()
    {
        { "removals at the head", _ => Remove(0) },
        { "removals at one place", _ => Remove(40_000) },
        { "removals at the end", i => Remove(Large - 1 - i) },
        { "removals of every other element", i => Remove(i) },
        { "insertions at the head", _ => Add("0") },
        { "insertions at the end", _ => Add("-") },
        { "insertions at one place", _ => Add("40000") },
        { "insertions in descending order", i => Add($"{80_000 - (2 * i)}") },
        { "a queue", i => i % 2 == 0 ? Remove(0) : Add("-") },
        { "a queue the other way round", i => i % 2 == 0 ? Remove(Large - 1) : Add("0") },
        { "rotations", _ => Move("/big/0", "/big/-") },
        { "edits around one place", i => i % 2 == 0 ? Remove(40_000 + (i % 7)) : Add($"{40_000 - (i % 5)}") },
    };

    [Theory]
    [MemberData(nameof(Linear), DisableDiscoveryEnumeration = true)]
    public void Edits_in_order_or_near_each_other_touch_each_element_a_few_times_at_most(
        string what, Func<int, string> operation)
    {
        var patch = Read(Enumerable.Range(0, 24_000).Select(operation));

        patch.TryApply(Document(Large), Unlimited, out _, out var fault, out var touched).ShouldBeTrue(fault?.Detail);

        // Opened twice and passed by the gap once; and six operations move an element or so, which may round up to one.
        touched.ShouldBeLessThan(3 * Large, what);
    }

    [Fact]
    public void Edits_of_several_arrays_by_turns_keep_a_place_in_each()
    {
        var patch = Read(Enumerable.Range(0, 24_000).Select(i => $$"""{"op":"remove","path":"/{{i % 4}}/0"}"""));
        JsonArray arrays = [.. Enumerable.Range(0, 4).Select(_ => Numbers(Large / 4))];

        patch.TryApply(arrays, Unlimited, out var result, out var fault, out var touched).ShouldBeTrue(fault?.Detail);

        touched.ShouldBeLessThan(3 * Large);
        result.ShouldBe(JsonArray.Of([.. Enumerable.Range(0, 4).Select(_ => JsonArray.Of(Numbers(25_000).Items[6000..]))]));
    }

    [Fact]
    public void Edits_here_and_there_by_turns_are_refused_before_they_take_long()
    {
        var patch = Read(Enumerable.Range(0, 1000).Select(i => Remove(i % 2 * Large / 2)));

        patch.TryApply(Document(Large), PatchLimits.Default, out _, out var fault, out var touched).ShouldBeFalse();

        fault.Code.ShouldBe(JsonFaultCodes.LimitExceeded);
        fault.Detail.ShouldContain("edit a large array in the order of its indexes");
        touched.ShouldBeInRange(2_000_001, 2_010_000);
    }

    [Fact]
    public void Edits_here_and_there_of_an_array_of_some_size_are_not_refused()
    {
        var random = new Random(1);
        var patch = Read(Enumerable.Range(0, 1000).Select(_ => Remove(random.Next(49_000))));

        patch.ApplyTo(Document(50_000));
    }

    [Fact]
    public void Many_edits_of_one_array_do_what_the_naive_model_does() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int).Sample((count, seed) =>
        {
            var target = JsonArray.Of(Numbers(count), Numbers(3));
            var document = JsonArray.Of([.. Operations(count, new Random(seed))]);

            var isApplied = Given.Patch(document).TryApply(target, PatchLimits.Default, out var result, out var fault);

            var expected = NaivePatch.Apply(target, document);
            isApplied.ShouldBe(expected is not null, fault?.Detail);
            result?.ToString().ShouldBe(expected?.ToString());
            result?.Size().ShouldBe(expected!.Size());
            target.ToString().ShouldBe(JsonArray.Of(Numbers(count), Numbers(3)).ToString());
        }, iter: 2000);

    [Fact]
    public void A_copy_is_not_changed_with_the_array_that_it_is_a_copy_of()
    {
        var patch = Given.Patch(
            """
            [{"op":"remove","path":"/a/0"},{"op":"copy","from":"/a","path":"/b"},{"op":"remove","path":"/a/0"},
             {"op":"add","path":"/b/0","value":[]},{"op":"copy","from":"/b/0","path":"/c"},
             {"op":"add","path":"/b/0/-","value":5},{"op":"test","path":"/c","value":[]}]
            """);

        patch.ApplyTo(JsonValue.Parse("""{"a":[1,2,3]}""")).ToString().ShouldBe("""{"a":[3],"b":[[5],2,3],"c":[]}""");
    }

    /// <summary>Edits of the first array; some fail, but rarely before others were made.</summary>
    static IEnumerable<JsonValue> Operations(int count, Random random)
    {
        var center = random.Next(count + 1);
        for (var i = 0; i < 60; i++)
        {
            center = random.Next(12) == 0 ? random.Next(count + 1) : Math.Clamp(center + random.Next(-2, 3), 0, count);
            var place = random.Next(8) == 0 ? "/0/-" : $"/0/{Math.Min(center, count)}";
            var existing = $"/0/{Math.Min(center, Math.Max(0, count - 1))}";
            var (text, change) = random.Next(9) switch
            {
                0 or 1 or 2 => ($$"""{"op":"add","path":"{{place}}","value":"new {{i}}"}""", 1),
                3 or 4 or 5 => ($$"""{"op":"remove","path":"{{existing}}"}""", -1),
                6 => ($$"""{"op":"replace","path":"{{existing}}","value":["{{i}}"]}""", 0),
                7 => ($$"""{"op":"move","from":"{{existing}}","path":"/0/{{random.Next(Math.Max(1, count))}}"}""", 0),
                _ => ($$"""{"op":"copy","from":"/1","path":"{{place}}"}""", 1),
            };
            count = Math.Max(0, count + change);
            yield return JsonValue.Parse(text);
        }
    }

    static string Remove(int index) => $$"""{"op":"remove","path":"/big/{{index}}"}""";

    static string Add(string place) => $$"""{"op":"add","path":"/big/{{place}}","value":0}""";

    static string Move(string from, string path) => $$"""{"op":"move","from":"{{from}}","path":"{{path}}"}""";

    static JsonPatch Read(IEnumerable<string> operations)
    {
        var document = JsonArray.Of([.. operations.Select(text => JsonValue.Parse(text))]);
        JsonPatch.TryRead(document, Unlimited, out var patch, out var fault).ShouldBeTrue(fault?.Detail);

        return patch.ShouldNotBeNull();
    }

    static JsonObject Document(int count) => JsonObject.Of(new JsonMember("big", Numbers(count)));

    static JsonArray Numbers(int count) =>
        [.. Enumerable.Range(0, count).Select(i => JsonValue.Parse(i.ToString(CultureInfo.InvariantCulture) + ".0"))];
}
