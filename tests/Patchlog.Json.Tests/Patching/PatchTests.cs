using Shouldly;
using Xunit;

namespace Patchlog.Json.Tests.Patching;

public sealed class PatchTests
{
    [Theory]
    [InlineData("{}", "")]
    [InlineData("[1]", "/0")]
    [InlineData("""[{"op":"add","path":"/a","value":1},{"path":"/a"}]""", "/1")]
    [InlineData("""[{"op":"spam","path":"/a"}]""", "/0/op")]
    [InlineData("""[{"op":"Add","path":"/a","value":1}]""", "/0/op")]
    [InlineData("""[{"op":1,"path":"/a"}]""", "/0/op")]
    [InlineData("""[{"op":"remove"}]""", "/0")]
    [InlineData("""[{"op":"remove","path":1}]""", "/0/path")]
    [InlineData("""[{"op":"remove","path":"a"}]""", "/0/path")]
    [InlineData("""[{"op":"remove","path":"/~2"}]""", "/0/path")]
    [InlineData("""[{"op":"add","path":"/a"}]""", "/0")]
    [InlineData("""[{"op":"replace","path":"/a"}]""", "/0")]
    [InlineData("""[{"op":"test","path":"/a"}]""", "/0")]
    [InlineData("""[{"op":"move","path":"/a"}]""", "/0")]
    [InlineData("""[{"op":"copy","path":"/a","from":"b"}]""", "/0/from")]
    public void What_is_no_patch_is_refused_with_its_place(string document, string pointer)
    {
        JsonPatch.TryRead(JsonValue.Parse(document), PatchLimits.Default, out var patch, out var fault).ShouldBeFalse();
        patch.ShouldBeNull();
        fault.Code.ShouldBe(JsonFaultCodes.InvalidPatch);
        fault.Pointer.ShouldBe(pointer);
    }

    [Theory]
    [InlineData("""{"op":"remove","path":"/x"}""", JsonFaultCodes.PathNotFound)]
    [InlineData("""{"op":"replace","path":"/x","value":1}""", JsonFaultCodes.PathNotFound)]
    [InlineData("""{"op":"add","path":"/x/y","value":1}""", JsonFaultCodes.PathNotFound)]
    [InlineData("""{"op":"test","path":"/x","value":1}""", JsonFaultCodes.PathNotFound)]
    [InlineData("""{"op":"copy","from":"/x","path":"/y"}""", JsonFaultCodes.PathNotFound)]
    [InlineData("""{"op":"move","from":"/x","path":"/x"}""", JsonFaultCodes.PathNotFound)]
    [InlineData("""{"op":"add","path":"/list/01","value":1}""", JsonFaultCodes.PathNotFound)]
    [InlineData("""{"op":"add","path":"/list/1e0","value":1}""", JsonFaultCodes.PathNotFound)]
    [InlineData("""{"op":"add","path":"/list/3","value":1}""", JsonFaultCodes.IndexOutOfRange)]
    [InlineData("""{"op":"add","path":"/list/99999999999","value":1}""", JsonFaultCodes.IndexOutOfRange)]
    [InlineData("""{"op":"remove","path":"/list/2"}""", JsonFaultCodes.IndexOutOfRange)]
    [InlineData("""{"op":"remove","path":"/list/-"}""", JsonFaultCodes.IndexOutOfRange)]
    [InlineData("""{"op":"replace","path":"/list/-","value":1}""", JsonFaultCodes.IndexOutOfRange)]
    [InlineData("""{"op":"test","path":"/list/-","value":1}""", JsonFaultCodes.IndexOutOfRange)]
    [InlineData("""{"op":"add","path":"/list/-/a","value":1}""", JsonFaultCodes.IndexOutOfRange)]
    [InlineData("""{"op":"add","path":"/text/a","value":1}""", JsonFaultCodes.NotAContainer)]
    [InlineData("""{"op":"remove","path":"/text/0"}""", JsonFaultCodes.NotAContainer)]
    [InlineData("""{"op":"test","path":"/text/0/1","value":1}""", JsonFaultCodes.NotAContainer)]
    [InlineData("""{"op":"test","path":"/text","value":"T"}""", JsonFaultCodes.TestFailed)]
    [InlineData("""{"op":"test","path":"/list","value":[2,1]}""", JsonFaultCodes.TestFailed)]
    [InlineData("""{"op":"move","from":"/deep","path":"/deep/a/b"}""", JsonFaultCodes.MoveIntoSelf)]
    [InlineData("""{"op":"move","from":"","path":"/deep"}""", JsonFaultCodes.MoveIntoSelf)]
    [InlineData("""{"op":"remove","path":""}""", JsonFaultCodes.RemoveRoot)]
    public void An_operation_that_can_not_be_done_is_refused_with_its_index(string operation, string code)
    {
        var target = JsonValue.Parse("""{"list":[1,2],"text":"t","deep":{"a":{}},"n":0}""");
        const string before = """{"op":"replace","path":"/n","value":1}""";
        const string after = """{"op":"remove","path":"/n"}""";
        var patch = Given.Patch($"[{before},{operation},{after}]");

        patch.TryApply(target, PatchLimits.Default, out var result, out var fault).ShouldBeFalse();
        result.ShouldBeNull();
        fault.Code.ShouldBe(code, fault.Detail);
        fault.Pointer.ShouldBe("/1");
        target.ToString().ShouldBe("""{"list":[1,2],"text":"t","deep":{"a":{}},"n":0}""");
    }

