using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>A query of far too many comparisons is answered, however it comes, and harms nothing.</summary>
public abstract class HugeQueryTests(Backend backend) : QueryFixture(backend)
{
    [Theory]
    [InlineData(256, 200)]
    [InlineData(257, 400)]
    public async Task A_url_has_so_many_comparisons_and_no_more(int comparisons, int status)
    {
        var answer = await Api.Get($"/orders?{Operators(comparisons)}");

        if (status == 200)
            answer.ShouldBe(200);
        else
            answer.ShouldBeProblem(status, "invalid-request").TextAt("detail")!.ShouldContain("256");
    }

    [Fact]
    public async Task Ten_thousand_terms_in_a_url_are_too_long_and_the_server_lives_on()
    {
        await CreateAsync("""{"id":"a"}""");

        for (var time = 0; time < 5; time++)
        {
            // The web server refuses it before there is a route, and closes: what else came is not read.
            (await Api.Get($"/orders?{Operators(10_000)}")).ShouldBe(414);
            (await FindAsync()).ShouldBe(["a"]);
        }
    }

    [Theory]
    [InlineData("and")]
    [InlineData("or")]
    public async Task Ten_thousand_terms_in_a_search_are_refused_with_the_reason_and_the_connection_lives_on(string group)
    {
        await CreateAsync("""{"id":"a"}""");
        var comparisons = string.Join(',', Enumerable.Range(0, 10_000).Select(n => $$"""{"path":"a{{n}}","eq":1}"""));

        var refused = await Api.Post("/orders/search", $$"""{"filter":{"{{group}}":[{{comparisons}}]} }""");

        refused.ShouldBeProblem(400, "invalid-request").TextAt("errors/0/code").ShouldBe("too-many");
        refused.Header("Connection").ShouldBeNull();
        (await FindAsync()).ShouldBe(["a"]);
    }

    static string Operators(int count) => string.Join('&', Enumerable.Range(0, count).Select(n => $"filter[a{n}]=1"));
}

public sealed class HugeQueryTestsOnSqlite(SqliteBackend backend) : HugeQueryTests(backend);

public sealed class HugeQueryTestsOnPostgreSql(PostgresBackend backend) : HugeQueryTests(backend);
