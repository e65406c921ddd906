using System.Net;
using System.Text.RegularExpressions;
using Patchlog.Server.Tests.Harness;
using Patchlog.Server.Tests.Harness.Contracts;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Operations;

/// <summary>A server behind a real nginx that compresses, with <c>deploy/nginx.conf</c>.</summary>
public sealed partial class NginxTests
{
    static readonly string Site = File.ReadAllText(Repository.Path("deploy/nginx.conf"));

    static readonly Dictionary<string, string> Variants = new()
    {
        ["as it is"] = Site,
        ["compressing"] = Replaced("gzip off;", "gzip on; gzip_proxied any; gzip_types *; gzip_min_length 1;"),
        ["not taking the prefix off"] = Replaced("proxy_pass http://patchlog/;", "proxy_pass http://patchlog;"),
    };

    public static TheoryData<string> Sites => [.. Variants.Keys];

    [Theory]
    [MemberData(nameof(Sites))]
    public async Task Documents_are_written_and_found_where_answers_say_that_they_are(string site)
    {
        await using var server = await StartServerAsync();
        await using var nginx = await Nginx.StartAsync(Variants[site], server.Address);
        var (api, root) = (new Api(nginx.Address, $"{Contract.Prefix}/v1/t"), new Api(nginx.Address));

        var created = (await api.Post("/orders", """{"id":"a","n":1}""")).ShouldBe(201);
        created.Location.ShouldBe("/patchlog/v1/t/orders/a");
        (await root.Get(created.Location)).ShouldBe(200).Json.NumberAt("n").ShouldBe(1);
        if (site != "compressing")
            (await root.Head(created.Location).With("Accept-Encoding", "gzip")).ShouldBe(200).Header("ETag").ShouldBe("\"1\"");
        (await root.Merge(created.Location, """{"n":2}""").IfMatch(1)).ShouldBe(200);
        (await api.Put("/orders/b", "{}")).ShouldBe(201).Location.ShouldBe("/patchlog/v1/t/orders/b");

        var page = (await api.Get("/orders?limit=1")).ShouldBe(200);
        page.NextPage!.ShouldStartWith("/patchlog/v1/t/orders?");
        (await root.Get(page.NextPage!)).ShouldBe(200).Json.At("items").GetArrayLength().ShouldBe(1);

        (await root.Delete(created.Location)).ShouldBe(204);
        (await root.Get(created.Location)).ShouldBeProblem(410, "deleted")
            .TextAt("instance").ShouldBe("/patchlog/v1/t/orders/a");
    }

    [Theory]
    [MemberData(nameof(Sites))]
    public async Task Contracts_and_documentation_name_the_path(string site)
    {
        await using var server = await StartServerAsync();
        await using var nginx = await Nginx.StartAsync(Variants[site], server.Address);
        var root = new Api(nginx.Address);

        (await root.Get("/patchlog/openapi.json")).ShouldBe(200).Json.At("servers/0/url").GetString().ShouldBe("/patchlog");
        (await root.Get("/patchlog/asyncapi.json")).ShouldBe(200)
            .Json.At("servers/here/pathname").GetString().ShouldBe("/patchlog");
        var references = Reference().Matches((await root.Get("/patchlog/docs")).ShouldBe(200).Text)
            .Select(match => match.Groups["target"].Value).ToList();
        references.Count.ShouldBe(4);
        foreach (var target in references)
            (await root.Get(target)).ShouldBe(200);
    }

    [Theory]
    [InlineData("as it is", DecompressionMethods.All)]
    [InlineData("compressing", DecompressionMethods.None)]
    [InlineData("compressing", DecompressionMethods.All)]
    public async Task Events_arrive_one_by_one_over_a_stream(string site, DecompressionMethods accepted)
    {
        await using var server = await StartServerAsync();
        await using var nginx = await Nginx.StartAsync(Variants[site], server.Address);
        var api = new Api(nginx.Address, $"{Contract.Prefix}/v1/t");
        await using var stream = await EventStreamClient.OpenAsync(
            nginx.Address, "/patchlog/v1/t/events?after=start", decompression: accepted);
        stream.Head.Header("Cache-Control")!.ShouldContain("no-transform");
        await stream.NextAsync("subscribed");

        for (var number = 1; number <= 3; number++)
        {
            (await api.Put($"/orders/{number}", "{}")).ShouldBe(201);
            (await stream.NextAsync("message")).Data.TextAt("targetId").ShouldBe($"{number}");
        }
    }

    [Fact]
    public async Task A_websocket_is_upgraded()
    {
        await using var server = await StartServerAsync();
        await using var nginx = await Nginx.StartAsync(Site, server.Address);

        await using var client = await WebSocketClient.ConnectAsync(new(nginx.Address, "/patchlog"));

        await client.NextAsync("welcome");
        var created = await client.RequestAsync(Frames.Command("c", new Envelopes("t").Create("""{"id":"a"}""")));
        created.ShouldBeAck(version: 1);
    }

    [Fact]
    public async Task Without_a_proxy_the_same_server_answers_at_both_paths()
    {
        await using var server = await StartServerAsync();
        var root = new Api(server.Address);

        (await root.Put("/v1/t/orders/a", "{}")).ShouldBe(201).Location.ShouldBe("/patchlog/v1/t/orders/a");
        (await root.Get("/patchlog/v1/t/orders/a")).ShouldBe(200);
        (await root.Get("/patchlog/healthz")).ShouldBe(200);
        (await root.Get("/patchlogs/healthz")).ShouldBeProblem(404, "route-not-found");
    }

    [Theory]
    [InlineData("patchlog")]
    [InlineData("/a//b")]
    [InlineData("/a/../b")]
    [InlineData("/a b")]
    [InlineData("/v1")]
    [InlineData("http://x/y")]
    public async Task What_is_no_path_of_a_proxy_is_refused(string prefix)
    {
        using var folder = new ScratchFolder();
        await using var process = PatchlogProgram.Start(folder.Path, "sqlite::memory:", [], ("PATH_PREFIX", prefix));

        (await process.ExitCodeAsync()).ShouldBe(1);
        process.Errors.ShouldContain("PATH_PREFIX");
    }

    static string Replaced(string text, string by)
    {
        Site.ShouldContain(text);
        return Site.Replace(text, by, StringComparison.Ordinal);
    }

    static Task<ServerProcess> StartServerAsync() =>
        ServerProcess.StartAsync("sqlite::memory:", ("PATH_PREFIX", $"{Contract.Prefix}/"));

    [GeneratedRegex("(href|src)=\"(?<target>[^\"]+)\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();
}
