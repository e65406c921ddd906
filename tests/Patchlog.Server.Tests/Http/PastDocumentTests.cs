using System.Globalization;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

public abstract class PastDocumentTests(Backend backend) : ServerFixture(backend)
{
    [Fact]
    public async Task Every_version_can_be_read_as_it_was()
    {
        await CreateThreeVersionsAsync();

        for (var version = 1; version <= 3; version++)
        {
            var read = await Api.Get($"/orders/42?version={version}");

            read.ShouldBe(200).ShouldBeJson($$"""{"id":"42","total":{{version}}}""");
            read.Header("ETag").ShouldBe($"\"{version}\"");
        }
    }

    [Fact]
    public async Task A_position_shows_the_document_as_the_journal_had_it_then()
    {
        await Api.Post("/orders", """{"id":"other"}""");
        await CreateThreeVersionsAsync();

        (await Api.Get("/orders/42?at=1")).ShouldBeProblem(404, "not-found");
        (await Api.Get("/orders/42?at=2")).ShouldBe(200).ShouldBeJson("""{"id":"42","total":1}""");
        (await Api.Get("/orders/42?at=3")).ShouldBe(200).Version.ShouldBe(2);
        (await Api.Get("/orders/other?at=4")).ShouldBe(200).Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_time_shows_the_document_as_it_was_then()
    {
        await CreateThreeVersionsAsync();
        var last = (await Api.Get("/orders/42/events")).Json.TextAt("items/2/time")!;
        var then = DateTimeOffset.Parse(last, CultureInfo.InvariantCulture);

        (await Api.Get($"/orders/42?at={last}")).ShouldBe(200).Version.ShouldBe(3);
        (await Api.Get($"/orders/42?at={then.AddHours(-1):yyyy-MM-ddTHH:mm:ssZ}")).ShouldBeProblem(404, "not-found");
        var elsewhere = then.ToOffset(TimeSpan.FromHours(2)).AddMinutes(1);
        (await Api.Get($"/orders/42?at={elsewhere:yyyy-MM-ddTHH:mm:ss}%2B02:00")).ShouldBe(200).Version.ShouldBe(3);
    }

    [Fact]
    public async Task A_document_was_gone_while_it_was_deleted()
    {
        await Api.Post("/orders", """{"id":"42","total":1}""");
        await Api.Delete("/orders/42");
        await Api.Post("/orders", """{"id":"42","total":3}""");

        (await Api.Get("/orders/42?at=1")).ShouldBe(200);
        (await Api.Get("/orders/42?at=2")).ShouldBeProblem(410, "deleted");
        (await Api.Get("/orders/42?at=3")).ShouldBe(200).ShouldBeJson("""{"id":"42","total":3}""");
    }

    [Fact]
    public async Task There_is_nothing_beyond_the_last_version()
    {
        await CreateThreeVersionsAsync();

        (await Api.Get("/orders/42?version=4")).ShouldBeProblem(404, "not-found");
        (await Api.Get("/orders/42?version=9007199254740991")).ShouldBeProblem(404, "not-found");
    }

    [Theory]
    [InlineData("version=")]
    [InlineData("version=-1")]
    [InlineData("version=one")]
    [InlineData("version=1.5")]
    [InlineData("version=99999999999999999999")]
    [InlineData("at=")]
    [InlineData("at=yesterday")]
    [InlineData("at=2026-13-01T00:00:00Z")]
    [InlineData("at=2026-01-01")]
    [InlineData("at=2026-01-01T00:00:00")]
    [InlineData("version=1&at=1")]
    [InlineData("version=1&version=2")]
    public async Task A_moment_that_makes_no_sense_is_refused(string query)
    {
        await CreateThreeVersionsAsync();

        (await Api.Get($"/orders/42?{query}")).ShouldBeProblem(400, "invalid-request");
    }

    [Fact]
    public async Task Old_versions_of_a_long_history_are_right_around_every_snapshot()
    {
        const int count = 600;
        await using var client = await ConnectAsync();
        await client.RequestAsync(Frames.Command("0", Command.Create("""{"id":"42","total":1,"trail":[]}""")));
        await Task.WhenAll(Enumerable.Range(2, count - 1).Select(version => client.RequestAsync(Frames.Command(
            $"{version}", Command.Patch("42", $$"""{"total":{{version}}}""")))));

        foreach (var version in new[] { 1, 2, 255, 256, 257, 258, 511, 512, 513, 514, count })
        {
            (await Api.Get($"/orders/42?version={version}"))
                .ShouldBe(200).ShouldBeJson($$"""{"id":"42","total":{{version}},"trail":[]}""");
        }
    }

    async Task CreateThreeVersionsAsync()
    {
        await Api.Post("/orders", """{"id":"42","total":1}""");
        await Api.Patch("/orders/42", """[{"op":"replace","path":"/total","value":2}]""");
        await Api.Merge("/orders/42", """{"total":3}""");
    }
}

public sealed class PastDocumentTestsOnSqlite(SqliteBackend backend) : PastDocumentTests(backend);

public sealed class PastDocumentTestsOnPostgreSql(PostgresBackend backend) : PastDocumentTests(backend);
