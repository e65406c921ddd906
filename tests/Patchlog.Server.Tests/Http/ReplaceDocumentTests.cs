using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

public abstract class ReplaceDocumentTests(Backend backend) : ServerFixture(backend)
{
    [Fact]
    public async Task Put_creates_what_is_not_there()
    {
        var put = await Api.Put("/orders/42", """{"total":1}""");

        put.ShouldBe(201).ShouldBeJson("""{"id":"42","total":1}""");
        put.Location.ShouldBe($"/v1/{Tenant}/orders/42");
        put.Header("ETag").ShouldBe("\"1\"");
        var created = (await Api.Get("/orders/42/events")).Json.At("items/0");
        created.TextAt("name").ShouldBe("created");
        created.TextAt("type").ShouldBe("create");
        created.At("body").ShouldBeJson("""{"id":"42","total":1}""");
    }

    [Fact]
    public async Task Put_replaces_what_is_there_and_journals_the_difference()
    {
        await Api.Put("/orders/42", """{"keep":{"big":[1,2,3]},"old":1}""");

        var put = await Api.Put("/orders/42", """{"keep":{"big":[1,2,3]},"new":2}""");

        put.ShouldBe(200).ShouldBeJson("""{"id":"42","keep":{"big":[1,2,3]},"new":2}""");
        put.Header("ETag").ShouldBe("\"2\"");
        var patched = (await Api.Get("/orders/42/events")).Json.At("items/1");
        patched.TextAt("name").ShouldBe("patched");
        patched.TextAt("type").ShouldBe("patch");
        patched.At("body").EnumerateArray().Select(operation => operation.TextAt("path"))
            .ShouldBe(["/old", "/new"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("""{"id":"42","total":1.10,"tags":["a"]}""")]
    [InlineData("""{"tags":["a"],"total":1.10}""")]
    [InlineData("""{"id":"42","total":1.1,"tags":["a"]}""")]
    [InlineData("""{"id":"42","total":11e-1,"tags":["\u0061"]}""")]
    public async Task Putting_an_equal_document_changes_nothing(string equal)
    {
        var first = await Api.Put("/orders/42", """{"id":"42","total":1.10,"tags":["a"]}""");

        var second = await Api.Put("/orders/42", equal);

        second.ShouldBe(200).Header("ETag").ShouldBe("\"1\"");
        second.Header("Patchlog-Position").ShouldBeNull();
        (await Api.Get("/orders/42")).Text.ShouldBe(first.Text);
        (await Api.Get("/orders/42/events")).Json.At("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_document_cannot_be_put_where_another_id_is_addressed()
    {
        (await Api.Put("/orders/42", """{"id":"43"}""")).ShouldBeProblem(422, "id-changed");
        (await Api.Get("/orders/42")).ShouldBe(404);

        await Api.Put("/orders/42", """{"id":"42"}""");
        (await Api.Put("/orders/42", """{"id":"43"}""")).ShouldBeProblem(422, "id-changed");
        (await Api.Get("/orders/42")).ShouldBeJson("""{"id":"42"}""");
    }
}

public sealed class ReplaceDocumentTestsOnSqlite(SqliteBackend backend) : ReplaceDocumentTests(backend);

public sealed class ReplaceDocumentTestsOnPostgreSql(PostgresBackend backend) : ReplaceDocumentTests(backend);