    [Fact]
    public void A_failed_test_tells_both_values()
    {
        Given.Patch("""[{"op":"test","path":"/a","value":"x"}]""")
            .TryApply(JsonValue.Parse("""{"a":[1]}"""), PatchLimits.Default, out _, out var fault).ShouldBeFalse();
        fault.Detail.ShouldBe("Operation 0 (test): '/a' is [1]; the patch expects \"x\".");
    }

    [Fact]
    public void Values_are_tested_as_json_values() =>
        Apply("""{"a":{"x":1,"y":[1.0]}}""", """[{"op":"test","path":"/a","value":{"y":[10e-1],"x":1.00}}]""")
            .ShouldBe("""{"a":{"x":1,"y":[1.0]}}""");

    [Fact]
    public void Moving_a_value_onto_itself_changes_nothing()
    {
        Apply("""{"a":1,"b":2}""", """[{"op":"move","from":"/a","path":"/a"}]""").ShouldBe("""{"a":1,"b":2}""");
        Apply("[1,2]", """[{"op":"move","from":"","path":""}]""").ShouldBe("[1,2]");
    }

    [Fact]
    public void A_copy_is_independent_of_its_source() =>
        Apply(
            """{"a":{"n":[1]}}""",
            """
            [{"op":"add","path":"/a/n/-","value":2},{"op":"copy","from":"/a","path":"/b"},
             {"op":"add","path":"/a/n/-","value":3},{"op":"add","path":"/b/n/0","value":0},
             {"op":"copy","from":"","path":"/b/all"},{"op":"remove","path":"/b/all/b/n"}]
            """)
            .ShouldBe("""{"a":{"n":[1,2,3]},"b":{"n":[0,1,2],"all":{"a":{"n":[1,2,3]},"b":{}}}}""");

    [Fact]
    public void A_member_may_come_and_go_within_one_patch() =>
        Apply(
            """{"a":1,"b":2}""",
            """
            [{"op":"remove","path":"/a"},{"op":"add","path":"/a","value":3},{"op":"remove","path":"/a"},
             {"op":"add","path":"/c","value":4},{"op":"add","path":"/a","value":5},
             {"op":"remove","path":"/b"},{"op":"remove","path":"/c"}]
            """)
            .ShouldBe("""{"a":5}""");

    [Fact]
    public void The_patch_is_kept_as_it_was_sent()
    {
        const string kept = """{"path":"/a","value":1.10,"op":"add","note":["kept"]}""";
        const string sent = $$"""[{{kept}},{"op":"test","path":"/a","value":1.1}]""";
        var patch = Given.Patch(sent);
        patch.ToJson().ToString().ShouldBe(sent);
        patch.WithoutTests().ToJson().ToString().ShouldBe($"[{kept}]");
        JsonPatch.Concat(JsonPatch.Empty, patch).ShouldBeSameAs(patch);
        JsonPatch.Concat(patch, patch).Operations.Length.ShouldBe(4);
        Apply("{}", sent).ShouldBe("""{"a":1.10}""");
    }

