using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Server.Contracts;
using Patchlog.Server.Routing;
using Patchlog.Server.Tests.Harness;
using Patchlog.Server.Tests.Harness.Contracts;
using Patchlog.Server.WebSockets;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Contracts;

/// <summary>What the server says of itself is whole, fits what is official, and is what runs.</summary>
public sealed partial class ContractDocumentTests(SqliteBackend backend) : ServerFixture(backend)
{
    [Fact]
    public void Every_route_is_documented_and_every_documented_route_is_there()
    {
        using var app = WebApplication.CreateSlimBuilder().Build();
        using var state = new ServerState();
        new Routes(null!, null!, null!, null!, new(HostedServer.Settings), state).Map(app, null!, NullLogger.Instance);

        var mapped = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>().Select(endpoint => endpoint.RoutePattern.RawText).Where(path => path != "{**path}");

        Contract.Current.OpenApi.At("paths").EnumerateObject().Select(path => path.Name).ShouldBe(mapped, ignoreOrder: true);
    }

    [Fact]
    public void Every_frame_that_is_taken_is_documented_and_every_documented_frame_is_taken()
    {
        string[] bare = ["create", "patch", "delete", "logic", "orchestration"];
        var taken = FrameReader.Rows.Select(row => bare.Contains(row.Type) ? "bareCommand" : row.Type).Distinct();

        // A client may answer a ping, though the server sends none that asks for it.
        var documented = Contract.Current.AsyncApi.At("operations").EnumerateObject()
            .Where(operation => operation.Value.TextAt("action") == "receive").Select(operation => operation.Name);
        taken.ShouldBe(documented.Append("pong"), ignoreOrder: true);
    }

    [Fact]
    public async Task Every_example_of_a_body_fits_its_schema()
    {
        foreach (var body in Objects(Contract.Current.OpenApi.At("paths")).Where(json => json.Has("examples")))
            foreach (var example in body.At("examples").EnumerateObject())
                (await Contract.Current.FaultOfBodyAsync(body.At("schema"), example.Value.At("value").GetRawText()))
                    .ShouldBeEmpty(example.Value.GetRawText());
    }

    [Fact]
    public async Task Every_example_of_a_frame_fits_its_schema()
    {
        foreach (var message in Contract.Current.AsyncApi.At("components/messages").EnumerateObject())
            foreach (var example in message.Value.At("examples").EnumerateArray())
                (await Contract.Current.FaultOfFrameAsync(
                    message.Value.At("payload"), example.At("payload").GetRawText())).ShouldBeEmpty(message.Name);
    }

    [Fact]
    public void Every_problem_code_is_in_both_documents()
    {
        foreach (var document in new[] { Contract.Current.OpenApi, Contract.Current.AsyncApi })
            foreach (var code in ProblemCode.All)
                document.At("components/schemas").Has(ProblemSchemas.NameOf(code)).ShouldBeTrue(code.Name);
    }

    [Fact]
    public void No_schema_is_called_like_those_of_a_bundle()
    {
        string[] words = ["domain", "draft", "stored", "page"];

        Contract.Current.OpenApi.At("components/schemas").EnumerateObject().Select(schema => schema.Name)
            .ShouldAllBe(name => !words.Any(word => name.StartsWith(word, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task An_answer_that_is_not_promised_is_noticed()
    {
        var headers = new Dictionary<string, string>
        {
            ["Content-Type"] = "application/json",
            ["Cache-Control"] = "no-cache",
        };
        var health = Root.Get("/healthz");

        await Contract.HoldAsync(health, new(200, headers, """{"status":"ok"}"""));
        foreach (var (status, text) in new[] { (418, """{"status":"ok"}"""), (200, """{"status":"ill"}"""), (200, "{}") })
            await Assert.ThrowsAsync<ShouldAssertException>(() => Contract.HoldAsync(health, new(status, headers, text)));
        await Assert.ThrowsAsync<ShouldAssertException>(() => Contract.HoldFrameAsync("""{"type":"pong","more":1}"""));
        await Assert.ThrowsAsync<ShouldAssertException>(() => Contract.HoldFrameAsync("""{"type":"ping"}"""));
    }

    [Fact]
    public async Task The_page_refers_to_nothing_elsewhere_and_what_it_refers_to_is_there()
    {
        var page = (await Root.Get("/docs")).ShouldBe(200);
        page.Header("Content-Security-Policy").ShouldStartWith("default-src 'none'; script-src 'self'");
        var references = Reference().Matches(page.Text).Select(match => match.Groups["target"].Value).ToList();

        references.Count.ShouldBe(4);
        references.ShouldAllBe(target => target.StartsWith("/docs/"));
        foreach (var target in references)
            (await Root.Get(target)).ShouldBe(200).Text.ShouldNotBeEmpty();
        (await Root.Get("/docs/swagger-ui.css")).Text.ShouldNotContain("url(http");
        (await Root.Get("/docs/nothing.js")).ShouldBeProblem(404, "route-not-found");
    }

    [Theory]
    [InlineData("/docs")]
    [InlineData("/docs/docs.js")]
    [InlineData("/docs/swagger-ui.css")]
    [InlineData("/schemas/command.json")]
    public async Task A_file_is_sent_once_in_each_coding(string path)
    {
        var plain = (await Root.Get(path)).ShouldBe(200);
        var compressed = (await Root.Get(path).With("Accept-Encoding", "gzip")).ShouldBe(200);

        compressed.Header("Content-Encoding").ShouldBe("gzip");
        compressed.Header("ETag").ShouldNotBe(plain.Header("ETag"));
        foreach (var tag in new[] { plain.Header("ETag")!, $"W/{plain.Header("ETag")}", "*", $"\"other\", {plain.Header("ETag")}" })
            (await Root.Get(path).With("If-None-Match", tag)).ShouldBe(304).Header("ETag").ShouldBe(plain.Header("ETag"));
        (await Root.Get(path).With("If-None-Match", compressed.Header("ETag")!)).ShouldBe(200).Text.ShouldBe(plain.Text);
    }

    static IEnumerable<JsonElement> Objects(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(member => Objects(member.Value)).Prepend(json),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Objects),
        _ => [],
    };

    [GeneratedRegex("(src|href)=\"(?<target>[^\"]+)\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();
}
