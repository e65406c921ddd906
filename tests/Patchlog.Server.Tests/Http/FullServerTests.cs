using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

public sealed class FullServerTests(PostgresBackend postgres)
{
    const int MoreThanFit = 80;

    [Fact]
    public async Task Whoever_finds_no_room_in_time_is_told_to_come_again()
    {
        await using var network = TcpProxy.Start(postgres.Cluster.Port);
        var database = (await postgres.CreateDatabaseAsync())
            .Replace($":{postgres.Cluster.Port}/", $":{network.Port}/", StringComparison.Ordinal);
        await using var server = await ServerProcess.StartAsync(database, ("LOG_LEVEL", "fatal"));
        var api = new Api(server.Address, "/v1/t");
        network.Blackhole = Direction.Both;     // commands get in, and stay

        var large = $$"""{"text":"{{new string('x', 1_000_000)}}"}""";
        var writes = Enumerable.Range(0, MoreThanFit).Select(id => SendUntilRefused($"/orders/{id}")).ToList();
        var refused = await await Task.WhenAny(writes);

        refused.ShouldBeProblem(429, "too-many-requests");
        refused.Header("Retry-After").ShouldBe("1");

        // Where sending takes longer than a write waits for its database, the first make room before the last have come.
        async Task<Answer> SendUntilRefused(string document)
        {
            while (true)
            {
                var answer = await api.Put(document, large).SendAsync();
                if (answer.Status != 503)
                    return answer;
            }
        }
    }
}