    [Fact]
    public void Versions_share_what_the_patch_did_not_touch()
    {
        var target = (JsonObject)JsonValue.Parse("""{"kept":{"deep":[1]},"list":[{"a":1},{"b":2}]}""");
        var patched = (JsonObject)Given.Patch("""[{"op":"replace","path":"/list/0/a","value":2}]""").ApplyTo(target);
        patched["kept"].ShouldBeSameAs(target["kept"]);
        ((JsonArray)patched["list"]!)[1].ShouldBeSameAs(((JsonArray)target["list"]!)[1]);
    }

    [Fact]
    public void A_patch_may_have_so_many_operations_and_no_more()
    {
        var limits = new PatchLimits { MaxOperations = 2 };
        var operation = JsonObject.Of(new("op", "remove"), new("path", "/a"));
        JsonPatch.TryRead(JsonArray.Of(operation, operation), limits, out _, out _).ShouldBeTrue();
        JsonPatch.TryRead(JsonArray.Of(operation, operation, operation), limits, out _, out var fault).ShouldBeFalse();
        fault.Code.ShouldBe(JsonFaultCodes.LimitExceeded);
    }

    [Theory]
    [InlineData("""{"op":"add","path":"/b","value":[1]}""", 4, 100, 3, 100, null)]
    [InlineData("""{"op":"add","path":"/b","value":[1]}""", 3, 100, 3, 100, JsonFaultCodes.LimitExceeded)]
    [InlineData("""{"op":"add","path":"/b","value":[1]}""", 4, 15, 3, 100, null)]
    [InlineData("""{"op":"add","path":"/b","value":[1]}""", 4, 14, 3, 100, JsonFaultCodes.LimitExceeded)]
    [InlineData("""{"op":"add","path":"/b","value":[1]}""", 4, 100, 2, 100, null)]
    [InlineData("""{"op":"add","path":"/b","value":[1]}""", 4, 100, 1, 100, JsonFaultCodes.LimitExceeded)]
    [InlineData("""{"op":"replace","path":"/a","value":1e50}""", 4, 100, 3, 51, null)]
    [InlineData("""{"op":"replace","path":"/a","value":1e50}""", 4, 100, 3, 50, JsonFaultCodes.LimitExceeded)]
    [InlineData("""{"op":"replace","path":"","value":[[[]]]}""", 4, 100, 2, 50, JsonFaultCodes.LimitExceeded)]
    public void The_result_may_be_so_large_and_no_larger(
        string operation, int values, int bytes, int depth, int numberBytes, string? code)
    {
        var limits = Limits(values, bytes, depth, numberBytes);
        Given.Patch($"[{operation}]").TryApply(JsonValue.Parse("""{"a":1}"""), limits, out _, out var fault);
        fault?.Code.ShouldBe(code);
        (fault is null).ShouldBe(code is null);
    }

    [Theory]
    [InlineData("[[1e5,2]]", 4, 9, 2, 7, true)]
    [InlineData("[[1e5,2]]", 3, 9, 2, 7, false)]
    [InlineData("[[1e5,2]]", 4, 8, 2, 7, false)]
    [InlineData("[[1e5,2]]", 4, 9, 1, 7, false)]
    [InlineData("[[1e5,2]]", 4, 9, 2, 6, false)]
    public void A_whole_document_can_be_held_against_the_limits(
        string document, int values, int bytes, int depth, int numberBytes, bool isWithin)
    {
        var limits = Limits(values, bytes, depth, numberBytes);
        limits.Check(JsonValue.Parse(document))?.Code.ShouldBe(isWithin ? null : JsonFaultCodes.LimitExceeded);
        (limits.Check(JsonValue.Parse(document)) is null).ShouldBe(isWithin);
    }

    [Fact]
    public void A_document_beyond_a_limit_may_shrink()
    {
        var limits = new PatchLimits { MaxValues = 2, MaxBytes = 5 };
        var target = JsonValue.Parse("""{"a":1,"b":[1,2,3]}""");
        Given.Patch("""[{"op":"remove","path":"/b/0"}]""").ApplyTo(target, limits).NodeCount.ShouldBe(5);
        Given.Patch("""[{"op":"add","path":"/b/0","value":0}]""").TryApply(target, limits, out _, out var fault)
            .ShouldBeFalse();
        fault.Code.ShouldBe(JsonFaultCodes.LimitExceeded);
    }

