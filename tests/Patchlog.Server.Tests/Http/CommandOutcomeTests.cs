using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>What became of a command, by its id.</summary>
public abstract class CommandOutcomeTests(Backend backend) : ServerFixture(backend)
{
    [Fact]
    public async Task The_outcome_of_a_command_can_be_asked_for_by_its_id()
    {
        var id = Fresh.Id();
        var outcome = (await Api.Post("/commands", Command.Create("""{"id":"42"}""", id))).Json;

        var known = (await Api.Get($"/commands/{id}")).ShouldBe(200).Json;

        known.ShouldBeAck(version: 1);
        known.TextAt("commandId").ShouldBe(id);
        known.TextAt("targetId").ShouldBe("42");
        known.TextAt("position").ShouldBe("1");
        known.At("events").ShouldBeJson(outcome.At("events").GetRawText());
    }

    [Fact]
    public async Task The_outcome_of_a_command_that_changed_nothing_is_known_too()
    {
        await Api.Post("/orders", """{"id":"42"}""");
        var id = Fresh.Id();
        await Api.Patch("/orders/42", "[]").With("Idempotency-Key", id);

        var known = (await Api.Get($"/commands/{id}")).ShouldBe(200).Json;

        known.ShouldBeAck(version: 1).At("events").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_refused_command_leaves_no_outcome()
    {
        var id = Fresh.Id();
        await Api.Post("/commands", Command.Delete("42", id));

        (await Api.Get($"/commands/{id}")).ShouldBeProblem(404, "command-not-found");
    }

    [Fact]
    public async Task Outcomes_are_known_within_their_tenant_only()
    {
        var id = Fresh.Id();
        await Api.Post("/commands", Command.Create("{}", id));

        (await Root.Get($"/v1/{Fresh.Id()}/commands/{id}")).ShouldBeProblem(404, "command-not-found");
    }
}

public sealed class CommandOutcomeTestsOnSqlite(SqliteBackend backend) : CommandOutcomeTests(backend);

public sealed class CommandOutcomeTestsOnPostgreSql(PostgresBackend backend) : CommandOutcomeTests(backend);
