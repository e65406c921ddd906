using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

public abstract class HealthTests(Backend backend) : ServerFixture(backend)
{
    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task A_healthy_server_says_so(string path)
    {
        (await Root.Get(path)).ShouldBe(200);
        (await Root.Head(path)).ShouldBe(200).Text.ShouldBeEmpty();
    }

    [Fact]
    public async Task At_the_root_a_browser_is_led_to_the_page_and_a_program_to_the_contracts()
    {
        var browser = await Root.Get("/").With("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        var program = await Root.Get("/");

        browser.ShouldBe(302).Header("Location").ShouldBe("/docs");
        program.ShouldBe(200).Json.TextAt("openapi").ShouldBe("/openapi.json");
        (await Root.Get("/").With("Accept", "*/*")).ShouldBe(200);
    }

    [Theory]
    [InlineData("command.json")]
    [InlineData("json-patch.json")]
    [InlineData("process.json")]
    public async Task The_published_schemas_are_those_of_the_repository(string schema)
    {
        var served = await Root.Get($"/schemas/{schema}");

        served.ShouldBe(200).ShouldBeJson(
            await File.ReadAllTextAsync(Repository.Path($"cqrs-schema/{schema}"), Cancellation));
        served.Header("Content-Type").ShouldStartWith("application/schema+json");
    }

    [Fact]
    public async Task A_schema_that_is_not_there_is_not_found()
    {
        (await Root.Get("/schemas/nothing.json")).Status.ShouldBe(404);
    }
}

public sealed class HealthTestsOnSqlite(SqliteBackend backend) : HealthTests(backend);

public sealed class HealthTestsOnPostgreSql(PostgresBackend backend) : HealthTests(backend);
