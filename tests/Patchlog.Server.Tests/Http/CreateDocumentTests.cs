using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

public abstract class CreateDocumentTests(Backend backend) : ServerFixture(backend)
{
    [Fact]
    public async Task A_new_document_is_answered_with_itself_its_place_and_its_version()
    {
        var created = await Api.Post("/orders", """{"id":"42","total":1.10,"lines":[]}""");

        created.ShouldBe(201).ShouldBeJson("""{"id":"42","total":1.10,"lines":[]}""");
        created.Location.ShouldBe($"/v1/{Tenant}/orders/42");
        created.Header("ETag").ShouldBe("\"1\"");
        created.Header("Content-Type").ShouldStartWith("application/json");
        created.Header("Patchlog-Position").ShouldBe("1");
        created.Header("Patchlog-Command-Id").ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_document_without_an_id_gets_a_uuid_of_version_7()
    {
        var created = await Api.Post("/orders", """{"total":1}""");

        var id = created.ShouldBe(201).Json.TextAt("id")!;
        Guid.Parse(id).Version.ShouldBe(7);
        created.Location.ShouldBe($"/v1/{Tenant}/orders/{id}");
    }

    [Fact]
    public async Task What_was_created_is_read_at_once()
    {
        var created = await Api.Post("/orders", """{"id":"42","note":"Grüße, 世界 🌍"}""");

        var read = await Api.Get("/orders/42");

        read.ShouldBe(200).Text.ShouldBe(created.Text);
        read.Header("ETag").ShouldBe("\"1\"");
    }

    [Fact]
    public async Task A_document_that_exists_is_not_created_again()
    {
        await Api.Post("/orders", """{"id":"42","total":1}""");

        var again = await Api.Post("/orders", """{"id":"42","total":2}""");

        again.ShouldBeProblem(409, "already-exists").NumberAt("currentVersion").ShouldBe(1);
        (await Api.Get("/orders/42")).ShouldBeJson("""{"id":"42","total":1}""");
    }

    [Theory]
    [InlineData("a")]
    [InlineData("AZaz09-._~")]
    [InlineData("...")]
    [InlineData("019aa2c6-2f5e-7c4b-9b1e-0c8f2f0f7a11")]
    public async Task Unreserved_characters_make_an_id(string id)
    {
        var created = await Api.Post("/orders", $$"""{"id":"{{id}}"}""");

        created.ShouldBe(201).Location.ShouldBe($"/v1/{Tenant}/orders/{id}");
        (await Api.Get($"/orders/{id}")).ShouldBe(200);
    }

    [Fact]
    public async Task An_id_has_at_most_128_characters()
    {
        var longest = new string('x', 128);

        (await Api.Post("/orders", $$"""{"id":"{{longest}}"}""")).ShouldBe(201);
        (await Api.Post("/orders", $$"""{"id":"{{longest}}x"}""")).ShouldBeProblem(400, "invalid-command");
    }

    [Theory]
    [InlineData("""{"id":""}""")]
    [InlineData("""{"id":"."}""")]
    [InlineData("""{"id":".."}""")]
    [InlineData("""{"id":"a b"}""")]
    [InlineData("""{"id":"a/b"}""")]
    [InlineData("""{"id":"ä"}""")]
    [InlineData("""{"id":"a\n"}""")]
    [InlineData("""{"id":"commands"}""")]
    [InlineData("""{"id":"search"}""")]
    [InlineData("""{"id":42}""")]
    [InlineData("""{"id":null}""")]
    public async Task An_unfit_id_is_refused_with_a_pointer_to_it(string body)
    {
        var problem = (await Api.Post("/orders", body)).ShouldBeProblem(400, "invalid-command");

        problem.TextAt("errors/0/pointer").ShouldBe("/body/id");
        (await Api.Get("/orders")).Json.At("items").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("\"text\"")]
    [InlineData("true")]
    public async Task Only_an_object_can_be_a_document(string body)
    {
        var problem = (await Api.Post("/orders", body)).ShouldBeProblem(400, "invalid-command");

        problem.TextAt("errors/0/pointer").ShouldBe("/body");
    }

    [Fact]
    public async Task An_id_is_an_identity_within_its_type_only()
    {
        await Api.Post("/orders", """{"id":"42","a":"order"}""");
        (await Api.Post("/invoices", """{"id":"42","a":"invoice"}""")).ShouldBe(201);
        (await Api.Post("/Orders", """{"id":"42","a":"Order"}""")).ShouldBe(201);

        (await Api.Get("/orders/42")).Json.TextAt("a").ShouldBe("order");
        (await Api.Get("/invoices/42")).Json.TextAt("a").ShouldBe("invoice");
        (await Api.Get("/Orders/42")).Json.TextAt("a").ShouldBe("Order");
    }

    [Fact]
    public async Task An_id_is_an_identity_within_its_tenant_only()
    {
        var other = Fresh.Id();
        await Api.Post("/orders", """{"id":"42"}""");

        (await Root.Get($"/v1/{other}/orders/42")).ShouldBeProblem(404, "not-found");
        var created = await Root.Post($"/v1/{other}/orders", """{"id":"42"}""");
        created.ShouldBe(201).Header("Patchlog-Position").ShouldBe("1");
    }
}

public sealed class CreateDocumentTestsOnSqlite(SqliteBackend backend) : CreateDocumentTests(backend);

public sealed class CreateDocumentTestsOnPostgreSql(PostgresBackend backend) : CreateDocumentTests(backend);
