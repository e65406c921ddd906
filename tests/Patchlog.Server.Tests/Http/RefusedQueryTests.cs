using System.Globalization;
using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>A query that is not understood is refused with the reason, and harms nothing.</summary>
public abstract class RefusedQueryTests(Backend backend) : QueryFixture(backend)
{
    [Theory]
    [InlineData("limit", "-1")]
    [InlineData("limit", "0")]
    [InlineData("limit", "1001")]
    [InlineData("limit", "99999999999999999999")]
    [InlineData("limit", "1.0")]
    [InlineData("limit", "")]
    [InlineData("page", "1")]
    [InlineData("Sort", "a")]
    [InlineData("filter", "1")]
    [InlineData("filter[]", "1")]
    [InlineData("filter[a", "1")]
    [InlineData("filter[a]x", "1")]
    [InlineData("filter[a][]", "1")]
    [InlineData("filter[a][near]", "1")]
    [InlineData("filter[a][EQ]", "1")]
    [InlineData("filter[a][gt][lt]", "1")]
    [InlineData("filter[a~2]", "1")]
    [InlineData("filter[a\0]", "1")]
    [InlineData("filter[$nothing]", "1")]
    [InlineData("filter[a]", "\"open")]
    [InlineData("filter[a]", "\0")]
    [InlineData("filter[a]", "1e1001")]
    [InlineData("filter[a][gt]", "true")]
    [InlineData("filter[a][lte]", "null")]
    [InlineData("filter[a][exists]", "1")]
    [InlineData("filter[a][prefix]", "1")]
    [InlineData("filter[a][in]", "\"open,b")]
    [InlineData("filter[$version]", "x")]
    [InlineData("filter[$version]", "1.5")]
    [InlineData("filter[$version][gt]", "9223372036854775808")]
    [InlineData("filter[$version][prefix]", "x")]
    [InlineData("filter[$createdAt][gt]", "yesterday")]
    [InlineData("filter[$createdAt][gt]", "2000-01-01T00:00:00")]
    [InlineData("filter[$createdAt][gt]", "2000-01-01T00:00:00.0000001Z")]
    [InlineData("filter[$updatedAt]", "1")]
    [InlineData("sort", "")]
    [InlineData("sort", "a,,b")]
    [InlineData("sort", "a,")]
    [InlineData("sort", "$nothing")]
    [InlineData("sort", "a,b,c,d,e,f,g,h,i")]
    [InlineData("fields", "")]
    [InlineData("fields", "$version")]
    [InlineData("count", "yes")]
    [InlineData("deleted", "true")]
    [InlineData("cursor", "")]
    [InlineData("cursor", "made-up")]
    [InlineData("cursor", "AAAA")]
    [InlineData("cursor", "\0")]
    [InlineData("at", "")]
    [InlineData("at", "yesterday")]
    [InlineData("at", "2026-01-01")]
    [InlineData("at", "-1")]
    [InlineData("at", "1.5")]
    public async Task A_parameter_that_makes_no_sense_is_refused(string name, string value)
    {
        await CreateAsync("""{"id":"a","a":1}""");

        (await GetAsync((name, value))).ShouldBeProblem(400, "invalid-request").TextAt("detail").ShouldNotBeNullOrEmpty();

        (await FindAsync()).ShouldBe(["a"]);
    }

    [Theory]
    [InlineData("[]", "")]
    [InlineData("null", "")]
    [InlineData("""{"where":{}}""", "/where")]
    [InlineData("""{"filter":[]}""", "/filter")]
    [InlineData("""{"filter":{}}""", "/filter")]
    [InlineData("""{"filter":{"a":1}}""", "/filter/a")]
    [InlineData("""{"filter":{"and":[],"or":[]}}""", "/filter")]
    [InlineData("""{"filter":{"and":{}}}""", "/filter/and")]
    [InlineData("""{"filter":{"and":[1]}}""", "/filter/and/0")]
    [InlineData("""{"filter":{"not":[]}}""", "/filter/not")]
    [InlineData("""{"filter":{"path":1,"eq":1}}""", "/filter/path")]
    [InlineData("""{"filter":{"path":"a"}}""", "/filter")]
    [InlineData("""{"filter":{"path":"a","near":1}}""", "/filter/near")]
    [InlineData("""{"filter":{"path":"a","eq":[1]}}""", "/filter/eq")]
    [InlineData("""{"filter":{"path":"a","ne":{}}}""", "/filter/ne")]
    [InlineData("""{"filter":{"path":"a","in":1}}""", "/filter/in")]
    [InlineData("""{"filter":{"path":"a","in":[[]]}}""", "/filter/in")]
    [InlineData("""{"filter":{"path":"a","contains":[]}}""", "/filter/contains")]
    [InlineData("""{"filter":{"path":"$version","eq":"1"}}""", "/filter/eq")]
    [InlineData("""{"sort":"a"}""", "/sort")]
    [InlineData("""{"sort":[1]}""", "/sort")]
    [InlineData("""{"sort":["a~"]}""", "/sort")]
    [InlineData("""{"fields":["a",null]}""", "/fields")]
    [InlineData("""{"limit":-1}""", "/limit")]
    [InlineData("""{"limit":"1"}""", "/limit")]
    [InlineData("""{"limit":1.5}""", "/limit")]
    [InlineData("""{"cursor":1}""", "/cursor")]
    [InlineData("""{"count":true}""", "/count")]
    [InlineData("""{"count":"all"}""", "/count")]
    [InlineData("""{"deleted":true}""", "/deleted")]
    [InlineData("""{"at":1}""", "/at")]
    public async Task A_search_that_makes_no_sense_is_refused_with_the_place(string body, string pointer)
    {
        (await Api.Post("/orders/search", body)).ShouldBeProblem(400, "invalid-request")
            .TextAt("errors/0/pointer").ShouldBe(pointer);
    }

