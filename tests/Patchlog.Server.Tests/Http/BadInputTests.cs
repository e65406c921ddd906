using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>A bad input is answered, never suffered.</summary>
public abstract class BadInputTests(Backend backend) : ServerFixture(backend)
{
    /// <summary>Names that no tenant, type or command can have, as they stand in a path.</summary>
    public static TheoryData<string> BadNames =>
        ["a.b", "_other", "-a", "a%20b", "%C3%A4", "a%2Fb", "a:b", "$a", new string('x', 64)];

    /// <summary>Ids that no aggregate can have, as they stand in a path.</summary>
    public static TheoryData<string> BadIds =>
        ["a%20b", "%C3%A4", "a%2Fb", "a:b", "a@b", new string('x', 129)];

    [Theory]
    [MemberData(nameof(BadJson.Texts), MemberType = typeof(BadJson))]
    public async Task Text_that_is_not_strict_json_is_refused_with_the_reason(string text, string code)
    {
        var refused = await Api.Post("/orders", text);

        refused.ShouldBeProblem(400, "invalid-json").TextAt("errors/0/code").ShouldBe(code);
        await ShouldBeUnharmedAsync();
    }

    [Theory]
    [MemberData(nameof(BadJson.NotUtf8), MemberType = typeof(BadJson))]
    public async Task Bytes_that_are_not_utf_8_are_refused(byte[] bytes)
    {
        var refused = await Api.SendBytes("POST", "/orders", bytes, "application/json");

        refused.ShouldBeProblem(400, "invalid-json").TextAt("errors/0/code").ShouldBe("invalid-utf8");
        await ShouldBeUnharmedAsync();
    }

    [Theory]
    [InlineData("/commands", "POST", "application/json")]
    [InlineData("/orders/42", "PUT", "application/json")]
    [InlineData("/orders/42", "PATCH", Api.JsonPatch)]
    [InlineData("/orders/42", "PATCH", Api.MergePatch)]
    public async Task Every_route_reads_as_strictly(string path, string method, string mediaType)
    {
        (await Api.Send(method, path, """{"type":"create","type":"create"}""", mediaType))
            .ShouldBeProblem(400, "invalid-json").TextAt("errors/0/code").ShouldBe("duplicate-member");
        (await Api.Send(method, path, "", mediaType)).ShouldBeProblem(400, "invalid-json");
    }

    [Theory]
    [MemberData(nameof(BadNames))]
    public async Task A_bad_tenant_is_refused(string name)
    {
        (await Root.Get($"/v1/{name}/orders/42")).ShouldBeProblem(400, "invalid-request");
        (await Root.Post($"/v1/{name}/orders", "{}")).ShouldBeProblem(400, "invalid-request");
        (await Root.Get($"/v1/{name}/commands/42")).ShouldBeProblem(400, "invalid-request");
    }

    [Theory]
    [MemberData(nameof(BadNames))]
    public async Task A_bad_type_is_refused(string name)
    {
        (await Api.Post($"/{name}", "{}")).ShouldBeProblem(400, "invalid-request");
        (await Api.Put($"/{name}/42", "{}")).ShouldBeProblem(400, "invalid-request");
    }

    [Theory]
    [MemberData(nameof(BadIds))]
    public async Task A_bad_id_is_refused(string id)
    {
        (await Api.Put($"/orders/{id}", "{}")).ShouldBeProblem(400, "invalid-request");
        (await Api.Get($"/orders/{id}/events")).ShouldBeProblem(400, "invalid-request");
        (await Api.Get("/orders")).Json.At("items").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("/bundle/42")]
    [InlineData("/system")]
    public async Task A_reserved_word_in_a_path_is_no_type_and_no_id(string path)
    {
        (await Api.Get(path)).ShouldBeProblem(404, "route-not-found");
        (await Api.Put($"{path}/42", "{}")).ShouldBeProblem(404, "route-not-found");
        (await Api.Get("/orders")).Json.At("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Nesting_up_to_a_hundred_levels_is_taken()
    {
        var document = $$"""{"id":"42","a":{{new string('[', 100)}}{{new string(']', 100)}}}""";

        (await Api.Post("/orders", document)).ShouldBe(201);
        (await Api.Get("/orders/42")).ShouldBeJson(document);
    }

    [Fact]
    public async Task Every_problem_can_be_traced()
    {
        var problem = (await Api.Get("/orders/42")).ShouldBeProblem(404, "not-found");

        problem.TextAt("traceId").ShouldNotBeNullOrEmpty();
        problem.TextAt("detail").ShouldNotBeNullOrEmpty();
    }

    async Task ShouldBeUnharmedAsync()
    {
        (await Api.Get("/orders")).ShouldBe(200).Json.At("items").GetArrayLength().ShouldBe(0);
        (await Api.Post("/orders", """{"id":"42"}""")).ShouldBe(201).Header("Patchlog-Position").ShouldBe("1");
    }
}

public sealed class BadInputTestsOnSqlite(SqliteBackend backend) : BadInputTests(backend);

public sealed class BadInputTestsOnPostgreSql(PostgresBackend backend) : BadInputTests(backend);
