using System.Globalization;
using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

public abstract class DocumentHistoryTests(Backend backend) : ServerFixture(backend)
{
    [Fact]
    public async Task An_event_tells_what_happened_to_what_by_which_command()
    {
        var before = DateTimeOffset.UtcNow;
        var id = Fresh.Id();
        await Api.Post("/commands", Command.Create("""{"id":"42","total":1}""", id, """
            "context":{"correlationId":"c-1","causationId":"c-0","channel":"shop"}
            """));

        var fact = (await Api.Get("/orders/42/events")).ShouldBe(200).Json.At("items/0");

        fact.TextAt("position").ShouldBe("1");
        fact.TextAt("id").ShouldNotBeNullOrEmpty();
        fact.TextAt("name").ShouldBe("created");
        fact.TextAt("type").ShouldBe("create");
        fact.TextAt("tenant").ShouldBe(Tenant);
        fact.TextAt("targetName").ShouldBe("orders");
        fact.TextAt("targetId").ShouldBe("42");
        fact.NumberAt("version").ShouldBe(1);
        fact.TextAt("commandId").ShouldBe(id);
        fact.TextAt("correlationId").ShouldBe("c-1");
        fact.TextAt("causationId").ShouldBe("c-0");
        fact.At("body").ShouldBeJson("""{"id":"42","total":1}""");
        fact.At("context").TextAt("channel").ShouldBe("shop");
        TimeOf(fact).ShouldBeInRange(before.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task Events_come_oldest_first_and_time_never_goes_back()
    {
        await CreateVersionsAsync(5);

        var history = (await Api.Get("/orders/42/events")).Json;

        var facts = history.At("items").EnumerateArray().ToList();
        facts.Select(fact => fact.NumberAt("version")).ShouldBe([1, 2, 3, 4, 5]);
        facts.Select(fact => fact.TextAt("position")).ShouldBe(["1", "2", "3", "4", "5"]);
        facts.Select(TimeOf).ShouldBeInOrder();
        history.At("next").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_long_history_is_read_page_by_page()
    {
        await CreateVersionsAsync(5);

        var versions = new List<long>();
        var pages = 0;
        for (var page = await Api.Get("/orders/42/events?limit=2"); ; page = await Root.Get(page.NextPage))
        {
            pages++;
            var facts = page.ShouldBe(200).Json.At("items").EnumerateArray();
            versions.AddRange(facts.Select(fact => fact.NumberAt("version")));
            (page.Json.At("next").ValueKind == JsonValueKind.Null).ShouldBe(page.NextPage is null);
            if (page.NextPage is null) break;
        }

        versions.ShouldBe([1, 2, 3, 4, 5]);
        pages.ShouldBe(3);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 1)]
    [InlineData(3, 0)]
    [InlineData(99, 0)]
    public async Task Reading_goes_on_after_a_known_version(int after, int left)
    {
        await CreateVersionsAsync(3);

        var page = await Api.Get($"/orders/42/events?after={after}");

        page.ShouldBe(200).Json.At("items").GetArrayLength().ShouldBe(left);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("limit=-1")]
    [InlineData("limit=many")]
    [InlineData("limit=")]
    [InlineData("limit=1&limit=2")]
    [InlineData("after=-1")]
    [InlineData("after=x")]
    [InlineData("after=99999999999999999999")]
    [InlineData("from=1")]
    public async Task A_query_that_makes_no_sense_is_refused(string query)
    {
        await CreateVersionsAsync(1);

        (await Api.Get($"/orders/42/events?{query}")).ShouldBeProblem(400, "invalid-request");
    }

    [Fact]
    public async Task What_never_existed_has_no_history_and_what_was_deleted_has()
    {
        (await Api.Get("/orders/42/events")).ShouldBeProblem(404, "not-found");

        await CreateVersionsAsync(1);
        await Api.Delete("/orders/42");
        (await Api.Get("/orders/42/events")).ShouldBe(200).Json.At("items").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Positions_count_the_events_of_a_tenant_whatever_they_happened_to()
    {
        foreach (var id in new[] { "a", "b", "c" }) await Api.Post("/orders", $$"""{"id":"{{id}}"}""");
        await Api.Delete("/orders/b");

        (await Api.Get("/orders/c/events")).Json.TextAt("items/0/position").ShouldBe("3");
        (await Api.Get("/orders/b/events")).Json.TextAt("items/1/position").ShouldBe("4");
    }

    static DateTimeOffset TimeOf(JsonElement fact) =>
        DateTimeOffset.Parse(fact.TextAt("time")!, CultureInfo.InvariantCulture);

    async Task CreateVersionsAsync(int count)
    {
        await Api.Post("/orders", """{"id":"42","total":1}""");
        for (var total = 2; total <= count; total++) await Api.Merge("/orders/42", $$"""{"total":{{total}}}""");
    }
}

public sealed class DocumentHistoryTestsOnSqlite(SqliteBackend backend) : DocumentHistoryTests(backend);

public sealed class DocumentHistoryTestsOnPostgreSql(PostgresBackend backend) : DocumentHistoryTests(backend);
