using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>If-Match and If-None-Match on writes (RFC 9110 §13.1): 412; a weak tag is as good as a strong one for what there must not be.</summary>
public abstract class ConditionalWriteTests(Backend backend) : ServerFixture(backend)
{
    /// <summary>The requests that write to a document which is there.</summary>
    public static TheoryData<string, string?, string?> Writes => new()
    {
        { "PUT", """{"total":2}""", "application/json" },
        { "PATCH", """[{"op":"add","path":"/total","value":2}]""", Api.JsonPatch },
        { "PATCH", """{"total":2}""", Api.MergePatch },
        { "DELETE", null, null },
    };

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_write_on_the_version_it_was_decided_on_goes_through(
        string method, string? body, string? mediaType)
    {
        await CreateVersionTwoAsync();

        var written = await Api.Send(method, "/orders/42", body, mediaType).IfMatch(2);

        written.Status.ShouldBeInRange(200, 204, written.Text);
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_write_on_a_stale_version_is_refused_with_the_current_one(
        string method, string? body, string? mediaType)
    {
        await CreateVersionTwoAsync();

        var refused = await Api.Send(method, "/orders/42", body, mediaType).IfMatch(1);

        refused.ShouldBeProblem(412, "precondition-failed").NumberAt("currentVersion").ShouldBe(2);
        (await Api.Get("/orders/42")).ShouldBeJson("""{"id":"42","total":1}""").Version.ShouldBe(2);
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("\"2\"", true)]
    [InlineData("\"7\", \"2\"", true)]
    [InlineData("\"7\"", false)]
    [InlineData("W/\"2\"", false)] // Weak tags never match strongly.
    [InlineData("W/\"2\", \"1\"", false)]
    [InlineData("\"abc\"", false)]
    [InlineData("\"02\"", false)]
    [InlineData("\"99999999999999999999\"", false)]
    public async Task If_match_holds_when_one_of_its_tags_is_the_current_version(string condition, bool holds)
    {
        await CreateVersionTwoAsync();

        var put = await Api.Put("/orders/42", """{"total":2}""").With("If-Match", condition);

        if (holds) put.ShouldBe(200);
        else put.ShouldBeProblem(412, "precondition-failed");
    }

    [Theory]
    [InlineData("*", false)]
    [InlineData("\"2\"", false)]
    [InlineData("\"7\", \"2\"", false)]
    [InlineData("W/\"2\"", false)]
    [InlineData("\"7\"", true)]
    [InlineData("W/\"7\"", true)]
    public async Task If_none_match_holds_when_none_of_its_tags_is_the_current_version(string condition, bool holds)
    {
        await CreateVersionTwoAsync();

        var put = await Api.Put("/orders/42", """{"total":2}""").With("If-None-Match", condition);

        if (holds) put.ShouldBe(200);
        else put.ShouldBeProblem(412, "precondition-failed");
    }

    [Fact]
    public async Task Put_can_insist_on_creating()
    {
        (await Api.Put("/orders/42", "{}").With("If-None-Match", "*")).ShouldBe(201);
        (await Api.Put("/orders/42", "{}").With("If-None-Match", "*")).ShouldBeProblem(412, "precondition-failed");
    }

    [Fact]
    public async Task Put_can_insist_on_replacing()
    {
        (await Api.Put("/orders/42", "{}").With("If-Match", "*")).ShouldBeProblem(412, "precondition-failed");
        (await Api.Get("/orders/42")).ShouldBe(404);
    }

    [Fact]
    public async Task A_stale_write_that_would_change_nothing_is_a_conflict_all_the_same()
    {
        await CreateVersionTwoAsync();

        (await Api.Put("/orders/42", """{"total":1}""").IfMatch(1)).ShouldBeProblem(412, "precondition-failed");
        (await Api.Patch("/orders/42", "[]").IfMatch(1)).ShouldBeProblem(412, "precondition-failed");
    }

    [Theory]
    [InlineData("2")]
    [InlineData("\"2")]
    [InlineData("\"2\" \"3\"")]
    [InlineData("*, \"2\"")]
    public async Task A_condition_that_is_no_list_of_tags_is_refused(string condition)
    {
        await CreateVersionTwoAsync();

        (await Api.Put("/orders/42", "{}").With("If-Match", condition)).ShouldBeProblem(400, "invalid-request");
        (await Api.Get("/orders/42")).Version.ShouldBe(2);
    }

    [Fact]
    public async Task Of_many_who_write_on_the_same_version_one_succeeds()
    {
        await CreateVersionTwoAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(
            writer => Api.Put("/orders/42", $$"""{"writer":{{writer}}}""").IfMatch(2).SendAsync()));

        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        answers.Count(answer => answer.Status == 412).ShouldBe(15);
        (await Api.Get("/orders/42")).Version.ShouldBe(3);
    }

    async Task CreateVersionTwoAsync()
    {
        await Api.Post("/orders", """{"id":"42","total":0}""");
        await Api.Put("/orders/42", """{"total":1}""");
    }
}

public sealed class ConditionalWriteTestsOnSqlite(SqliteBackend backend) : ConditionalWriteTests(backend);

public sealed class ConditionalWriteTestsOnPostgreSql(PostgresBackend backend) : ConditionalWriteTests(backend);
