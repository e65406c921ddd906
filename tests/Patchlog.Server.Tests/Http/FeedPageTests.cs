using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>The feed by page is the journal, whatever the size of its pages.</summary>
public abstract class FeedPageTests(Backend backend) : FeedFixture(backend)
{
    [Theory]
    [InlineData("", 1, "1 2 3 4")]
    [InlineData("", 3, "1 2 3 4")]
    [InlineData("", 1000, "1 2 3 4")]
    [InlineData("&type=orders", 1, "1 3 4")]
    [InlineData("&type=orders&id=a", 1, "1 4")]
    [InlineData("&type=nothing", 1, "")]
    [InlineData("&after=start", 2, "1 2 3 4")]
    [InlineData("&after=2", 2, "3 4")]
    [InlineData("&after=end", 2, "")]
    public async Task Its_pages_make_the_journal(string query, int limit, string positions)
    {
        await WriteAsync();
        List<string?> seen = [];

        var page = await Api.Get($"/events?limit={limit}{query}");
        while (true)
        {
            var items = page.ShouldBe(200).Json.At("items").EnumerateArray().ToList();
            items.Count.ShouldBeLessThanOrEqualTo(limit);
            seen.AddRange(items.Select(item => item.TextAt("position")));
            if (page.NextPage is null)
                break;
            page = await Root.Get(page.NextPage);
        }

        string.Join(' ', seen).ShouldBe(positions);
        page.Json.At("next").ValueKind.ShouldBe(JsonValueKind.Null);
        page.Json.TextAt("checkpoint")!.ShouldEndWith(".4");
    }

    [Fact]
    public async Task Whoever_asks_again_after_the_checkpoint_misses_nothing_and_sees_nothing_twice()
    {
        await WriteAsync();
        var checkpoint = (await Api.Get("/events?type=invoices")).Json.TextAt("checkpoint");
        await Api.Post("/invoices", """{"id":"b"}""");

        var page = await Api.Get($"/events?type=invoices&after={checkpoint}");

        page.Json.At("items").EnumerateArray().Select(item => item.TextAt("position")).ShouldBe(["5"]);
    }

    [Theory]
    [InlineData("limit=-1", 400, "invalid-request")]
    [InlineData("limit=0", 400, "invalid-request")]
    [InlineData("unknown=1", 400, "invalid-request")]
    [InlineData("id=a", 400, "invalid-request")]
    [InlineData("type=a'%20or%201%3D1;--", 400, "invalid-request")]
    [InlineData("type=orders&id=a'%20or%201%3D1;--", 400, "invalid-request")]
    [InlineData("after=1'%20or%201%3D1;--", 400, "invalid-request")]
    [InlineData("after=-1", 400, "invalid-request")]
    [InlineData("after=99999999999999999999", 400, "position-beyond-head")]
    [InlineData("after=5", 400, "position-beyond-head")]
    [InlineData("after=00000000-0000-4000-8000-000000000000.1", 410, "epoch-changed")]
    public async Task What_is_not_understood_is_refused(string query, int status, string code)
    {
        await WriteAsync();

        (await Api.Get($"/events?{query}")).ShouldBeProblem(status, code);
    }
}

public sealed class FeedPageTestsOnSqlite(SqliteBackend backend) : FeedPageTests(backend);

public sealed class FeedPageTestsOnPostgreSql(PostgresBackend backend) : FeedPageTests(backend);