    [Fact]
    public async Task A_search_is_json()
    {
        (await Api.Post("/orders/search", "{")).ShouldBeProblem(400, "invalid-json");
        (await Api.Post("/orders/search", "")).ShouldBeProblem(400, "invalid-json");
        (await Api.Send("POST", "/orders/search", "{}", "text/plain")).ShouldBeProblem(415, "unsupported-media-type");
        (await Api.Post("/orders/search?limit=1", "{}")).ShouldBeProblem(400, "invalid-request");
    }

    [Fact]
    public async Task A_parameter_given_twice_is_refused() =>
        (await GetAsync(("filter[a]", "1"), ("filter[a]", "2"))).ShouldBeProblem(400, "invalid-request");

    [Theory]
    [InlineData(256, 200)]
    [InlineData(257, 400)]
    [InlineData(10_000, 400)]
    public async Task A_filter_has_so_many_comparisons_and_no_more(int comparisons, int status)
    {
        var filters = string.Join(',', Enumerable.Range(0, comparisons).Select(n => $$"""{"path":"a{{n}}/b","eq":"{{n}}"}"""));

        (await Api.Post("/orders/search", $$"""{"filter":{"or":[{{filters}}]} }""")).ShouldBe(status);
        (await Api.Post("/orders/search", $$"""{"filter":{"and":[{{filters}}]} }""")).ShouldBe(status);
    }

    [Theory]
    [InlineData(1000, 200)]
    [InlineData(1001, 400)]
    public async Task A_list_of_values_has_so_many_and_no_more(int values, int status) =>
        (await Api.Post("/orders/search",
            $$"""{"filter":{"path":"a","in":[{{string.Join(',', Enumerable.Range(0, values))}}]} }""")).ShouldBe(status);

    [Theory]
    [InlineData(15, 200)]
    [InlineData(16, 400)]
    [InlineData(120, 400)]
    public async Task Filters_nest_so_deep_and_no_deeper(int depth, int status)
    {
        var filter = """{"path":"a","eq":1}""";
        for (var i = 0; i < depth; i++)
            filter = $$"""{"not":{{filter}} }""";

        (await Api.Post("/orders/search", $$"""{"filter":{{filter}} }""")).ShouldBe(status);
    }

    [Theory]
    [InlineData(32, 200)]
    [InlineData(33, 400)]
    [InlineData(2000, 400)]
    public async Task A_path_has_so_many_steps_and_no_more(int steps, int status)
    {
        var path = string.Join('/', Enumerable.Repeat("a", steps));

        (await GetAsync(($"filter[{path}]", "1"))).ShouldBe(status);
        (await GetAsync(("sort", path))).ShouldBe(status);
        (await GetAsync(("fields", path))).ShouldBe(status);
    }

