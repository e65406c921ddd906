using System.Globalization;
using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

public abstract class ListDocumentTests(Backend backend) : ServerFixture(backend)
{
    [Fact]
    public async Task A_list_shows_each_document_with_its_version_and_times()
    {
        await Api.Post("/orders", """{"id":"42","total":1.10}""");
        await Api.Merge("/orders/42", """{"paid":true}""");

        var list = await Api.Get("/orders");

        var item = list.ShouldBe(200).Json.At("items/0");
        item.TextAt("id").ShouldBe("42");
        item.NumberAt("version").ShouldBe(2);
        item.At("body").ShouldBeJson("""{"id":"42","total":1.10,"paid":true}""");
        var created = DateTimeOffset.Parse(item.TextAt("createdAt")!, CultureInfo.InvariantCulture);
        var updated = DateTimeOffset.Parse(item.TextAt("updatedAt")!, CultureInfo.InvariantCulture);
        created.ShouldBeLessThanOrEqualTo(updated);
    }

    [Fact]
    public async Task A_type_that_nobody_used_is_an_empty_list()
    {
        (await Api.Get("/orders")).ShouldBe(200).ShouldBeJson("""{"items":[],"next":null}""");
    }

    [Fact]
    public async Task A_list_has_one_type_of_one_tenant()
    {
        await Api.Post("/orders", """{"id":"42"}""");
        await Api.Post("/invoices", """{"id":"43"}""");
        await Root.Post($"/v1/{Fresh.Id()}/orders", """{"id":"44"}""");

        (await Api.Get("/orders")).Json.At("items").EnumerateArray().Select(item => item.TextAt("id")).ShouldBe(["42"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(24)]
    [InlineData(25)]
    public async Task A_long_list_is_read_page_by_page_and_shows_everything_once(int limit)
    {
        var ids = Enumerable.Range(0, 25).Select(number => $"{number}").ToList();
        await Api.Post("/commands", $"[{string.Join(',', ids.Select(id => Command.Create($$"""{"id":"{{id}}"}""")))}]");

        var seen = new List<string?>();
        var page = await Api.Get($"/orders?limit={limit}");
        while (true)
        {
            var items = page.ShouldBe(200).Json.At("items").EnumerateArray().ToList();
            items.Count.ShouldBeLessThanOrEqualTo(limit);
            seen.AddRange(items.Select(item => item.TextAt("id")));
            if (page.NextPage is null) break;
            page = await Root.Get(page.NextPage);
        }

        seen.ShouldBe(ids, ignoreOrder: true);
        page.Json.At("next").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task The_cursor_in_the_answer_is_the_one_in_the_link()
    {
        await Api.Post("/orders", """{"id":"a"}""");
        await Api.Post("/orders", """{"id":"b"}""");
        var first = await Api.Get("/orders?limit=1");

        var byCursor = await Api.Get($"/orders?limit=1&cursor={Uri.EscapeDataString(first.Json.TextAt("next")!)}");

        byCursor.Text.ShouldBe((await Root.Get(first.NextPage!)).Text);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(2000, false)]
    public async Task A_link_that_no_proxy_would_let_through_is_only_in_the_body(int length, bool isInHeader)
    {
        await Api.Post("/orders", """{"id":"a"}""");
        await Api.Post("/orders", """{"id":"b"}""");
        var query = $"filter[name][ne]={new string('x', length)}&limit=1";

        var first = (await Api.Get($"/orders?{query}")).ShouldBe(200);
        var second = await Api.Get($"/orders?{query}&cursor={Uri.EscapeDataString(first.Json.TextAt("next")!)}");

        (first.NextPage is not null).ShouldBe(isInHeader);
        first.Json.TextAt("items/0/id").ShouldNotBe(second.ShouldBe(200).Json.TextAt("items/0/id"));
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("limit=x")]
    [InlineData("cursor=%00")]
    [InlineData("cursor=made-up")]
    [InlineData("unknown=1")]
    [InlineData("filter[total][near]=1")]
    public async Task A_query_that_is_not_understood_is_refused_and_not_ignored(string query)
    {
        (await Api.Get($"/orders?{query}")).ShouldBeProblem(400, "invalid-request");
    }
}

public sealed class ListDocumentTestsOnSqlite(SqliteBackend backend) : ListDocumentTests(backend);

public sealed class ListDocumentTestsOnPostgreSql(PostgresBackend backend) : ListDocumentTests(backend);
