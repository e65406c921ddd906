using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.CommandLine;

/// <summary>What a server asks of a database when it starts: that it is there, takes every text, and is ready.</summary>
public sealed class DatabaseAtStartTests(PostgresBackend postgres)
{
    [Theory]
    [InlineData("SQL_ASCII")]
    [InlineData("LATIN1")]
    public async Task A_database_that_can_t_hold_every_text_is_refused(string encoding)
    {
        var url = await postgres.Cluster.CreateDatabaseAsync();
        var name = $"other_{Fresh.Id()}".ToLowerInvariant();
        await postgres.Cluster.ExecuteAsync(url, $"create database {name} encoding '{encoding}' template template0 locale 'C'");
        using var folder = new ScratchFolder();
        await using var process = PatchlogProgram.Start(folder.Path, url[..(url.LastIndexOf('/') + 1)] + name, []);

        (await process.ExitCodeAsync()).ShouldBe(1);
        process.Errors.ShouldContain(encoding);
        process.Errors.ShouldContain("encoding 'UTF8'");
    }

    [Fact]
    public async Task A_role_that_may_create_nothing_starts_a_server_on_a_database_that_is_ready()
    {
        var url = await postgres.Cluster.CreateDatabaseAsync();
        (await PatchlogProgram.RunAsync(url, "migrate")).ExitCode.ShouldBe(0);
        var role = $"role_{Fresh.Id()}".ToLowerInvariant();
        var own = await postgres.Cluster.CreateRoleAsync(url, role);
        await postgres.Cluster.ExecuteAsync(url, $"""
            grant usage on schema patchlog to {role};
            grant select, insert, update, delete on all tables in schema patchlog to {role};
            grant execute on all functions in schema patchlog to {role};
            """);

        await using var server = await ServerProcess.StartAsync(own);

        (await new Api(server.Address).Put("/v1/t/orders/1", "{}")).ShouldBe(201);
        (await new Api(server.Address).Get("/readyz")).ShouldBe(200);
    }

    [Fact]
    public async Task A_database_that_is_down_at_start_is_waited_for_and_the_log_says_so()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        var url = await cluster.CreateDatabaseAsync();
        await cluster.KillAsync();
        using var folder = new ScratchFolder();
        await using var process = PatchlogProgram.Start(
            folder.Path, url, [], ("DATABASE_WAIT_SECONDS", "600"), ("LOG_LEVEL", "warn"));
        await Eventually.HoldsAsync(() => process.Errors.Contains("Waiting up to 600 s for the database", StringComparison.Ordinal));

        await cluster.StartAgainAsync();

        await process.LineAsync(ServerProcess.Readiness);
    }

    [Fact]
    public async Task Whoever_waits_for_a_database_can_be_stopped()
    {
        using var folder = new ScratchFolder();
        await using var process = PatchlogProgram.Start(
            folder.Path, "postgres://a@127.0.0.1:1/b", [], ("DATABASE_WAIT_SECONDS", "600"), ("LOG_LEVEL", "warn"));
        await Eventually.HoldsAsync(() => process.Errors.Contains("Waiting up to", StringComparison.Ordinal));

        await process.TerminateAsync();

        process.Output.ShouldBeEmpty();
    }
}
