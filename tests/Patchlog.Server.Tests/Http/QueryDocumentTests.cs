using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>Filters, sorts, pages, projections and counts.</summary>
public abstract class QueryDocumentTests(Backend backend) : QueryFixture(backend)
{
    static readonly string[] Kinds =
    [
        """{"id":"absent"}""", """{"id":"null","v":null}""", """{"id":"false","v":false}""", """{"id":"true","v":true}""",
        """{"id":"n1","v":-1e400}""", """{"id":"n2","v":1}""", """{"id":"n3","v":9007199254740992}""",
        """{"id":"n4","v":9007199254740993}""", """{"id":"n5","v":1E400}""", """{"id":"s0","v":""}""",
        """{"id":"s1","v":"1"}""", """{"id":"s2","v":"B"}""", """{"id":"s3","v":"a,b"}""", """{"id":"s4","v":"true"}""",
        "{\"id\":\"s5\",\"v\":\"\uE000\"}", "{\"id\":\"s6\",\"v\":\"😀\"}", """{"id":"z1","v":[1,"a,b",null]}""",
        """{"id":"z2","v":{"w":1}}""",
    ];

    [Theory]
    [InlineData("filter[v]", "1", "n2")]
    [InlineData("filter[v]", "1.0", "n2")]
    [InlineData("filter[v]", "10e-1", "n2")]
    [InlineData("filter[v]", "\"1\"", "s1")]
    [InlineData("filter[v]", "B", "s2")]
    [InlineData("filter[v]", "", "s0")]
    [InlineData("filter[v]", "true", "true")]
    [InlineData("filter[v]", "\"true\"", "s4")]
    [InlineData("filter[v]", "null", "null")]
    [InlineData("filter[v]", "9007199254740993", "n4")]
    [InlineData("filter[v][eq]", "1e400", "n5")]
    [InlineData("filter[/v]", "1", "n2")]
    [InlineData("filter[v/w]", "1", "z2")]
    [InlineData("filter[v/0]", "1", "z1")]
    [InlineData("filter[v/00]", "1", "")]
    [InlineData("filter[v/-1][exists]", "true", "")]
    [InlineData("filter[v/-][exists]", "true", "")]
    [InlineData("filter[v][gt]", "1", "n3 n4 n5")]
    [InlineData("filter[v][gte]", "9007199254740993", "n4 n5")]
    [InlineData("filter[v][lt]", "9007199254740993", "n1 n2 n3")]
    [InlineData("filter[v][lte]", "-1e400", "n1")]
    [InlineData("filter[v][gte]", "a", "s3 s4 s5 s6")]
    [InlineData("filter[v][gt]", "\uE000", "s6")]
    [InlineData("filter[v][lt]", "B", "s0 s1")]
    [InlineData("filter[v][in]", "1,\"1\",\"a,b\",null", "n2 null s1 s3")]
    [InlineData("filter[v][in]", "a,b", "")]
    [InlineData("filter[v][prefix]", "a,", "s3")]
    [InlineData("filter[v][contains]", ",", "s3")]
    [InlineData("filter[v][contains]", "a,b", "s3 z1")]
    [InlineData("filter[v][contains]", "1.0", "z1")]
    [InlineData("filter[v][contains]", "null", "z1")]
    [InlineData("filter[v][exists]", "false", "absent")]
    [InlineData("filter[id]", "n2", "n2")]
    [InlineData("filter[/id][prefix]", "z", "z1 z2")]
    [InlineData("filter[$version][gt]", "1", "")]
    [InlineData("filter[$createdAt][gt]", "2000-01-01T00:00:00+02:00", "absent false n1 n2 n3 n4 n5 null s0 s1 s2 s3 s4 s5 s6 true z1 z2")]
    [InlineData("filter[$updatedAt][lt]", "2000-01-01T00:00:00Z", "")]
    public async Task A_filter_compares_what_is_of_one_kind(string name, string value, string expected)
    {
        await CreateAsync(Kinds);

        (await FindAsync((name, value))).ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Not_equal_is_whatever_equal_is_not()
    {
        await CreateAsync(Kinds);

        var equal = await FindAsync(("filter[v]", "1"));
        var others = await FindAsync(("filter[v][ne]", "1"));

        others.Length.ShouldBe(Kinds.Length - 1);
        others.ShouldContain("absent");
        others.Intersect(equal).ShouldBeEmpty();
    }

    [Fact]
    public async Task All_filters_of_a_url_must_hold()
    {
        await CreateAsync(Kinds);

        (await FindAsync(("filter[v][gt]", "1"), ("filter[v][lt]", "1e400"), ("filter[id][ne]", "n3"))).ShouldBe(["n4"]);
    }

    [Theory]
    [InlineData("a/b", "filter[/a~1b]")]
    [InlineData("a~b", "filter[a~0b]")]
    [InlineData("a.b", "filter[a.b]")]
    [InlineData("A", "filter[A]")]
    [InlineData("$version", "filter[/$version]")]
    [InlineData("it's; drop table aggregates; --", "filter[it's; drop table aggregates; --]")]
    [InlineData("日本😀", "filter[日本😀]")]
    [InlineData("a[b", "filter[a[b]")]
    [InlineData("", "filter[/]")]
    [InlineData("%", "filter[%]")]
    public async Task A_name_is_a_name_whatever_is_in_it(string member, string name)
    {
        await CreateAsync($$"""{"id":"a",{{JsonSerializer.Serialize(member)}}:1}""", """{"id":"b"}""", """{"id":"c","a":{"b":1} }""");

        (await FindAsync((name, "1"))).ShouldBe(["a"]);
        (await FindAsync(("sort", $"-{name[7..^1]}"), ("limit", "1"))).ShouldBe(["a"]);
    }

    [Fact]
    public async Task Names_that_differ_in_case_are_two()
    {
        await CreateAsync("""{"id":"a","n":1,"N":2}""", """{"id":"b","n":1,"N":1}""");

        var page = await GetAsync(("filter[n]", "1"), ("filter[N]", "2"), ("limit", "1"));

        IdsOf(page).ShouldBe(["a"]);
    }

    [Fact]
    public async Task All_kinds_have_one_order_either_way_and_across_pages()
    {
        await CreateAsync(Kinds);
        string[] expected = [.. "absent null false true n1 n2 n3 n4 n5 s0 s1 s2 s3 s4 s5 s6 z1 z2".Split(' ')];

        (await FindAsync(("sort", "v"))).ShouldBe(expected);
        (await FindAsync(("sort", "-v"))).ShouldBe(expected.Reverse());
        (await SearchPagesAsync("""{"sort":["v"],"limit":1""")).ShouldBe(expected);
        (await SearchPagesAsync("""{"sort":["-v"],"limit":4""")).ShouldBe(expected.Reverse());
    }

    [Theory]
    [InlineData("b,a", "1 3 2 4 5")]
    [InlineData("b,-a", "3 1 4 2 5")]
    [InlineData("-b,a", "5 2 4 1 3")]
    [InlineData("b", "1 3 2 4 5")]
    [InlineData("-b", "5 4 2 3 1")]
    [InlineData("-b,id", "5 2 4 1 3")]
    [InlineData("-id", "5 4 3 2 1")]
    [InlineData("-$version,$createdAt,$updatedAt,id", "1 2 3 4 5")]
    [InlineData("\"c,d\",-id", "5 4 2 1 3")]
    public async Task Ties_are_broken_by_the_next_path_and_at_last_by_id(string sort, string expected)
    {
        await CreateAsync("""{"id":"1","a":1,"b":1}""", """{"id":"2","a":1,"b":2}""", """{"id":"3","a":2,"b":1,"c,d":0}""",
            """{"id":"4","a":2,"b":2}""", """{"id":"5","a":0,"b":"x"}""");

        (await FindAsync(("sort", sort))).ShouldBe(expected.Split(' '));
        foreach (var limit in Enumerable.Range(1, 4))
        {
            var keys = string.Join(',', sort.StartsWith('"')
                ? ["\"c,d\"", "\"-id\""] : sort.Split(',').Select(key => $"\"{key}\""));
            (await SearchPagesAsync($$"""{"sort":[{{keys}}],"limit":{{limit}}""")).ShouldBe(expected.Split(' '));
        }
    }

    [Fact]
    public async Task The_link_leads_through_all_pages_of_a_query()
    {
        await CreateAsync([.. Enumerable.Range(0, 30).Select(n => $$"""{"id":"{{n}}","n":{{n % 3}},"it's":true}""")]);
        var page = await GetAsync(("filter[it's]", "true"), ("sort", "-n"), ("limit", "7"), ("fields", "n"), ("count", "exact"));
        List<string> seen = [];
        while (true)
        {
            page.ShouldBe(200).Json.NumberAt("count").ShouldBe(30);
            seen.AddRange(IdsOf(page));
            if (page.NextPage is null)
                break;
            page = await Root.Get(page.NextPage);
        }

        seen.Count.ShouldBe(30);
        seen.ShouldBeUnique();
    }

    [Theory]
    [InlineData("n", """{"id":"a","n":1.10}""")]
    [InlineData("n,x/y", """{"id":"a","n":1.10,"x":{"y":[1]}}""")]
    [InlineData("/x~1y", """{"id":"a","x/y":true}""")]
    [InlineData("items/sku", """{"id":"a","items":[{"sku":"s"},{}]}""")]
    [InlineData("nothing", """{"id":"a"}""")]
    [InlineData("id", """{"id":"a"}""")]
    [InlineData("x,x/y", """{"id":"a","x":{"y":[1],"z":2}}""")]
    public async Task Fields_show_some_members_and_always_the_id(string fields, string body)
    {
        await CreateAsync("""{"x":{"y":[1],"z":2},"id":"a","n":1.10,"x/y":true,"items":[{"sku":"s","n":1},{"n":2},3]}""");

        (await GetAsync(("fields", fields))).Json.At("items/0/body").ShouldBeJson(body);
        (await GetAsync(("fields", "n"))).Text.ShouldContain("1.10");
    }

    [Fact]
    public async Task A_count_is_of_all_pages()
    {
        await CreateAsync(Kinds);

        var page = await GetAsync(("filter[v][gte]", ""), ("limit", "2"), ("count", "exact"));

        page.Json.NumberAt("count").ShouldBe(7);
        IdsOf(page).Length.ShouldBe(2);
        (await GetAsync(("count", "estimated"))).Json.NumberAt("count").ShouldBeInRange(0, long.MaxValue);
        (await GetAsync()).Json.Has("count").ShouldBeFalse();
    }

    [Fact]
    public async Task Deleted_documents_are_found_if_asked_for_and_have_no_body()
    {
        await CreateAsync("""{"id":"a","n":1}""", """{"id":"b","n":1}""");
        await Api.Delete("/orders/b");

        (await FindAsync()).ShouldBe(["a"]);
        (await FindAsync(("deleted", "include"))).ShouldBe(["a", "b"]);
        (await FindAsync(("deleted", "include"), ("filter[n]", "1"))).ShouldBe(["a"]);
        (await FindAsync(("deleted", "include"), ("filter[id]", "b"))).ShouldBe(["b"]);
        (await FindAsync(("deleted", "include"), ("sort", "n"))).ShouldBe(["b", "a"]);
        var only = (await GetAsync(("deleted", "only"), ("count", "exact"), ("filter[$version]", "2"), ("fields", "n"))).Json;
        only.At("items").GetArrayLength().ShouldBe(1);
        only.At("items/0/body").ValueKind.ShouldBe(JsonValueKind.Null);
        only.At("items/0/deleted").GetBoolean().ShouldBeTrue();
        only.NumberAt("count").ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"filter":{"path":"v","eq":1}}""", "n2")]
    [InlineData("""{"filter":{"path":"/v","gt":1,"lt":1e400}}""", "n3 n4")]
    [InlineData("""{"filter":{"path":"v","in":[1,"1",null,true]}}""", "n2 null s1 true")]
    [InlineData("""{"filter":{"path":"v","in":[]}}""", "")]
    [InlineData("""{"filter":{"or":[{"path":"v","eq":"B"},{"and":[{"path":"v","exists":true},{"path":"id","prefix":"z"}]}]}}""", "s2 z1 z2")]
    [InlineData("""{"filter":{"not":{"or":[{"path":"v","gte":""},{"path":"v","lt":1e401}]}}}""", "absent false null true z1 z2")]
    [InlineData("""{"filter":{"and":[]},"limit":2}""", "absent false")]
    [InlineData("""{"filter":{"or":[]}}""", "")]
    [InlineData("""{"filter":{"path":"id","eq":1}}""", "")]
    [InlineData("""{"filter":{"path":"$version","gte":1},"sort":["-v","id"],"limit":2}""", "z1 z2")]
    [InlineData("""{"filter":{"path":"v","contains":null},"fields":[],"count":"exact","deleted":"include"}""", "z1")]
    public async Task A_search_nests_filters(string body, string expected)
    {
        await CreateAsync(Kinds);

        (await SearchAsync(body)).ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_search_of_nothing_finds_everything_as_the_list_does()
    {
        await CreateAsync("""{"id":"a","n":1}""");

        (await Api.Post("/orders/search", "{}")).ShouldBe(200).Text.ShouldBe((await GetAsync()).Text);
        (await Api.Get("/orders/search")).ShouldBeProblem(405, "method-not-allowed");
    }

    [Fact]
    public async Task Strings_longer_than_an_index_holds_are_told_apart()
    {
        var start = new string('x', 300);
        await CreateAsync($$"""{"id":"a","s":"{{start}}a"}""", $$"""{"id":"b","s":"{{start}}b"}""", $$"""{"id":"c","s":"x"}""");

        (await SearchAsync($$"""{"filter":{"path":"s","eq":"{{start}}b"} }""")).ShouldBe(["b"]);
        (await SearchAsync($$"""{"filter":{"path":"s","gt":"{{start}}a"} }""")).ShouldBe(["b"]);
        (await SearchAsync($$"""{"filter":{"path":"s","lte":"{{start}}a"} }""")).ShouldBe(["a", "c"]);
        (await SearchAsync($$"""{"filter":{"path":"s","prefix":"{{start}}b"} }""")).ShouldBe(["b"]);
        (await SearchAsync($$"""{"filter":{"path":"s","in":["{{start}}b","x"]} }""")).ShouldBe(["b", "c"]);
    }
}

public sealed class QueryDocumentTestsOnSqlite(SqliteBackend backend) : QueryDocumentTests(backend);

public sealed class QueryDocumentTestsOnPostgreSql(PostgresBackend backend) : QueryDocumentTests(backend);
