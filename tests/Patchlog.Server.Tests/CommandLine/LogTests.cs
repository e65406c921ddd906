using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.CommandLine;

/// <summary>What a server writes to its log, at which level and in which format.</summary>
public sealed class LogTests(PostgresBackend postgres)
{
    [Fact]
    public async Task At_debug_each_request_has_a_line_with_what_an_operator_looks_for()
    {
        await using var server = await ServerProcess.StartAsync("sqlite::memory:", ("LOG_LEVEL", "debug"));

        var answer = await new Api(server.Address).Get("/v1/acme/orders/1");
        var trace = answer.Json.TextAt("traceId");

        await Eventually.HoldsAsync(() => LineOf(server, "GET /v1/{tenant}/{type}/{id} 404 in ") is not null);
        var line = LineOf(server, "GET /v1/{tenant}/{type}/{id} 404 in ")!;
        line.ShouldContain($"trace {trace}, tenant acme");
        line.ShouldMatch(@"in [0-9]+(\.[0-9]+)? ms,");
        line.ShouldNotContain("orders");
    }

    [Theory]
    [InlineData("info")]
    [InlineData("debug")]
    public async Task The_framework_is_not_heard_above_trace(string level)
    {
        await using var server = await ServerProcess.StartAsync("sqlite::memory:", ("LOG_LEVEL", level));
        await new Api(server.Address).Get("/healthz");

        await server.TerminateAsync();

        LinesOf(server).ShouldNotBeEmpty();
        LinesOf(server).ShouldAllBe(line => line.Contains(" Patchlog", StringComparison.Ordinal), level);
        if (level == "info") server.Errors.ShouldNotContain("/healthz");
    }

    [Fact]
    public async Task At_trace_the_framework_is_heard()
    {
        await using var server = await ServerProcess.StartAsync("sqlite::memory:", ("LOG_LEVEL", "trace"));
        await new Api(server.Address).Get("/healthz");

        await Eventually.HoldsAsync(() => server.Errors.Contains("Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_json_every_line_is_an_object_with_what_the_message_is_made_of()
    {
        await using var server = await ServerProcess.StartAsync(
            "sqlite::memory:", ("LOG_LEVEL", "debug"), ("LOG_FORMAT", "json"));
        await new Api(server.Address).Get("/v1/acme/orders/1");

        await server.TerminateAsync();
        var lines = LinesOf(server).Select(line => JsonElement.Parse(line)).ToList();
        var request = lines.Single(line => line.At("eventId").GetInt32() == 2004);

        lines.ShouldAllBe(line => line.TextAt("timestamp")!.EndsWith('Z') && line.TextAt("message")!.Length > 0);
        (request.TextAt("level"), request.TextAt("category")).ShouldBe(("debug", "Patchlog.Http"));
        request.At("fields").TextAt("route").ShouldBe("/v1/{tenant}/{type}/{id}");
        request.At("fields").At("status").GetInt32().ShouldBe(404);
        request.At("fields").At("milliseconds").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
        request.At("fields").TextAt("tenant").ShouldBe("acme");
        lines.ShouldContain(line => line.TextAt("message")!.StartsWith("Stopping", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_migrated_is_told_once(bool isPostgres)
    {
        using var folder = new ScratchFolder();
        var database = isPostgres ? await postgres.CreateDatabaseAsync() : $"sqlite://{folder.File("x.db")}";

        await using (var first = await ServerProcess.StartAsync(database, ("LOG_LEVEL", "info")))
        {
            await first.TerminateAsync();
            LineOf(first, "Migrated the database: ").ShouldNotBeNull().ShouldContain("tables");
        }

        await using var second = await ServerProcess.StartAsync(database, ("LOG_LEVEL", "info"));
        await second.TerminateAsync();
        LineOf(second, "Migrated the database: ").ShouldBeNull();
    }

    [Fact]
    public async Task A_database_that_goes_away_and_comes_back_is_told_of_once_each()
    {
        await using var network = TcpProxy.Start(postgres.Cluster.Port);
        var database = (await postgres.CreateDatabaseAsync())
            .Replace($":{postgres.Cluster.Port}/", $":{network.Port}/", StringComparison.Ordinal);
        await using var server = await ServerProcess.StartAsync(database, ("LOG_LEVEL", "info"));

        network.IsRefusing = true;
        network.Cut();
        await Eventually.HoldsAsync(() => LineOf(server, "The database is away or of no use: ") is not null);
        network.IsRefusing = false;
        await Eventually.HoldsAsync(() => LineOf(server, "The database is back") is not null);

        LinesOf(server).Count(line => line.Contains("The database is away or of no use: ", StringComparison.Ordinal)).ShouldBe(1);
    }

    static string? LineOf(ServerProcess server, string part) =>
        LinesOf(server).FirstOrDefault(line => line.Contains(part, StringComparison.Ordinal));

    static string[] LinesOf(ServerProcess server) => server.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
