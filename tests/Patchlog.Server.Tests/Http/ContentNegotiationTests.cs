using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>Methods, media types and sizes that a route takes or not.</summary>
public abstract class ContentNegotiationTests(Backend backend) : ServerFixture(backend)
{
    static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "PURGE"];

    /// <summary>The routes and the methods they take.</summary>
    public static TheoryData<string, string> Routes => new()
    {
        { "/orders", "GET HEAD POST" },
        { "/orders/42", "GET HEAD PUT PATCH DELETE" },
        { "/orders/42/events", "GET HEAD" },
        { "/orders/42/diff", "GET HEAD" },
        { "/commands", "POST" },
        { "/commands/42", "GET HEAD" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_method_that_a_route_does_not_know_is_refused_with_those_it_knows(string route, string methods)
    {
        foreach (var method in Methods.Except(methods.Split(' ')))
        {
            var answer = await Api.Send(method, route, method is "GET" ? null : "{}", "application/json");

            answer.ShouldBeProblem(405, "method-not-allowed");
            AllowedBy(answer).Order().ShouldBe(methods.Split(' ').Append("OPTIONS").Order(), method);
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Options_tells_what_a_route_takes(string route, string methods)
    {
        var answer = await Api.Send("OPTIONS", route);

        answer.Status.ShouldBeOneOf(200, 204);
        AllowedBy(answer).Order().ShouldBe(methods.Split(' ').Append("OPTIONS").Order());
    }

    [Fact]
    public async Task Options_of_a_document_tells_how_to_patch_it()
    {
        var answer = await Api.Send("OPTIONS", "/orders/42");

        answer.Header("Accept-Patch")!.Split(',', StringSplitOptions.TrimEntries)
            .ShouldBe([Api.JsonPatch, Api.MergePatch], ignoreOrder: true);
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/v1")]
    [InlineData("/v2/t/orders")]
    public async Task A_path_that_leads_nowhere_is_answered_with_a_problem(string path)
    {
        (await Root.Get(path)).ShouldBeProblem(404, "route-not-found");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON;charset=\"UTF-8\"")]
    public async Task Json_in_utf_8_is_taken(string mediaType)
    {
        (await Api.Send("POST", "/orders", "{}", mediaType)).ShouldBe(201);
        (await Api.Send("PUT", "/orders/42", "{}", mediaType)).ShouldBe(201);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json-patch+json")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task Anything_else_is_refused(string? mediaType)
    {
        (await Api.Send("POST", "/orders", "{}", mediaType)).ShouldBeProblem(415, "unsupported-media-type");
        (await Api.Send("PUT", "/orders/42", "{}", mediaType)).ShouldBeProblem(415, "unsupported-media-type");
        (await Api.Send("POST", "/commands", "{}", mediaType)).ShouldBeProblem(415, "unsupported-media-type");
    }

    [Fact]
    public async Task A_document_up_to_four_mebibytes_is_taken_and_no_more()
    {
        static string Document(int size) => $$"""{"id":"42","text":"{{new string('x', size - 21)}}"}""";

        (await Api.Post("/orders", Document((4 << 20) + 1))).ShouldBeProblem(413, "payload-too-large");
        (await Api.Get("/orders/42")).ShouldBe(404);

        (await Api.Post("/orders", Document(4 << 20))).ShouldBe(201);
    }

    [Fact]
    public async Task Another_body_up_to_a_mebibyte_is_taken_and_no_more()
    {
        static string Patch(int size) => $$"""{"text":"{{new string('x', size - 11)}}"}""";
        await Api.Put("/orders/42", "{}");

        (await Api.Merge("/orders/42", Patch((1 << 20) + 1))).ShouldBeProblem(413, "payload-too-large");

        (await Api.Merge("/orders/42", Patch(1 << 20))).ShouldBe(200).Version.ShouldBe(2);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_without_being_announced()
    {
        var answer = await Api.Post("/orders", new string('x', 5 << 20)).With("Transfer-Encoding", "chunked");

        answer.ShouldBeProblem(413, "payload-too-large");
    }

    [Theory]
    [InlineData("POST", "/orders", """{"id":"43"}""", "application/json", 201)]
    [InlineData("PUT", "/orders/43", "{}", "application/json", 201)]
    [InlineData("PUT", "/orders/42", """{"new":true}""", "application/json", 204)]
    [InlineData("PATCH", "/orders/42", """{"new":true}""", Api.MergePatch, 204)]
    public async Task Whoever_prefers_less_gets_no_document_back(
        string method, string path, string body, string mediaType, int status)
    {
        await Api.Post("/orders", """{"id":"42"}""");

        var answer = await Api.Send(method, path, body, mediaType).With("Prefer", "return=minimal");

        answer.Status.ShouldBeOneOf(status, status == 204 ? 200 : status);
        answer.Text.ShouldBeEmpty();
        answer.Header("Preference-Applied").ShouldBe("return=minimal");
        answer.Header("ETag").ShouldNotBeNull();
    }

    [Theory]
    [InlineData("return=representation")]
    [InlineData("respond-async, return=representation")]
    [InlineData("wait=10")]
    public async Task Whoever_prefers_the_document_or_anything_unknown_gets_it(string preference)
    {
        var answer = await Api.Put("/orders/42", "{}").With("Prefer", preference);

        answer.ShouldBe(201).ShouldBeJson("""{"id":"42"}""");
    }

    static string[] AllowedBy(Answer answer) =>
        answer.Header("Allow")!.Split(',', StringSplitOptions.TrimEntries);
}

public sealed class ContentNegotiationTestsOnSqlite(SqliteBackend backend) : ContentNegotiationTests(backend);

public sealed class ContentNegotiationTestsOnPostgreSql(PostgresBackend backend) : ContentNegotiationTests(backend);
