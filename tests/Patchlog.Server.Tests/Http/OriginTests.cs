using System.Net.WebSockets;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>Whose web pages may write: those of the host asked for, and those that a setting lists.</summary>
public sealed class OriginTests(SqliteBackend backend) : ServerFixture(backend)
{
    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("http://127.0.0.1")]
    public async Task A_write_of_a_foreign_page_is_refused(string origin)
    {
        await Api.Put("/orders/42", "{}");

        (await Api.Post("/orders", "{}").With("Origin", origin)).ShouldBeProblem(403, "foreign-origin");
        (await Api.Put("/orders/42", """{"n":1}""").With("Origin", origin)).ShouldBeProblem(403, "foreign-origin");
        (await Api.Merge("/orders/42", """{"n":1}""").With("Origin", origin)).ShouldBeProblem(403, "foreign-origin");
        (await Api.Delete("/orders/42").With("Origin", origin)).ShouldBeProblem(403, "foreign-origin");
        (await Api.Send("POST", "/orders/commands/ship").With("Origin", origin)).ShouldBeProblem(403, "foreign-origin");
        (await Api.Get("/orders/42").With("Origin", origin)).ShouldBe(200).Version.ShouldBe(1);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_write_of_a_page_of_the_same_host_is_taken(string scheme)
    {
        var origin = $"{scheme}://{Backend.Server.Address.Authority}";

        (await Api.Put("/orders/42", "{}").With("Origin", origin)).ShouldBe(201);
    }

    [Theory]
    [InlineData("shop.example", "https://shop.example", 201)]
    [InlineData("Shop.Example", "http://shop.example", 201)]
    [InlineData("shop.example:443", "https://shop.example", 201)]
    [InlineData("shop.example:80", "https://shop.example", 403)]
    [InlineData("shop.example", "https://shop.example:8443", 403)]
    [InlineData("shop.example", "https://shop.example.evil.example", 403)]
    public async Task The_host_that_counts_is_the_one_asked_for(string host, string origin, int status)
    {
        (await Api.Put("/orders/42", "{}").With("Host", host).With("Origin", origin)).ShouldBe(status);
    }

    [Fact]
    public async Task A_foreign_page_gets_no_socket()
    {
        (await ConnectAsync(Backend.Server, "https://evil.example")).ShouldBe(403);
        (await ConnectAsync(Backend.Server, $"https://{Backend.Server.Address.Authority}")).ShouldBe(101);
    }

    [Fact]
    public async Task A_listed_origin_is_as_good_as_the_own_host()
    {
        await using var server = await ServerProcess.StartAsync(
            "sqlite::memory:", ("ALLOWED_ORIGINS", "https://App.example, http://localhost:5173"));
        var api = new Api(server.Address, "/v1/t");

        (await api.Post("/orders", "{}").With("Origin", "https://app.example")).ShouldBe(201);
        (await ConnectAsync(server, "http://localhost:5173")).ShouldBe(101);
        (await ConnectAsync(server, "http://localhost:5174")).ShouldBe(403);
    }

    [Fact]
    public async Task Only_a_page_of_a_listed_origin_may_read_the_answers()
    {
        await using var server = await ServerProcess.StartAsync(
            "sqlite::memory:", ("ALLOWED_ORIGINS", "http://localhost:5173"));
        var api = new Api(server.Address, "/v1/t");

        var created = await api.Put("/orders/42", "{}").With("Origin", "http://localhost:5173");
        created.Header("Access-Control-Allow-Origin").ShouldBe("http://localhost:5173");
        created.Header("Access-Control-Expose-Headers").ShouldNotBeNull().ShouldContain("ETag");
        (await api.Get("/orders/none").With("Origin", "http://localhost:5173")).ShouldBe(404)
            .Header("Access-Control-Allow-Origin").ShouldBe("http://localhost:5173");
        var foreign = await api.Get("/orders/42").With("Origin", "http://localhost:5174");
        foreign.Header("Access-Control-Allow-Origin").ShouldBeNull();
        foreign.Header("Vary").ShouldBe("Origin");
    }

    [Fact]
    public async Task A_page_may_read_that_it_is_refused_and_the_log_names_the_setting_once_for_each_origin()
    {
        await using var server = await ServerProcess.StartAsync(
            "sqlite::memory:", ("ALLOWED_ORIGINS", "http://localhost:5173"), ("LOG_LEVEL", "warning"));
        var (root, api) = (new Api(server.Address), new Api(server.Address, "/v1/t"));

        foreach (var origin in (string[])["https://shop.example", "https://shop.example", "https://other.example"])
        {
            (await ConnectAsync(server, origin)).ShouldBe(403);
            foreach (var request in (Request[])[api.Put("/orders/42", "{}"), root.Get("/ws")])
            {
                var refused = (await request.With("Origin", origin)).ShouldBeProblem(403, "foreign-origin");
                refused.TextAt("detail").ShouldNotBeNull().ShouldContain(origin);
                refused.TextAt("detail").ShouldNotBeNull().ShouldContain("ALLOWED_ORIGINS");
            }

            (await root.Get("/ws").With("Origin", origin)).Header("Access-Control-Allow-Origin").ShouldBe("*");
        }

        (await root.Get("/ws").With("Origin", "http://localhost:5173")).ShouldBeProblem(426, "upgrade-required");
        await server.TerminateAsync();
        var lines = server.Errors.Split('\n').Where(line => line.Contains("ALLOWED_ORIGINS", StringComparison.Ordinal)).ToList();
        lines.Count.ShouldBe(2);
        lines.ShouldContain(line => line.Contains("https://shop.example", StringComparison.Ordinal));
        lines.ShouldContain(line => line.Contains("https://other.example", StringComparison.Ordinal));
    }

    [Fact]
    public async Task However_many_origins_are_made_up_the_log_stays_short()
    {
        await using var server = await ServerProcess.StartAsync("sqlite::memory:", ("LOG_LEVEL", "warning"));
        var api = new Api(server.Address, "/v1/t");

        foreach (var number in Enumerable.Range(0, 120))
            await api.Put("/orders/42", "{}").With("Origin", $"https://{number}.example");

        await server.TerminateAsync();
        server.Errors.Split('\n').Count(line => line.Contains("ALLOWED_ORIGINS", StringComparison.Ordinal)).ShouldBe(100);
    }

    [Fact]
    public async Task A_listed_page_is_told_beforehand_that_it_may_write()
    {
        await using var server = await ServerProcess.StartAsync(
            "sqlite::memory:", ("ALLOWED_ORIGINS", "http://localhost:5173"));
        var api = new Api(server.Address, "/v1/t");

        var asked = await api.Send("OPTIONS", "/orders/42")
            .With("Origin", "http://localhost:5173")
            .With("Access-Control-Request-Method", "PUT")
            .With("Access-Control-Request-Headers", "content-type,idempotency-key");

        asked.ShouldBe(204).Header("Access-Control-Allow-Methods").ShouldNotBeNull().ShouldContain("PUT");
        asked.Header("Access-Control-Allow-Headers").ShouldBe("content-type,idempotency-key");
    }

    [Fact]
    public async Task A_star_lets_everybody_in()
    {
        await using var server = await ServerProcess.StartAsync("sqlite::memory:", ("ALLOWED_ORIGINS", "*"));

        (await ConnectAsync(server, "null")).ShouldBe(101);
    }

    static async Task<int> ConnectAsync(ServerProcess server, string origin)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", origin);
        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(new UriBuilder(server.Address) { Scheme = "ws", Path = "/ws" }.Uri, Cancellation);
        }
        catch (WebSocketException)
        {
            // The status says why.
        }
        return (int)socket.HttpStatusCode;
    }
}