    [Theory]
    [InlineData("' or 1=1 --")]
    [InlineData("'; drop table patchlog.aggregates; --")]
    [InlineData("\"; drop table aggregates; --")]
    [InlineData("\\'; delete from events; --")]
    [InlineData("$1); select pg_sleep(10); --")]
    [InlineData("?1 union select 1,2,3,4,5")]
    [InlineData("%_*")]
    [InlineData("{a,b}")]
    [InlineData("E'\\x27'")]
    public async Task Sql_in_names_and_values_is_a_name_and_a_value(string sql)
    {
        await CreateAsync("""{"id":"a","a":1}""");
        var (quoted, path) = (JsonSerializer.Serialize(sql), JsonSerializer.Serialize($"/{sql}"));

        foreach (var comparison in (string[])["eq", "lt", "in", "prefix", "contains"])
            (await FindAsync(($"filter[/{sql}][{comparison}]", quoted))).ShouldBeEmpty();
        foreach (var comparison in (string[])["eq", "prefix", "contains"])
            (await FindAsync(($"filter[a][{comparison}]", quoted), ("filter[id]", quoted))).ShouldBeEmpty();
        (await SearchAsync($$"""{"sort":[{{path}},"-a"],"fields":[{{path}}]}""")).ShouldBe(["a"]);
        (await GetAsync(("cursor", sql))).ShouldBeProblem(400, "invalid-request");
        (await GetAsync(("at", sql))).ShouldBeProblem(400, "invalid-request");
        (await GetAsync(("count", sql))).ShouldBeProblem(400, "invalid-request");
        (await FindAsync()).ShouldBe(["a"]);
    }

    [Fact]
    public async Task A_cursor_goes_on_with_its_own_query_only()
    {
        await CreateAsync([.. Enumerable.Range(0, 4).Select(n => $$"""{"id":"{{n}}","a":{{n}} }""")]);
        await Api.Post("/invoices", """{"id":"0"}""");
        var cursor = (await GetAsync(("sort", "a"), ("filter[a][gte]", "0"), ("limit", "1"))).Json.TextAt("next")!;

        (string, string)[][] others =
        [
            [], [("sort", "a")], [("sort", "-a"), ("filter[a][gte]", "0")], [("sort", "b"), ("filter[a][gte]", "0")],
            [("sort", "a"), ("filter[a][gte]", "1")], [("sort", "a"), ("filter[a][gt]", "0")],
            [("sort", "a"), ("filter[a][gte]", "0"), ("deleted", "include")], [("filter[a][gte]", "0"), ("at", "1")],
        ];
        foreach (var other in others)
            (await GetAsync([.. other, ("cursor", cursor)])).ShouldBeProblem(400, "invalid-request");
        (await Api.Get($"/invoices?sort=a&filter[a][gte]=0&cursor={cursor}")).ShouldBeProblem(400, "invalid-request");
        (await Root.Get($"/v1/{Fresh.Id()}/orders?sort=a&filter[a][gte]=0&cursor={cursor}"))
            .ShouldBeProblem(400, "invalid-request");
        // How much is shown may change from page to page, and so may the form and the spelling.
        (await FindAsync(("filter[/a][gte]", "0.0"), ("sort", "/a"), ("limit", "2"), ("fields", "a"), ("cursor", cursor)))
            .ShouldBe(["1", "2"]);
        (await SearchAsync($$"""{"filter":{"path":"a","gte":0},"sort":["a"],"cursor":"{{cursor}}"}""")).ShouldBe(["1", "2", "3"]);
    }

    [Fact]
    public async Task A_damaged_cursor_is_refused_or_stays_within_the_query()
    {
        await CreateAsync("""{"id":"a","a":1}""", """{"id":"b","a":2}""");
        var cursor = (await GetAsync(("sort", "a,$version,$createdAt"), ("limit", "1"))).Json.TextAt("next")!;

        for (var i = 0; i < cursor.Length; i += 3)
        {
            var damaged = cursor[..i] + (cursor[i] == 'A' ? 'B' : 'A') + cursor[(i + 1)..];
            (await GetAsync(("sort", "a,$version,$createdAt"), ("cursor", damaged))).Status.ShouldBeOneOf(200, 400);
            (await GetAsync(("sort", "a,$version,$createdAt"), ("cursor", cursor[..i])))
                .ShouldBeProblem(400, "invalid-request");
        }
    }

    [Fact]
    public async Task The_past_has_no_other_order_and_no_count()
    {
        await CreateAsync("""{"id":"a","a":1}""");

        (await GetAsync(("at", "1"), ("sort", "a"))).ShouldBeProblem(400, "invalid-request");
        (await GetAsync(("at", "1"), ("sort", "-id"))).ShouldBeProblem(400, "invalid-request");
        (await GetAsync(("at", "1"), ("count", "exact"))).ShouldBeProblem(400, "invalid-request");
        (await GetAsync(("at", "2"))).ShouldBeProblem(400, "position-beyond-head");
        (await GetAsync(("at", long.MaxValue.ToString(CultureInfo.InvariantCulture) + "0")))
            .ShouldBeProblem(400, "position-beyond-head");
        (await GetAsync(("at", $"{Guid.NewGuid()}.1"))).ShouldBeProblem(410, "epoch-changed");
    }
}

public sealed class RefusedQueryTestsOnSqlite(SqliteBackend backend) : RefusedQueryTests(backend);

public sealed class RefusedQueryTestsOnPostgreSql(PostgresBackend backend) : RefusedQueryTests(backend);
