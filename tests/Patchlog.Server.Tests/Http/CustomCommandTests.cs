using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>The routes of business commands, of which there are none without a bundle.</summary>
public abstract class CustomCommandTests(Backend backend) : ServerFixture(backend)
{
    [Theory]
    [InlineData("/orders/commands/ship")]
    [InlineData("/orders/42/commands/ship")]
    public async Task Without_a_bundle_no_command_is_known(string route)
    {
        await Api.Post("/orders", """{"id":"42"}""");

        (await Api.Post(route, """{"by":"truck"}""")).ShouldBeProblem(404, "unknown-command");
        (await Api.Get("/orders/42")).Version.ShouldBe(1);
    }

    [Theory]
    [InlineData("/orders/commands/a.b")]
    [InlineData("/orders/a%20b/commands/ship")]
    [InlineData("/or.ders/42/commands/ship")]
    public async Task A_bad_name_is_refused(string route)
    {
        (await Api.Post(route, "{}")).ShouldBeProblem(400, "invalid-request");
    }

    [Fact]
    public async Task Its_arguments_are_read_as_strictly_as_any_json()
    {
        (await Api.Post("/orders/42/commands/ship", """{"a":1,"a":2}""")).ShouldBeProblem(400, "invalid-json");
        (await Api.Post("/orders/42/commands/ship", "7")).ShouldBeProblem(400, "invalid-command");
    }
}

public sealed class CustomCommandTestsOnSqlite(SqliteBackend backend) : CustomCommandTests(backend);

public sealed class CustomCommandTestsOnPostgreSql(PostgresBackend backend) : CustomCommandTests(backend);