    [Fact]
    public void A_bomb_of_doubling_copies_is_refused_at_once()
    {
        // Each operation doubles the document: without limits, 2^1000 values.
        var operation = """{"op":"copy","from":"","path":"/-"}""";
        var patch = Given.Patch($"[{string.Join(",", Enumerable.Repeat(operation, 1000))}]");
        var limits = PatchLimits.Default with { MaxDepth = JsonValue.MaxDepth };

        var allocated = GC.GetAllocatedBytesForCurrentThread();
        patch.TryApply(JsonValue.Parse("[0]"), limits, out _, out var fault).ShouldBeFalse();

        fault.Code.ShouldBe(JsonFaultCodes.LimitExceeded);
        fault.Pointer.ShouldBe("/17");
        (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(1_000_000);
    }

    [Theory]
    [InlineData("/0")]
    [InlineData("/50000")]
    [InlineData("/-")]
    public void A_thousand_insertions_copy_a_large_array_once(string path)
    {
        JsonArray target = [.. Enumerable.Range(0, 100_000).Select(i => (JsonValue)i)];
        var operation = $$"""{"op":"add","path":"{{path}}","value":1}""";
        var patch = Given.Patch($"[{string.Join(",", Enumerable.Repeat(operation, 1000))}]");

        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var result = patch.ApplyTo(target);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;

        ((JsonArray)result).Count.ShouldBe(101_000);
        allocated.ShouldBeLessThan(4 * 100_000 * IntPtr.Size); // Opened, grown, trimmed.
    }

    [Fact]
    public void A_thousand_edits_copy_a_large_object_once()
    {
        var target = JsonObject.Of([.. Enumerable.Range(0, 50_000).Select(i => new JsonMember($"m{i}", i))]);
        var operations = Enumerable.Range(0, 500).Select(i =>
            $$"""{"op":"remove","path":"/m{{i * 7}}"},{"op":"add","path":"/n{{i}}","value":{{i}}}""");
        var patch = Given.Patch($"[{string.Join(",", operations)}]");

        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var result = patch.ApplyTo(target);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;

        ((JsonObject)result).Count.ShouldBe(50_000);
        result.ShouldBe(JsonValue.Parse(result.ToString()));
        allocated.ShouldBeLessThan(20_000_000); // Members, names and one index.
    }

    [Theory]
    [InlineData("object")]
    [InlineData("array")]
    public void A_large_container_is_not_shared_and_changed_in_turn_for_long(string kind)
    {
        const string copy = """{"op":"copy","from":"/big","path":"/other"}""";
        const string move = """{"op":"move","from":"/big","path":"/other"},{"op":"move","from":"/other","path":"/big"}""";
        ReadOnlySpan<string> shares = [copy, move];
        foreach (var share in shares)
        {
            var operations = Enumerable.Range(0, 300).Select(i =>
                $$"""{{share}},{"op":"add","path":"/big/{{(kind == "array" ? "0" : $"n{i}")}}","value":1}""");
            Given.Patch($"[{string.Join(",", operations)}]")
                .TryApply(Large(kind, 60_000), PatchLimits.Default, out _, out var fault).ShouldBeFalse();
            fault.Code.ShouldBe(JsonFaultCodes.LimitExceeded);
            fault.Detail.ShouldContain("2000000 are allowed");
        }
    }

    [Theory]
    [InlineData("object")]
    [InlineData("array")]
    public void Tests_between_changes_do_not_end_the_edit_of_a_large_container(string kind)
    {
        var place = kind == "array" ? "/big/0" : "/big/m0";
        var operations = Enumerable.Range(0, 250).Select(i =>
            $$"""
            {"op":"replace","path":"{{place}}","value":[{{i}}]},{"op":"test","path":"{{place}}","value":[{{i}}]},
            {"op":"add","path":"{{place}}/-","value":1},{"op":"test","path":"{{place}}","value":[{{i}},1]}
            """);
        var limits = PatchLimits.Default with { MaxTouchedSlots = 250_000 };
        Given.Patch($"[{string.Join(",", operations)}]")
            .TryApply(Large(kind, 60_000), limits, out _, out var fault).ShouldBeTrue(fault?.Detail);
    }

    [Theory]
    [InlineData("object")]
    [InlineData("array")]
    public void Tests_compare_so_many_values_and_no_more(string kind)
    {
        var target = Large(kind, 60_000);
        var small = Given.Patch("""[{"op":"test","path":"/big","value":0}]""");
        var test = JsonObject.Of(new("op", "test"), new("path", "/big"), new("value", Large(kind, 60_000)["big"]!));
        var tests = JsonArray.Of([.. Enumerable.Repeat(test, 1000)]);
        JsonPatch.TryRead(tests, PatchLimits.Default, out var patch, out _).ShouldBeTrue();

        patch.TryApply(target, PatchLimits.Default, out _, out var fault).ShouldBeFalse();
        fault.Code.ShouldBe(JsonFaultCodes.LimitExceeded);
        fault.Pointer.ShouldBe("/33");
        small.TryApply(target, PatchLimits.Default with { MaxTouchedSlots = 0 }, out _, out fault).ShouldBeFalse();
        fault.Code.ShouldBe(JsonFaultCodes.TestFailed);
    }

    [Theory]
    [InlineData(12, true)]
    [InlineData(11, false)]
    public void An_opened_element_counts_twice_and_an_opened_member_with_its_name(int slots, bool isApplied)
    {
        var limits = PatchLimits.Default with { MaxTouchedSlots = slots };
        var patch = Given.Patch("""[{"op":"add","path":"/a/-","value":1},{"op":"add","path":"/a/-","value":2}]""");
        patch.TryApply(JsonValue.Parse("""{"a":[1,2],"b":0}"""), limits, out _, out var fault).ShouldBe(isApplied);
        fault?.Code.ShouldBe(JsonFaultCodes.LimitExceeded);
    }

    [Theory]
    [InlineData("""{"b":[1,{"x":[]},2],"c":3}""", true)]
    [InlineData("""{"c":3,"b":[1,{"x":[]},2]}""", true)]
    [InlineData("""{"c":3,"b":[1,{"x":{}},2]}""", false)]
    [InlineData("""{"c":3,"b":[1,{"y":[]},2]}""", false)]
    [InlineData("""{"a":3,"b":[1,{"x":[]},2]}""", false)]
    [InlineData("""{"c":[],"b":[1,{"x":3},2]}""", false)]
    [InlineData("""[3,[1,{"x":[]},2]]""", false)]
    public void What_is_being_changed_is_tested_as_it_stands(string expected, bool isEqual)
    {
        var patch = Given.Patch(
            $$"""
            [{"op":"remove","path":"/a"},{"op":"add","path":"/c","value":3},{"op":"add","path":"/b/1/x","value":[]},
             {"op":"add","path":"/b/-","value":2},{"op":"test","path":"","value":{{expected}}},
             {"op":"add","path":"/b/1/x/-","value":4}]
            """);
        patch.TryApply(JsonValue.Parse("""{"a":1,"b":[1,{}]}"""), PatchLimits.Default, out var result, out var fault)
            .ShouldBe(isEqual);
        result?.ToString().ShouldBe("""{"b":[1,{"x":[4]},2],"c":3}""");
        fault?.Detail.ShouldBe(
            $$"""Operation 4 (test): '' is {"b":[1,{"x":[]},2],"c":3}; the patch expects {{expected}}.""");
    }

    static JsonObject Large(string kind, int count) => JsonObject.Of(new JsonMember("big", kind == "array"
        ? JsonArray.Of([.. Enumerable.Range(0, count).Select(i => (JsonValue)i)])
        : JsonObject.Of([.. Enumerable.Range(0, count).Select(i => new JsonMember($"m{i}", i))])));

    static string Apply(string target, string patch) => Given.Patch(patch).ApplyTo(JsonValue.Parse(target)).ToString();

    static PatchLimits Limits(int values, int bytes, int depth, int numberBytes) => new()
    {
        MaxValues = values,
        MaxBytes = bytes,
        MaxDepth = depth,
        MaxExpandedNumberBytes = numberBytes,
    };
}
