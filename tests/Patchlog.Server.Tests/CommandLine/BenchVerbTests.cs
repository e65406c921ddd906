using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.CommandLine;

/// <summary><c>patchlog bench</c>, against a server that runs.</summary>
public sealed class BenchVerbTests(SqliteBackend sqlite)
{
    [Theory]
    [InlineData("ws", "create")]
    [InlineData("http", "create")]
    [InlineData("ws", "patch")]
    [InlineData("http", "get")]
    [InlineData("ws", "mixed")]
    public async Task Every_request_of_every_workload_is_answered(string scheme, string workload)
    {
        var tenant = Guid.NewGuid().ToString("n");
        var url = new UriBuilder(sqlite.Server.Address) { Scheme = scheme }.Uri.ToString();

        var (exitCode, output, errors) = await PatchlogProgram.RunAsync(sqlite.DatabaseUrl, "bench", "--url", url,
            "--workload", workload, "--seconds", "0.2", "--warm-up", "0.1", "--in-flight", "4", "--aggregates", "8",
            "--tenant", tenant, "--json");

        exitCode.ShouldBe(0, errors + output);
        var report = JsonDocument.Parse(output).RootElement;
        report.GetProperty("errors").EnumerateObject().ShouldBeEmpty();
        report.TryGetProperty("failure", out _).ShouldBeFalse();
        (await new Api(sqlite.Server.Address, "/v1/" + tenant).Get("/order")).ShouldBe(200)
            .Json.At("items").GetArrayLength().ShouldBePositive();
    }
}
