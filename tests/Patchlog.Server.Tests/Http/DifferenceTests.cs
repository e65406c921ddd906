using Patchlog.Server.Tests.Harness;
using Xunit;

namespace Patchlog.Server.Tests.Http;

public abstract class DifferenceTests(Backend backend) : ServerFixture(backend)
{
    [Theory]
    [InlineData(1, 2, """[{"op":"replace","path":"/total","value":2}]""")]
    [InlineData(2, 1, """[{"op":"replace","path":"/total","value":1}]""")]
    [InlineData(1, 3, """[{"op":"replace","path":"/total","value":3}]""")]
    [InlineData(2, 2, "[]")]
    public async Task Two_versions_differ_by_a_json_patch(int from, int to, string patch)
    {
        await CreateThreeVersionsAsync();

        (await Api.Get($"/orders/42/diff?from={from}&to={to}")).ShouldBe(200).ShouldBeJson(patch);
    }

    [Fact]
    public async Task The_difference_turns_one_version_into_the_other()
    {
        const string before = """ "lines":[1,2,3,4,5],"a":{"b":{"c":1}},"gone":true """;
        const string after = """ "lines":[0,1,2,4,5],"a":{"b":{"d":[]}},"new":null """;
        var kept = $"\"kept\":\"{new string('x', 1_000)}\"";
        await Api.Put("/orders/42", $"{{{kept},{before}}}");
        await Api.Put("/orders/42", $"{{{kept},{after}}}");
        var difference = await Api.Get("/orders/42/diff?from=1&to=2");

        await Api.Put("/orders/43", $"{{{kept},{before}}}");
        var patched = await Api.Patch("/orders/43", difference.Text);

        patched.ShouldBe(200).ShouldBeJson($$"""{"id":"43",{{kept}},{{after}}}""");
    }

    [Theory]
    [InlineData("from=x&to=2")]
    [InlineData("from=1&to=-2")]
    [InlineData("from=1&to=2&color=red")]
    public async Task Versions_that_make_no_sense_are_refused(string query)
    {
        await CreateThreeVersionsAsync();

        (await Api.Get($"/orders/42/diff?{query}")).ShouldBeProblem(400, "invalid-request");
    }

    [Fact]
    public async Task A_version_beyond_the_last_is_not_found_and_a_deletion_is_gone()
    {
        await CreateThreeVersionsAsync();
        await Api.Delete("/orders/42");

        (await Api.Get("/orders/42/diff?from=1&to=5")).ShouldBeProblem(404, "not-found");
        (await Api.Get("/orders/42/diff?from=1&to=4")).ShouldBeProblem(410, "deleted");
        (await Api.Get("/orders/43/diff?from=1&to=2")).ShouldBeProblem(404, "not-found");
        (await Api.Get("/orders/42/diff?from=1&to=3")).ShouldBe(200);
    }

    async Task CreateThreeVersionsAsync()
    {
        await Api.Post("/orders", """{"id":"42","total":1}""");
        await Api.Merge("/orders/42", """{"total":2}""");
        await Api.Merge("/orders/42", """{"total":3}""");
    }
}

public sealed class DifferenceTestsOnSqlite(SqliteBackend backend) : DifferenceTests(backend);

public sealed class DifferenceTestsOnPostgreSql(PostgresBackend backend) : DifferenceTests(backend);
