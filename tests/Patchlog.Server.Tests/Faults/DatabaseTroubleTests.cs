using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Faults;

/// <summary>
/// What clients hear of a database that is there, and does not do what it should: nothing of it is a fault of the
/// server, or unknown, or waited for where waiting does not help; and the server goes on when it is over.
/// </summary>
public sealed class DatabaseTroubleTests(PostgresBackend postgres)
{
    [Theory]
    [InlineData("53100", "no room")]
    [InlineData("42501", "does not let")]
    [InlineData("55000", "does not let")]
    public async Task What_an_operator_has_to_mend_is_answered_at_once(string state, string words)
    {
        var url = await postgres.Cluster.CreateDatabaseAsync();
        await using var server = await ServerProcess.StartAsync(url, ("LOG_LEVEL", "warn"));
        var api = new Api(server.Address, "/v1/t");
        (await api.Put("/orders/1", "{}")).ShouldBe(201);

        await postgres.Cluster.ExecuteAsync(url, $"""
            create function refuse() returns trigger language plpgsql as
                $$ begin raise exception 'so it is' using errcode = '{state}'; end $$;
            create trigger refuse before insert on patchlog.events execute function refuse();
            """);
        var refused = await Task.WhenAll(Enumerable.Range(0, 10).Select(async at =>
            await api.Put($"/orders/{at}", """{"total":1}""")));

        foreach (var answer in refused)
        {
            var problem = answer.ShouldBeProblem(503, "unavailable");
            problem.TextAt("applied").ShouldBe("no");
            problem.TextAt("detail")!.ShouldContain(words);
        }

        await Eventually.HoldsAsync(() => server.Errors.Contains("Commands are not written", StringComparison.Ordinal));
        var log = server.Errors.Split('\n');
        log.Count(line => line.Contains("tried again", StringComparison.Ordinal)).ShouldBe(0);
        // Ten refusals are one outage, and one line.
        log.Count(line => line.Contains("Commands are not written", StringComparison.Ordinal)).ShouldBe(1);
        log.Count(line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal)).ShouldBe(0);
        (await api.Get("/orders/1")).ShouldBe(200);

        await postgres.Cluster.ExecuteAsync(url, "drop trigger refuse on patchlog.events");
        (await api.Put("/orders/2", "{}")).ShouldBe(201);
    }

    [Fact]
    public async Task A_role_that_is_let_in_no_more_is_no_fault_of_the_server()
    {
        var url = await postgres.Cluster.CreateDatabaseAsync();
        var role = $"role_{Fresh.Id()}".ToLowerInvariant();
        var own = await postgres.Cluster.CreateRoleAsync(url, role);
        await postgres.Cluster.ExecuteAsync(url, $"grant create on database {new Uri(url).AbsolutePath[1..]} to {role}");
        await using var server = await ServerProcess.StartAsync(own);
        var api = new Api(server.Address, "/v1/t");
        (await api.Put("/orders/1", "{}")).ShouldBe(201);

        await postgres.Cluster.ExecuteAsync(url, $"""
            alter role {role} nologin;
            select pg_terminate_backend(pid, 60000) from pg_stat_activity where usename = '{role}'
            """);

        foreach (var path in new[] { "/orders", "/orders/1/events", "/events", "/orders/1?version=1", "/commands/unknown" })
            (await api.Get(path)).ShouldBeProblem(503, "unavailable");
        (await api.Put("/orders/2", "{}")).ShouldBeProblem(503, "unavailable").TextAt("applied").ShouldBe("no");
        (await new Api(server.Address).Get("/readyz")).ShouldBe(503);
        (await new Api(server.Address).Get("/healthz")).ShouldBe(200);

        await postgres.Cluster.ExecuteAsync(url, $"alter role {role} login");
        await Eventually.HoldsAsync(async () => (await new Api(server.Address).Get("/readyz")).Status == 200);
        (await api.Put("/orders/2", "{}")).ShouldBe(201);
    }

    [Fact]
    public async Task A_database_that_takes_no_writes_makes_the_server_not_ready_and_reads_go_on()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        var url = await cluster.CreateDatabaseAsync();
        await using var server = await ServerProcess.StartAsync(url);
        var (api, root) = (new Api(server.Address, "/v1/t"), new Api(server.Address));
        (await api.Put("/orders/1", "{}")).ShouldBe(201);
        (await root.Get("/readyz")).ShouldBe(200);

        await cluster.BecomeStandbyAsync();

        await Eventually.HoldsAsync(async () => (await root.Get("/readyz")).Status == 503);
        (await api.Get("/orders")).ShouldBe(200);
        (await root.Get("/healthz")).ShouldBe(200);

        await cluster.PromoteAsync();

        await Eventually.HoldsAsync(async () => (await root.Get("/readyz")).Status == 200);
        (await api.Put("/orders/2", "{}")).ShouldBe(201);
    }

    [Theory]
    [InlineData("GET", "/orders/1")]
    [InlineData("GET", "/orders")]
    [InlineData("GET", "/orders/1/events")]
    [InlineData("GET", "/events")]
    [InlineData("GET", "/orders/1?version=1")]
    [InlineData("PUT", "/orders/1")]
    [InlineData("PUT", "/orders/2")]
    [InlineData("DELETE", "/orders/1")]
    [InlineData("GET", "/readyz")]
    public async Task The_first_request_after_the_database_ended_all_connections_is_answered(string method, string path)
    {
        var url = await postgres.Cluster.CreateDatabaseAsync();
        await using var server = await ServerProcess.StartAsync(url);
        var api = new Api(server.Address, "/v1/t");
        (await api.Put("/orders/1", """{"total":1}""")).ShouldBe(201);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => api.Get("/orders").SendAsync()));

        await postgres.Cluster.ExecuteAsync(url, """
            select pg_terminate_backend(pid, 60000) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()
            """);

        var target = path == "/readyz" ? new Api(server.Address) : api;
        (await target.Send(method, path, method == "PUT" ? "{}" : null, "application/json")).Status.ShouldBeInRange(200, 204);
    }
}
