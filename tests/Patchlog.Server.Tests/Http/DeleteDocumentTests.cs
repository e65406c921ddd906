using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>Deletion, and the table of deleted aggregates row by row.</summary>
public abstract class DeleteDocumentTests(Backend backend) : ServerFixture(backend)
{
    [Fact]
    public async Task A_delete_is_answered_with_nothing_and_journaled_without_a_body()
    {
        await Api.Post("/orders", """{"id":"42"}""");

        var deleted = await Api.Delete("/orders/42");

        deleted.ShouldBe(204).Text.ShouldBeEmpty();
        deleted.Header("Patchlog-Position").ShouldBe("2");
        var fact = (await Api.Get("/orders/42/events")).Json.At("items/1");
        fact.TextAt("name").ShouldBe("deleted");
        fact.TextAt("type").ShouldBe("delete");
        fact.NumberAt("version").ShouldBe(2);
        fact.Has("body").ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_can_be_deleted_where_nothing_is()
    {
        (await Api.Delete("/orders/42")).ShouldBeProblem(404, "not-found");
    }

    [Fact]
    public async Task A_deleted_document_is_gone_for_readers()
    {
        await CreateDeletedAsync();

        (await Api.Get("/orders/42")).ShouldBeProblem(410, "deleted");
        (await Api.Head("/orders/42")).ShouldBe(410).Text.ShouldBeEmpty();
        (await Api.Get("/orders")).Json.At("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_deleted_document_cannot_be_patched_merged_or_deleted_again()
    {
        await CreateDeletedAsync();

        (await Api.Patch("/orders/42", "[]")).ShouldBeProblem(410, "deleted");
        (await Api.Merge("/orders/42", "{}")).ShouldBeProblem(410, "deleted");
        (await Api.Delete("/orders/42")).ShouldBeProblem(410, "deleted");
        (await Api.Get("/orders/42/events")).Json.At("items").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Its_versions_can_be_read_but_for_the_deletion_itself()
    {
        await CreateDeletedAsync();

        (await Api.Get("/orders/42?version=1")).ShouldBe(200).ShouldBeJson("""{"id":"42","total":1}""");
        (await Api.Get("/orders/42?version=2")).ShouldBeProblem(410, "deleted");
        (await Api.Get("/orders/42?version=3")).ShouldBeProblem(404, "not-found");
    }

    [Fact]
    public async Task A_create_revives_it_and_the_versions_go_on()
    {
        await CreateDeletedAsync();

        var revived = await Api.Post("/orders", """{"id":"42","again":true}""");

        revived.ShouldBe(201).ShouldBeJson("""{"id":"42","again":true}""");
        revived.Header("ETag").ShouldBe("\"3\"");
        await ShouldBeRevivedAsync();
    }

    [Fact]
    public async Task A_put_revives_it_and_the_versions_go_on()
    {
        await CreateDeletedAsync();

        var revived = await Api.Put("/orders/42", """{"again":true}""");

        revived.ShouldBe(201).ShouldBeJson("""{"id":"42","again":true}""");
        revived.Header("ETag").ShouldBe("\"3\"");
        await ShouldBeRevivedAsync();
    }

    [Fact]
    public async Task A_revived_document_was_created_when_it_first_was()
    {
        await Api.Post("/orders", """{"id":"42"}""");
        var first = (await Api.Get("/orders")).Json.TextAt("items/0/createdAt");
        await Api.Delete("/orders/42");
        await Api.Post("/orders", """{"id":"42"}""");

        (await Api.Get("/orders")).Json.TextAt("items/0/createdAt").ShouldBe(first);
    }

    [Fact]
    public async Task Whoever_insists_that_there_is_none_may_revive()
    {
        await CreateDeletedAsync();
        (await Api.Put("/orders/42", """{"again":true}""").With("If-None-Match", "*")).ShouldBe(201);

        await Api.Delete("/orders/42");
        (await Api.Post("/commands", Command.Create("""{"id":"42"}""", more: "\"targetVersion\":0"))).ShouldBe(200);
    }

    [Fact]
    public async Task Whoever_insists_that_there_is_one_may_not()
    {
        await CreateDeletedAsync();

        (await Api.Put("/orders/42", "{}").With("If-Match", "*")).ShouldBeProblem(412, "precondition-failed");
    }

    [Fact]
    public async Task The_version_of_the_deletion_is_one_to_create_on_and_no_other()
    {
        await CreateDeletedAsync();

        var onAnother = await Api.Post("/commands", Command.Create("""{"id":"42"}""", more: "\"targetVersion\":1"));
        onAnother.ShouldBeProblem(409, "version-conflict").NumberAt("currentVersion").ShouldBe(2);

        var onTheDeletion = await Api.Post("/commands", Command.Create("""{"id":"42"}""", more: "\"targetVersion\":2"));
        onTheDeletion.ShouldBe(200).Json.ShouldBeAck(version: 3);
    }

    [Fact]
    public async Task Many_lives_are_all_in_the_history()
    {
        for (var life = 0; life < 3; life++)
        {
            await Api.Post("/orders", $$"""{"id":"42","life":{{life}}}""");
            await Api.Delete("/orders/42");
        }

        (await Api.Get("/orders/42/events")).Json.At("items").EnumerateArray()
            .Select(fact => fact.TextAt("type"))
            .ShouldBe(["create", "delete", "create", "delete", "create", "delete"]);
        (await Api.Get("/orders/42?version=3")).ShouldBeJson("""{"id":"42","life":1}""");
    }

    async Task CreateDeletedAsync()
    {
        await Api.Post("/orders", """{"id":"42","total":1}""");
        await Api.Delete("/orders/42");
    }

    async Task ShouldBeRevivedAsync()
    {
        (await Api.Get("/orders/42")).ShouldBeJson("""{"id":"42","again":true}""").Version.ShouldBe(3);
        (await Api.Get("/orders")).Json.TextAt("items/0/id").ShouldBe("42");
        (await Api.Get("/orders/42?version=2")).ShouldBeProblem(410, "deleted");
        (await Api.Get("/orders/42/events")).Json.TextAt("items/2/type").ShouldBe("create");
    }
}

public sealed class DeleteDocumentTestsOnSqlite(SqliteBackend backend) : DeleteDocumentTests(backend);

public sealed class DeleteDocumentTestsOnPostgreSql(PostgresBackend backend) : DeleteDocumentTests(backend);
