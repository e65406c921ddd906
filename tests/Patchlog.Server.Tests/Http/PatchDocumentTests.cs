using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

public abstract class PatchDocumentTests(Backend backend) : ServerFixture(backend)
{
    const string Order = """{"id":"42","total":1,"lines":[{"sku":"a"},{"sku":"b"}]}""";

    [Fact]
    public async Task A_json_patch_is_applied_and_journaled_as_sent_without_its_tests()
    {
        await Api.Post("/orders", Order);

        var patched = await Api.Patch("/orders/42", """
            [
              {"op":"test","path":"/total","value":1.0},
              {"op":"replace","path":"/total","value":2.50},
              {"op":"add","path":"/lines/-","value":{"sku":"c"}},
              {"op":"move","from":"/lines/0","path":"/first"},
              {"op":"copy","from":"/first","path":"/again"},
              {"op":"remove","path":"/lines/0"}
            ]
            """);

        patched.ShouldBe(200).ShouldBeJson(
            """{"id":"42","total":2.50,"lines":[{"sku":"c"}],"first":{"sku":"a"},"again":{"sku":"a"}}""");
        patched.Header("ETag").ShouldBe("\"2\"");
        (await Api.Get("/orders/42/events")).Json.At("items/1/body").ShouldBeJson("""
            [
              {"op":"replace","path":"/total","value":2.50},
              {"op":"add","path":"/lines/-","value":{"sku":"c"}},
              {"op":"move","from":"/lines/0","path":"/first"},
              {"op":"copy","from":"/first","path":"/again"},
              {"op":"remove","path":"/lines/0"}
            ]
            """);
    }

