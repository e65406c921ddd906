using System.Net.Sockets;
using System.Text;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>Histories whose folds take too much: small patches that copy a list again and again, and change it.</summary>
public abstract class CostlyHistoryTests(Backend backend) : ServerFixture(backend)
{
    const int Patches = 100;
    const int CopiesPerPatch = 500;

    // Copied and changed as often as one patch may have it done.
    const int Elements = 1990;

    [Fact]
    public async Task A_past_that_takes_too_much_is_refused_and_everything_else_is_there()
    {
        await MakeHistoryAsync(Api);

        (await Api.Get($"/orders/42?version={Patches}")).ShouldBeProblem(422, "history-too-costly");
        (await Api.Get($"/orders/42?at={Patches}")).ShouldBeProblem(422, "history-too-costly");
        (await Api.Get($"/orders/42/diff?from=0&to={Patches}")).ShouldBeProblem(422, "history-too-costly");
        (await Api.Get($"/orders?at={Patches}")).ShouldBeProblem(422, "history-too-costly");
        (await Api.Get("/orders/42?version=10")).ShouldBe(200);
        (await Api.Get("/orders/42")).ShouldBe(200).Version.ShouldBe(Patches + 1);
        (await Api.Get($"/orders/42/events?after={Patches}")).ShouldBe(200);
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_fold_for_it()
    {
        await using var server = await ServerProcess.StartAsync(
            await Backend.CreateDatabaseAsync(), ("LOG_LEVEL", "trace"));
        await MakeHistoryAsync(new Api(server.Address, "/v1/t"));
        var path = $"/v1/t/orders/42?version={Patches}";

        // A fold that goes on is refused in the end, with 422; one may also have got there before its client left.
        var asked = 0;
        await Eventually.HoldsAsync(async () =>
        {
            await AskAndLeaveAsync(server, path, ++asked);
            await Eventually.HoldsAsync(() => LinesOf(server, "Request finished", path).Count() == asked);

            return !LinesOf(server, "Request finished", path).Last().Contains("422", StringComparison.Ordinal);
        });

        server.Errors.ShouldContain("the client is gone");
    }

    static async Task AskAndLeaveAsync(ServerProcess server, string path, int asked)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port, Cancellation);
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {server.Address.Authority}\r\n\r\n"), Cancellation);
        await Eventually.HoldsAsync(() => LinesOf(server, "Request starting", path).Count() == asked);
    }

    static async Task MakeHistoryAsync(Api api)
    {
        var list = string.Join(',', Enumerable.Repeat("0", Elements));
        (await api.Put("/orders/42", $$"""{"a":[{{list}}]}""")).ShouldBe(201);

        for (var i = 0; i < Patches; i++)
        {
            var operations = Enumerable.Range(0, CopiesPerPatch).Select(n =>
                $$"""{"op":"copy","from":"/a","path":"/b"},{"op":"replace","path":"/a/0","value":{{i + n}}}""");
            (await api.Patch("/orders/42", $"[{string.Join(',', operations)}]").With("Prefer", "return=minimal")).ShouldBe(204);
        }
    }

    static IEnumerable<string> LinesOf(ServerProcess server, string what, string path) => server.Errors.Split('\n')
        .Where(line => line.Contains(what, StringComparison.Ordinal) && line.Contains(path, StringComparison.Ordinal));
}

public sealed class CostlyHistoryTestsOnSqlite(SqliteBackend backend) : CostlyHistoryTests(backend);

public sealed class CostlyHistoryTestsOnPostgreSql(PostgresBackend backend) : CostlyHistoryTests(backend);
