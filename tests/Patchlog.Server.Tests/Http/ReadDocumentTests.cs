using System.Globalization;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

public abstract class ReadDocumentTests(Backend backend) : ServerFixture(backend)
{
    [Fact]
    public async Task A_document_comes_with_its_version_and_the_time_of_its_last_change()
    {
        var before = DateTimeOffset.UtcNow;
        await Api.Post("/orders", """{"id":"42","total":1}""");
        await Api.Merge("/orders/42", """{"total":2}""");

        var read = await WhenTheSecondIsOverAsync("/orders/42");

        read.ShouldBe(200).ShouldBeJson("""{"id":"42","total":2}""");
        read.Header("ETag").ShouldBe("\"2\"");
        read.Header("Content-Type").ShouldStartWith("application/json");
        var modified = DateTimeOffset.ParseExact(read.Header("Last-Modified")!, "R", CultureInfo.InvariantCulture);
        modified.ShouldBeInRange(before.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task Head_answers_like_get_without_the_document()
    {
        await Api.Post("/orders", """{"id":"42","total":1}""");
        var get = await WhenTheSecondIsOverAsync("/orders/42");

        var head = await Api.Head("/orders/42");

        head.ShouldBe(200).Text.ShouldBeEmpty();
        foreach (var header in new[] { "ETag", "Last-Modified", "Content-Type", "Content-Length" })
            head.Header(header).ShouldBe(get.Header(header), header);
    }

    [Fact]
    public async Task A_document_that_never_existed_is_not_found()
    {
        var problem = (await Api.Get("/orders/42")).ShouldBeProblem(404, "not-found");

        problem.TextAt("instance").ShouldBe($"/v1/{Tenant}/orders/42");
        (await Api.Head("/orders/42")).ShouldBe(404).Text.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("\"7\", \"1\"")]
    [InlineData("*")]
    [InlineData("W/\"1\"")] // RFC 9110 §13.1.2: If-None-Match compares weakly.
    public async Task A_reader_that_has_the_document_is_not_sent_it_again(string known)
    {
        await Api.Post("/orders", """{"id":"42"}""");

        var read = await Api.Get("/orders/42").With("If-None-Match", known);

        read.ShouldBe(304).Text.ShouldBeEmpty();
        read.Header("ETag").ShouldBe("\"1\"");
        (await Api.Head("/orders/42").With("If-None-Match", known)).ShouldBe(304);
    }

    [Fact]
    public async Task A_reader_with_an_older_version_is_sent_the_newer()
    {
        await Api.Post("/orders", """{"id":"42"}""");
        await Api.Merge("/orders/42", """{"total":2}""");

        var read = await Api.Get("/orders/42").With("If-None-Match", "\"1\"");

        read.ShouldBe(200).ShouldBeJson("""{"id":"42","total":2}""");
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("application/*")]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json;charset=UTF-8;q=0.9, text/plain")]
    [InlineData("text/html, application/json;q=0.1")]
    public async Task Whoever_accepts_json_is_served(string accept)
    {
        await Api.Post("/orders", """{"id":"42"}""");

        (await Api.Get("/orders/42").With("Accept", accept)).ShouldBe(200);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/xml, image/*")]
    [InlineData("application/json;q=0")]
    public async Task Whoever_does_not_accept_json_is_told_so(string accept)
    {
        await Api.Post("/orders", """{"id":"42"}""");

        (await Api.Get("/orders/42").With("Accept", accept)).ShouldBeProblem(406, "not-acceptable");
    }

    [Fact]
    public async Task An_unknown_parameter_is_refused_and_not_ignored()
    {
        await Api.Post("/orders", """{"id":"42"}""");

        (await Api.Get("/orders/42?verison=1")).ShouldBeProblem(400, "invalid-request");
    }

    // Before, the time of the document is not told.
    async Task<Answer> WhenTheSecondIsOverAsync(string path)
    {
        Answer? answer = null;
        await Eventually.HoldsAsync(async () => (answer = await Api.Get(path)).Header("Last-Modified") is not null);

        return answer!;
    }
}

public sealed class ReadDocumentTestsOnSqlite(SqliteBackend backend) : ReadDocumentTests(backend);

public sealed class ReadDocumentTestsOnPostgreSql(PostgresBackend backend) : ReadDocumentTests(backend);