    [Fact]
    public async Task A_merge_patch_is_applied_and_journaled_as_a_json_patch()
    {
        // A document so small that it could be replaced in fewer bytes would be.
        const string kept = "a text that makes a patch the shorter way to say it";
        await Api.Post("/orders", $$"""{"id":"42","a":1,"b":{"c":1,"d":2},"kept":"{{kept}}"}""");

        var merged = await Api.Merge("/orders/42", """{"a":null,"b":{"c":3}}""");

        merged.ShouldBe(200).ShouldBeJson(
            $$"""{"id":"42","b":{"c":3,"d":2},"kept":"{{kept}}"}""");
        var body = (await Api.Get("/orders/42/events")).Json.At("items/1/body");
        body.EnumerateArray().Select(operation => $"{operation.TextAt("op")} {operation.TextAt("path")}")
            .ShouldBe(["remove /a", "replace /b/c"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""[{"op":"test","path":"/total","value":1}]""")]
    [InlineData("""[{"op":"replace","path":"/total","value":1.0}]""")]
    [InlineData("""[{"op":"add","path":"/x","value":1},{"op":"remove","path":"/x"}]""")]
    [InlineData("""[{"op":"replace","path":"/id","value":"42"}]""")]
    public async Task A_patch_that_changes_nothing_succeeds_and_journals_nothing(string patch)
    {
        await Api.Post("/orders", Order);

        var patched = await Api.Patch("/orders/42", patch);

        patched.ShouldBe(200).ShouldBeJson(Order);
        patched.Header("ETag").ShouldBe("\"1\"");
        patched.Header("Patchlog-Position").ShouldBeNull();
        (await Api.Get("/orders/42/events")).Json.At("items").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("""[{"op":"add","path":"/x","value":1},{"op":"test","path":"/total","value":9}]""", "test-failed", 1)]
    [InlineData("""[{"op":"add","path":"/x","value":1},{"op":"test","path":"/y","value":9}]""", null, 1)]
    [InlineData("""[{"op":"remove","path":"/nothing"}]""", "path-not-found", 0)]
    [InlineData("""[{"op":"replace","path":"/no/thing","value":1}]""", "path-not-found", 0)]
    [InlineData("""[{"op":"add","path":"/lines/3","value":1}]""", null, 0)]
    [InlineData("""[{"op":"add","path":"/lines/01","value":1}]""", null, 0)]
    [InlineData("""[{"op":"add","path":"/x","value":1},{"op":"move","from":"/lines","path":"/lines/x"}]""", null, 1)]
    public async Task A_patch_that_does_not_apply_is_refused_whole_and_names_the_operation(
        string patch, string? code, int operation)
    {
        await Api.Post("/orders", Order);

        var problem = (await Api.Patch("/orders/42", patch)).ShouldBeProblem(422, "patch-failed");

        problem.TextAt("errors/0/pointer")!.ShouldStartWith($"/body/{operation}");
        if (code is not null) problem.TextAt("errors/0/code").ShouldBe(code);
        (await Api.Get("/orders/42")).ShouldBeJson(Order).Version.ShouldBe(1);
    }

    [Theory]
    [InlineData("""[{"op":"spam","path":"/x"}]""", "/body/0")]
    [InlineData("""[{"op":"remove","path":"/total"},{"op":"add","path":"/x"}]""", "/body/1")]
    [InlineData("""[{"op":"move","path":"/x"}]""", "/body/0")]
    [InlineData("""[{"op":"remove","path":"total"}]""", "/body/0")]
    [InlineData("""[{"op":"remove","path":"/a~2"}]""", "/body/0")]
    [InlineData("""[{"op":"remove","path":1}]""", "/body/0")]
    [InlineData("""[{"path":"/total"}]""", "/body/0")]
    [InlineData("""[7]""", "/body/0")]
    [InlineData("""{"op":"remove","path":"/total"}""", "/body")]
    [InlineData("7", "/body")]
    public async Task A_malformed_patch_is_refused_with_a_pointer_to_the_fault(string patch, string pointer)
    {
        await Api.Post("/orders", Order);

        var problem = (await Api.Patch("/orders/42", patch)).ShouldBeProblem(400, "invalid-command");

        problem.TextAt("errors/0/pointer")!.ShouldStartWith(pointer);
        (await Api.Get("/orders/42")).Version.ShouldBe(1);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    public async Task A_merge_patch_must_be_an_object(string patch)
    {
        await Api.Post("/orders", Order);

        (await Api.Merge("/orders/42", patch)).ShouldBeProblem(400, "invalid-command");
    }

    [Theory]
    [InlineData("""[{"op":"replace","path":"/id","value":"43"}]""")]
    [InlineData("""[{"op":"remove","path":"/id"}]""")]
    [InlineData("""[{"op":"replace","path":"","value":{"total":3}}]""")]
    [InlineData("""[{"op":"move","from":"/id","path":"/was"}]""")]
    public async Task The_id_of_an_aggregate_cannot_be_changed(string patch)
    {
        await Api.Post("/orders", Order);

        (await Api.Patch("/orders/42", patch)).ShouldBeProblem(422, "id-changed");
        (await Api.Get("/orders/42")).ShouldBeJson(Order);
    }

    [Theory]
    [InlineData("""{"id":"43"}""")]
    [InlineData("""{"id":null}""")]
    public async Task The_id_cannot_be_merged_away(string patch)
    {
        await Api.Post("/orders", Order);

        (await Api.Merge("/orders/42", patch)).ShouldBeProblem(422, "id-changed");
    }

    [Fact]
    public async Task The_whole_document_can_be_replaced_when_its_id_stays()
    {
        await Api.Post("/orders", Order);

        var patched = await Api.Patch("/orders/42", """[{"op":"replace","path":"","value":{"id":"42","new":true}}]""");

        patched.ShouldBe(200).ShouldBeJson("""{"id":"42","new":true}""");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    public async Task A_document_stays_an_object(string value)
    {
        await Api.Post("/orders", Order);

        var patched = await Api.Patch("/orders/42", $$"""[{"op":"replace","path":"","value":{{value}}}]""");

        patched.ShouldBe(422);
        (await Api.Get("/orders/42")).ShouldBeJson(Order);
    }

    [Fact]
    public async Task Nothing_can_be_patched_where_nothing_is()
    {
        (await Api.Patch("/orders/42", "[]")).ShouldBeProblem(404, "not-found");
        (await Api.Merge("/orders/42", "{}")).ShouldBeProblem(404, "not-found");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task A_patch_in_another_media_type_is_refused_with_those_that_are_understood(string? mediaType)
    {
        await Api.Post("/orders", Order);

        var answer = await Api.Send("PATCH", "/orders/42", "[]", mediaType);

        answer.ShouldBeProblem(415, "unsupported-media-type");
        answer.Header("Accept-Patch")!.Split(',', StringSplitOptions.TrimEntries)
            .ShouldBe([Api.JsonPatch, Api.MergePatch], ignoreOrder: true);
    }

    [Fact]
    public async Task A_thousand_operations_are_enough()
    {
        await Api.Post("/orders", Order);
        static string Adds(int count) =>
            $"[{string.Join(',', Enumerable.Repeat("""{"op":"add","path":"/lines/-","value":0}""", count))}]";

        (await Api.Patch("/orders/42", Adds(1_001))).ShouldBeProblem(400, "invalid-command");
        (await Api.Patch("/orders/42", Adds(1_000))).ShouldBe(200);
    }

    [Fact]
    public async Task Copies_of_copies_do_not_grow_without_bound()
    {
        await Api.Post("/orders", """{"id":"42","bomb":["boom"]}""");
        var doubling = string.Join(',', Enumerable.Repeat("""{"op":"copy","from":"/bomb","path":"/bomb/-"}""", 64));

        (await Api.Patch("/orders/42", $"[{doubling}]")).ShouldBeProblem(422, "limit-exceeded");
        (await Api.Get("/orders/42")).Version.ShouldBe(1);
    }
}

public sealed class PatchDocumentTestsOnSqlite(SqliteBackend backend) : PatchDocumentTests(backend);

public sealed class PatchDocumentTestsOnPostgreSql(PostgresBackend backend) : PatchDocumentTests(backend);
