using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>Command envelopes over HTTP, one or many.</summary>
public abstract class RawCommandTests(Backend backend) : ServerFixture(backend)
{
    [Fact]
    public async Task A_command_is_answered_with_its_outcome()
    {
        var id = Fresh.Id();

        var outcome = (await Api.Post("/commands", Command.Create("""{"id":"42","total":1}""", id))).ShouldBe(200).Json;

        outcome.ShouldBeAck(version: 1);
        outcome.TextAt("commandId").ShouldBe(id);
        outcome.TextAt("targetName").ShouldBe("orders");
        outcome.TextAt("targetId").ShouldBe("42");
        outcome.TextAt("position").ShouldBe("1");
        outcome.At("duplicate").GetBoolean().ShouldBeFalse();
        outcome.At("events").GetArrayLength().ShouldBe(1);
        outcome.TextAt("events/0/commandId").ShouldBe(id);
        outcome.At("events/0/body").ShouldBeJson("""{"id":"42","total":1}""");
    }

    [Fact]
    public async Task A_command_without_an_id_gets_a_uuid_of_version_7()
    {
        var outcome = (await Api.Post("/commands", Command.Create("{}"))).ShouldBe(200).Json;

        Guid.Parse(outcome.TextAt("commandId")!).Version.ShouldBe(7);
        Guid.Parse(outcome.TextAt("targetId")!).Version.ShouldBe(7);
    }

