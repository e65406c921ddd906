using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>A collection as it was.</summary>
public abstract class PastCollectionTests(Backend backend) : QueryFixture(backend)
{
    [Fact]
    public async Task A_collection_is_shown_as_it_was_at_each_position()
    {
        await Api.Post("/orders", """{"id":"a","n":1}""");      // 1
        await Api.Post("/orders", """{"id":"b","n":1}""");      // 2
        await Api.Merge("/orders/a", """{"n":2}""");            // 3
        await Api.Delete("/orders/b");                          // 4
        await Api.Post("/orders", """{"id":"b","n":3}""");      // 5

        (await AtAsync("0")).ShouldBeEmpty();
        (await AtAsync("1")).ShouldBe(["""a 1 {"id":"a","n":1}"""]);
        (await AtAsync("2")).ShouldBe(["""a 1 {"id":"a","n":1}""", """b 1 {"id":"b","n":1}"""]);
        (await AtAsync("3")).ShouldBe(["""a 2 {"id":"a","n":2}""", """b 1 {"id":"b","n":1}"""]);
        (await AtAsync("4")).ShouldBe(["""a 2 {"id":"a","n":2}"""]);
        (await AtAsync("4", ("deleted", "only"))).ShouldBe(["b 2 null"]);
        (await AtAsync("5")).ShouldBe(["""a 2 {"id":"a","n":2}""", """b 3 {"id":"b","n":3}"""]);
        (await AtAsync("3", ("filter[n]", "1"))).ShouldBe(["""b 1 {"id":"b","n":1}"""]);
        (await AtAsync("3", ("filter[$version][gt]", "1"), ("fields", "id"))).ShouldBe(["""a 2 {"id":"a"}"""]);
    }

    [Fact]
    public async Task A_position_may_name_its_epoch_and_a_moment_may_be_a_time()
    {
        await using var socket = await ConnectAsync();
        var epoch = (await socket.NextAsync()).TextAt("epoch");
        await Api.Post("/orders", """{"id":"a","n":1}""");
        var created = (await GetAsync()).Json.TextAt("items/0/createdAt")!;
        await Api.Merge("/orders/a", """{"n":2}""");
        var updated = (await GetAsync()).Json.TextAt("items/0/updatedAt")!;

        (await AtAsync($"{epoch}.1")).ShouldBe(["""a 1 {"id":"a","n":1}"""]);
        (await AtAsync("2000-01-01T00:00:00Z")).ShouldBeEmpty();
        if (created != updated)
            (await AtAsync(created)).ShouldBe(["""a 1 {"id":"a","n":1}"""]);
        (await AtAsync(updated)).ShouldBe(["""a 2 {"id":"a","n":2}"""]);
        (await AtAsync("2999-01-01T00:00:00+01:00")).ShouldBe(["""a 2 {"id":"a","n":2}"""]);
    }

    [Fact]
    public async Task The_past_is_read_page_by_page_also_where_few_are_found()
    {
        const int many = 620;
        await CreateAsync([.. Enumerable.Range(1000, many).Select(n => $$"""{"id":"{{n}}","n":{{n}}}""")]);
        for (var n = 1000; n < 1000 + many; n += 100)
            await Api.Delete($"/orders/{n}");

        (await SearchPagesAsync($$"""{"at":"{{many}}","limit":333""")).Length.ShouldBe(many);
        (await SearchPagesAsync($$"""{"at":"{{many}}","limit":1000,"filter":{"path":"n","gte":1619}""")).ShouldBe(["1619"]);
        var first = await GetAsync(("at", $"{many}"), ("limit", "1000"), ("filter[n][gte]", "1619"));
        IdsOf(first).ShouldBeEmpty();
        first.NextPage.ShouldNotBeNull();
    }

    async Task<string[]> AtAsync(string at, params (string, string)[] more) =>
        [.. (await GetAsync([("at", at), .. more])).ShouldBe(200).Json.At("items").EnumerateArray()
            .Select(item => $"{item.TextAt("id")} {item.NumberAt("version")} {item.At("body").GetRawText()}")];
}

public sealed class PastCollectionTestsOnSqlite(SqliteBackend backend) : PastCollectionTests(backend);

public sealed class PastCollectionTestsOnPostgreSql(PostgresBackend backend) : PastCollectionTests(backend);
