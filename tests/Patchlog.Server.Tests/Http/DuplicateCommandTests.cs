using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>Exactly one effect per command id, whatever the command and however often it comes.</summary>
public abstract class DuplicateCommandTests(Backend backend) : ServerFixture(backend)
{
    readonly string _key = Fresh.Id();

    /// <summary>Writes to a document at version 1, and the status of their answers.</summary>
    public static TheoryData<string, string, string?, string?, int> Writes => new()
    {
        { "PUT", "/orders/42", """{"total":2}""", "application/json", 200 },
        { "PUT", "/orders/43", """{"total":2}""", "application/json", 201 },
        { "POST", "/orders", """{"id":"43","total":2}""", "application/json", 201 },
        { "PATCH", "/orders/42", """[{"op":"add","path":"/tags/-","value":"x"}]""", Api.JsonPatch, 200 },
        { "PATCH", "/orders/42", """{"total":2}""", Api.MergePatch, 200 },
        { "PATCH", "/orders/42", """[]""", Api.JsonPatch, 200 },
        { "PUT", "/orders/42", """{"total":1,"tags":[]}""", "application/json", 200 },
        { "DELETE", "/orders/42", null, null, 204 },
    };

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_repeated_write_is_answered_as_the_first_was(
        string method, string path, string? body, string? mediaType, int status)
    {
        await CreateAsync();
        var write = Api.Send(method, path, body, mediaType).With("Idempotency-Key", _key);

        var first = await write;
        var second = await write;

        first.ShouldBe(status).IsDuplicate.ShouldBeFalse();
        second.ShouldBe(status).IsDuplicate.ShouldBeTrue();
        foreach (var header in new[] { "ETag", "Location", "Patchlog-Position", "Patchlog-Command-Id" })
            second.Header(header).ShouldBe(first.Header(header), header);
        second.Header("Patchlog-Command-Id").ShouldBe(_key);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_repeated_write_has_no_second_effect_even_when_the_world_moved_on(
        string method, string path, string? body, string? mediaType, int status)
    {
        await CreateAsync();
        var write = Api.Send(method, path, body, mediaType).With("Idempotency-Key", _key);
        var first = await write;
        await Api.Put(path == "/orders" ? "/orders/43" : path, """{"moved":"on"}""");
        var before = await EventsAsync();

        var second = await write;

        second.ShouldBe(status).IsDuplicate.ShouldBeTrue();
        second.Header("ETag").ShouldBe(first.Header("ETag"));
        (await EventsAsync()).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_known_id_with_other_content_is_refused(
        string method, string path, string? body, string? mediaType, int status)
    {
        await CreateAsync();
        (await Api.Send(method, path, body, mediaType).With("Idempotency-Key", _key)).ShouldBe(status);
        var before = await EventsAsync();

        var reused = await Api.Put("/orders/42", """{"other":true}""").With("Idempotency-Key", _key);

        reused.ShouldBeProblem(422, "command-id-reused").TextAt("commandId").ShouldBe(_key);
        (await EventsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_repeated_write_that_named_a_version_is_no_conflict()
    {
        await CreateAsync();
        var write = Api.Merge("/orders/42", """{"total":2}""").With("Idempotency-Key", _key).IfMatch(1);

        (await write).ShouldBe(200);

        (await write).ShouldBe(200).IsDuplicate.ShouldBeTrue();
    }

    [Fact]
    public async Task A_repeated_create_that_insisted_on_being_the_first_is_no_conflict()
    {
        var write = Api.Put("/orders/42", "{}").With("Idempotency-Key", _key).With("If-None-Match", "*");

        (await write).ShouldBe(201);

        (await write).ShouldBe(201).IsDuplicate.ShouldBeTrue();
    }

    [Fact]
    public async Task Another_version_to_decide_on_is_other_content()
    {
        await CreateAsync();
        await Api.Post("/commands", Command.Patch("42", "{}", _key, "\"targetVersion\":1"));

        var reused = await Api.Post("/commands", Command.Patch("42", "{}", _key, "\"targetVersion\":2"));

        reused.ShouldBeProblem(422, "command-id-reused");
    }

    [Fact]
    public async Task Another_context_is_not_other_content()
    {
        await Api.Post("/commands", Command.Create("""{"id":"42"}""", _key, """ "context":{"attempt":1} """));

        var repeated = await Api.Post(
            "/commands", Command.Create("""{"id":"42"}""", _key, """ "context":{"attempt":2} """));

        repeated.ShouldBe(200).Json.At("duplicate").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_repeated_create_names_the_id_that_was_generated_at_first()
    {
        var create = Api.Post("/orders", """{"total":1}""").With("Idempotency-Key", _key);

        var first = await create;

        (await create).Location.ShouldBe(first.Location);
    }

    [Fact]
    public async Task A_refused_command_may_be_tried_again_under_its_id()
    {
        var patch = Api.Merge("/orders/42", """{"total":2}""").With("Idempotency-Key", _key);
        (await patch).ShouldBe(404);
        await CreateAsync();

        (await patch).ShouldBe(200).IsDuplicate.ShouldBeFalse();
    }

    [Fact]
    public async Task The_same_id_is_another_command_in_another_tenant()
    {
        await Api.Post("/orders", """{"id":"42"}""").With("Idempotency-Key", _key);

        var elsewhere = await Root.Post($"/v1/{Fresh.Id()}/orders", """{"id":"43"}""").With("Idempotency-Key", _key);

        elsewhere.ShouldBe(201).IsDuplicate.ShouldBeFalse();
    }

    [Fact]
    public async Task Of_many_that_come_at_once_under_one_id_one_has_an_effect()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(
            _ => Api.Post("/orders", """{"id":"42"}""").With("Idempotency-Key", _key).SendAsync()));

        answers.ShouldAllBe(answer => answer.Status == 201 && answer.Version == 1);
        answers.Count(answer => !answer.IsDuplicate).ShouldBe(1);
        (await EventsAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("..")]
    [InlineData("a/b")]
    public async Task A_key_that_cannot_be_a_command_id_is_refused(string key)
    {
        (await Api.Post("/orders", "{}").With("Idempotency-Key", key)).Status.ShouldBe(400);
        (await Api.Get("/orders")).Json.At("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Outcomes_survive_a_restart()
    {
        var database = await Backend.CreateDatabaseAsync();
        string[] commands =
        [
            Command.Create("""{"id":"42","total":1}""", "create"),
            Command.Patch("42", """{"total":2}""", "patch"),
            Command.Patch("42", """{"total":2}""", "nothing"),
            Command.Delete("42", "delete"),
        ];

        var first = await SendAllAsync(database, commands);
        var second = await SendAllAsync(database, commands);

        first.ShouldAllBe(outcome => outcome.EndsWith("False"));
        second.ShouldBe(first.Select(outcome => outcome.Replace("False", "True")));
    }

    async Task<List<string>> SendAllAsync(string database, string[] commands)
    {
        await using var server = await ServerProcess.StartAsync(database);
        var outcomes = new List<string>();
        foreach (var command in commands)
        {
            var outcome = (await new Api(server.Address).Post($"/v1/{Tenant}/commands", command)).ShouldBe(200).Json;
            outcomes.Add($"{outcome.TextAt("commandId")} {outcome.NumberAt("version")} {outcome.At("position")} "
                + $"{outcome.At("events").GetArrayLength()} {outcome.At("duplicate").GetBoolean()}");
        }
        return outcomes;
    }

    async Task CreateAsync() => (await Api.Post("/orders", """{"id":"42","total":1,"tags":[]}""")).ShouldBe(201);

    /// <summary>How many events the tenant has: the position of one more.</summary>
    async Task<int> EventsAsync()
    {
        var position = (await Api.Post("/probes", "{}")).Header("Patchlog-Position")!;
        var probes = (await Api.Get("/probes")).Json.At("items").GetArrayLength();
        return int.Parse(position, System.Globalization.CultureInfo.InvariantCulture) - probes;
    }
}

public sealed class DuplicateCommandTestsOnSqlite(SqliteBackend backend) : DuplicateCommandTests(backend);

public sealed class DuplicateCommandTestsOnPostgreSql(PostgresBackend backend) : DuplicateCommandTests(backend);