    [Fact]
    public async Task A_command_that_changes_nothing_has_no_events_and_no_position()
    {
        await Api.Post("/orders", """{"id":"42","total":1}""");

        var outcome = (await Api.Post("/commands", Command.Patch("42", """{"total":1.0}"""))).ShouldBe(200).Json;

        outcome.ShouldBeAck(version: 1).At("events").GetArrayLength().ShouldBe(0);
        outcome.At("position").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_refused_command_is_answered_with_its_problem_and_its_id()
    {
        var id = Fresh.Id();

        var problem = (await Api.Post("/commands", Command.Delete("42", id))).ShouldBeProblem(404, "not-found");

        problem.TextAt("commandId").ShouldBe(id);
    }

    [Fact]
    public async Task Commands_in_an_array_have_their_outcomes_in_the_same_order_and_fail_alone()
    {
        var results = (await Api.Post("/commands", $"""
            [
              {Command.Create("""{"id":"42","total":1}""")},
              {Command.Patch("42", """{"total":2}""")},
              {Command.Create("""{"id":"42"}""")},
              {"{}"},
              {Command.Delete("nobody")},
              {Command.Patch("42", """{"total":3}""")}
            ]
            """)).ShouldBe(200).Json.At("results");

        results.GetArrayLength().ShouldBe(6);
        results.At("0").ShouldBeAck(version: 1);
        results.At("1").ShouldBeAck(version: 2);
        results.At("2").ShouldBeNack(409, "already-exists");
        results.At("3").ShouldBeNack(400, "invalid-command");
        results.At("4").ShouldBeNack(404, "not-found");
        results.At("5").ShouldBeAck(version: 3);
        (await Api.Get("/orders/42")).ShouldBeJson("""{"id":"42","total":3}""");
    }

    [Fact]
    public async Task A_hundred_commands_are_a_batch_and_more_are_refused()
    {
        static string Many(int count, string command) => $"[{string.Join(',', Enumerable.Repeat(command, count))}]";

        (await Api.Post("/commands", Many(101, Command.Create("{}")))).Status.ShouldBe(400);
        (await Api.Get("/orders")).Json.At("items").GetArrayLength().ShouldBe(0);

        var accepted = await Api.Post("/commands", Many(100, Command.Create("{}")));
        accepted.ShouldBe(200).Json.At("results").GetArrayLength().ShouldBe(100);
    }

    [Fact]
    public async Task A_command_for_another_tenant_is_refused()
    {
        var other = new Envelopes(Fresh.Id()).Create("{}");

        var problem = (await Api.Post("/commands", other)).ShouldBeProblem(400, "invalid-command");

        problem.TextAt("errors/0/pointer").ShouldBe("/tenant");
    }

    [Theory]
    [InlineData("0", 409)]
    [InlineData("1", 409)]
    [InlineData("\"1\"", 409)]
    [InlineData("2", 200)]
    [InlineData("2.0", 200)]
    [InlineData("\"2\"", 200)]
    [InlineData("3", 409)]
    [InlineData("9007199254740991", 409)]
    [InlineData("\"999999999999999999\"", 409)]
    public async Task A_command_that_names_a_version_is_bound_to_it(string targetVersion, int status)
    {
        await Api.Post("/orders", """{"id":"42"}""");
        await Api.Merge("/orders/42", """{"total":1}""");

        var answer = await Api.Post(
            "/commands", Command.Patch("42", """{"total":2}""", more: $"\"targetVersion\":{targetVersion}"));

        if (status == 200) answer.ShouldBe(200).Json.ShouldBeAck(version: 3);
        else answer.ShouldBeProblem(409, "version-conflict").NumberAt("currentVersion").ShouldBe(2);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("9007199254740992")]
    [InlineData("\"01\"")]
    [InlineData("\"-1\"")]
    [InlineData("\"1.0\"")]
    [InlineData("\"1000000000000000000\"")]
    [InlineData("null")]
    [InlineData("true")]
    public async Task An_absurd_version_is_refused(string targetVersion)
    {
        await Api.Post("/orders", """{"id":"42"}""");

        var answer = await Api.Post("/commands", Command.Patch("42", "{}", more: $"\"targetVersion\":{targetVersion}"));

        answer.ShouldBeProblem(400, "invalid-command").TextAt("errors/0/pointer").ShouldBe("/targetVersion");
    }

    [Fact]
    public async Task Version_zero_means_that_it_must_not_exist()
    {
        const string zero = "\"targetVersion\":0";

        (await Api.Post("/commands", Command.Create("""{"id":"42"}""", more: zero))).ShouldBe(200);
        (await Api.Post("/commands", Command.Create("""{"id":"42"}""", more: zero))).Status.ShouldBe(409);
    }

    [Theory]
    [InlineData("logic", "unknown-command")]
    [InlineData("orchestration", "unknown-process")]
    public async Task Without_a_bundle_there_is_no_business_command_and_no_process(string type, string code)
    {
        var answer = await Api.Post(
            "/commands",
            $$"""{"type":"{{type}}","tenant":"{{Tenant}}","targetName":"orders","name":"ship","body":{"start":1} }""");

        answer.ShouldBeProblem(404, code);
    }

    [Theory]
    [InlineData("""{"name":"ship"}""", "")]
    [InlineData("""{"type":"create"}""", "")]
    [InlineData("""{"type":"creat","tenant":"t","targetName":"orders","body":{}}""", "/type")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"a.b","body":{}}""", "/targetName")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"events","body":{}}""", "/targetName")]
    [InlineData("""{"type":"delete","tenant":"t","targetName":"orders"}""", "")]
    [InlineData("""{"type":"delete","tenant":"t","targetName":"orders","targetId":"1","body":{}}""", "/body")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"orders","body":{},"extra":1}""", "/extra")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"orders","body":{},"context":[]}""", "/context")]
    [InlineData("""{"type":"create","tenant":"t","targetName":"orders","body":{},"id":"a b"}""", "/id")]
    [InlineData("7", "")]
    [InlineData("null", "")]
    public async Task An_envelope_that_does_not_fit_is_refused_with_a_pointer_to_the_fault(
        string command, string pointer)
    {
        var answer = await Root.Post("/v1/t/commands", command);

        answer.ShouldBeProblem(400, "invalid-command").At("errors").EnumerateArray()
            .ShouldContain(error => error.TextAt("pointer")!.StartsWith(pointer));
    }
}

public sealed class RawCommandTestsOnSqlite(SqliteBackend backend) : RawCommandTests(backend);

public sealed class RawCommandTestsOnPostgreSql(PostgresBackend backend) : RawCommandTests(backend);
