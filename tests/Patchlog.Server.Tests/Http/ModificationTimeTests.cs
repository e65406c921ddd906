using System.Globalization;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>Conditions on times (RFC 9110 §13.1.3, §13.1.4), which know whole seconds: no write gets lost in one.</summary>
public abstract class ModificationTimeTests(Backend backend) : ServerFixture(backend)
{
    [Theory]
    [MemberData(nameof(ConditionalWriteTests.Writes), MemberType = typeof(ConditionalWriteTests))]
    public async Task A_write_on_what_was_changed_since_is_refused(string method, string? body, string? mediaType)
    {
        await Api.Put("/orders/42", """{"total":1}""");
        var first = await LastModifiedAsync("/orders/42");
        await Api.Put("/orders/42", """{"total":5}""");

        var refused = await Api.Send(method, "/orders/42", body, mediaType).With("If-Unmodified-Since", first);
        refused.ShouldBeProblem(412, "precondition-failed").NumberAt("currentVersion").ShouldBe(2);

        var second = await LastModifiedAsync("/orders/42");
        var written = await Api.Send(method, "/orders/42", body, mediaType).With("If-Unmodified-Since", second);
        written.Status.ShouldBeInRange(200, 204, written.Text);
    }

    [Fact]
    public async Task Of_writes_on_one_condition_one_happens()
    {
        await Api.Put("/orders/42", """{"total":1}""");
        var since = await LastModifiedAsync("/orders/42");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async number =>
            (await Api.Put("/orders/42", $$"""{"writer":{{number}}}""").With("If-Unmodified-Since", since)).Status));

        answers.Count(status => status == 200).ShouldBe(1);
        answers.Count(status => status == 412).ShouldBe(19);
    }

    [Fact]
    public async Task A_second_is_told_when_it_is_over_so_that_no_later_write_has_the_same()
    {
        await Api.Put("/orders/42", """{"total":0}""");
        Dictionary<string, string> seen = [];

        // Writes as quick as they come, over two seconds and more: each time stands for one version.
        for (var total = 1; seen.Count < 3; total++)
        {
            var read = await Api.Get("/orders/42");
            if (read.Header("Last-Modified") is { } modified)
            {
                seen.TryAdd(modified, read.Text);
                read.Text.ShouldBe(seen[modified]);
                await Api.Put("/orders/42", $$"""{"total":{{total}}}""");
                await Api.Put("/orders/42", $$"""{"total":{{total}},"again":true}""");

                (await Api.Get("/orders/42").With("If-Modified-Since", modified)).ShouldBe(200);
                (await Api.Get("/orders/42").With("If-Unmodified-Since", modified)).ShouldBeProblem(412, "precondition-failed");
            }
        }
    }

    [Fact]
    public async Task Readers_that_have_the_latest_are_told_so()
    {
        await Api.Put("/orders/42", "{}");
        var modified = await LastModifiedAsync("/orders/42");

        (await Api.Get("/orders/42").With("If-Modified-Since", modified)).ShouldBe(304);
        (await Api.Get("/orders/42").With("If-Unmodified-Since", modified)).ShouldBe(200);
        (await Api.Get("/orders/42").With("If-Modified-Since", Earlier(modified))).ShouldBe(200);
        (await Api.Get("/orders/42").With("If-Unmodified-Since", Earlier(modified))).ShouldBeProblem(412, "precondition-failed");
    }

    [Theory]
    [InlineData("If-Unmodified-Since", "yesterday")]
    [InlineData("If-Unmodified-Since", "2000-01-01T00:00:00Z")]
    [InlineData("If-Modified-Since", "tomorrow")]
    public async Task What_is_no_time_is_ignored(string header, string value)
    {
        await Api.Put("/orders/42", "{}");

        (await Api.Put("/orders/42", """{"total":1}""").With(header, value)).ShouldBe(200);
        (await Api.Get("/orders/42").With(header, value)).ShouldBe(200);
    }

    [Fact]
    public async Task Entity_tags_come_before_times()
    {
        await Api.Put("/orders/42", "{}");
        var past = "Sat, 01 Jan 2000 00:00:00 GMT";

        (await Api.Put("/orders/42", """{"total":1}""").IfMatch(1).With("If-Unmodified-Since", past)).ShouldBe(200);
        (await Api.Get("/orders/42").IfMatch(2).With("If-Unmodified-Since", past)).ShouldBe(200);
        (await Api.Get("/orders/42").With("If-None-Match", "\"2\"").With("If-Modified-Since", past)).ShouldBe(304);
    }

    [Fact]
    public async Task What_was_never_there_has_no_time_and_what_was_deleted_has_one()
    {
        var past = "Sat, 01 Jan 2000 00:00:00 GMT";
        (await Api.Put("/orders/new", "{}").With("If-Unmodified-Since", past)).ShouldBe(201);

        await Api.Put("/orders/42", "{}");
        var modified = await LastModifiedAsync("/orders/42");
        await Api.Delete("/orders/42");

        (await Api.Put("/orders/42", "{}").With("If-Unmodified-Since", modified)).ShouldBeProblem(412, "precondition-failed");
    }

    async Task<string> LastModifiedAsync(string path)
    {
        string? modified = null;
        await Eventually.HoldsAsync(async () => (modified = (await Api.Get(path)).Header("Last-Modified")) is not null);

        return modified!;
    }

    static string Earlier(string time) =>
        DateTimeOffset.ParseExact(time, "R", CultureInfo.InvariantCulture).AddSeconds(-1).ToString("R", CultureInfo.InvariantCulture);
}

public sealed class ModificationTimeTestsOnSqlite(SqliteBackend backend) : ModificationTimeTests(backend);

public sealed class ModificationTimeTestsOnPostgreSql(PostgresBackend backend) : ModificationTimeTests(backend);
