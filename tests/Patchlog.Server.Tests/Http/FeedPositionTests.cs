using System.Globalization;
using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>Wherever a client sends a position, it is read in the same way and refused with the same code.</summary>
public abstract class FeedPositionTests(Backend backend) : FeedFixture(backend)
{
    const string AnotherEpoch = "00000000-0000-4000-8000-000000000000";

    [Theory]
    [InlineData("document")]
    [InlineData("collection")]
    [InlineData("search")]
    [InlineData("feed")]
    [InlineData("stream")]
    [InlineData("last-event-id")]
    [InlineData("subscribe")]
    [InlineData("commit")]
    public async Task A_position_beyond_the_journal_or_of_another_epoch_is_refused(string entrance)
    {
        await WriteAsync();
        var epoch = await EpochAsync();

        foreach (var beyond in new[] { "5", $"{epoch}.5", "99999999999999999999", $"{epoch}.99999999999999999999" })
            (await RefusalAsync(entrance, beyond)).ShouldBeProblem(400, "position-beyond-head");
        foreach (var foreign in new[] { $"{AnotherEpoch}.1", $"{AnotherEpoch}.99999999999999999999" })
            (await RefusalAsync(entrance, foreign)).ShouldBeProblem(410, "epoch-changed");
        foreach (var invalid in new[] { "-1", "x", $"{epoch}.x", "7.5" })
            (await RefusalAsync(entrance, invalid))
                .ShouldBeProblem(400, entrance == "commit" ? "invalid-frame" : "invalid-request");
    }

    [Fact]
    public async Task A_document_is_read_at_a_position_with_and_without_its_epoch()
    {
        await WriteAsync();
        var epoch = await EpochAsync();

        foreach (var first in new[] { "1", "3", $"{epoch}.1", $"{epoch}.3" })
            (await Api.Get($"/orders/a?at={first}")).ShouldBe(200).ShouldBeJson("""{"id":"a"}""");
        foreach (var last in new[] { "4", $"{epoch}.4" })
            (await Api.Get($"/orders/a?at={last}")).ShouldBe(200).ShouldBeJson("""{"id":"a","paid":true}""");
        (await Api.Get($"/orders/a?at={epoch}.0")).ShouldBeProblem(404, "not-found");
    }

    [Theory]
    [InlineData("start")]
    [InlineData("end")]
    [InlineData("")]
    public async Task A_commit_that_names_no_position_is_refused_and_acknowledges_nothing(string position)
    {
        await WriteAsync();
        await using var client = await WorkAsync();

        (await client.RequestAsync(Commit(position))).ShouldBeNack(400, "invalid-frame");

        (await client.RequestAsync(Commit("4"))).TextAt("type").ShouldBe("committed");
    }

    [Fact]
    public async Task A_commit_names_its_position_with_or_without_its_epoch()
    {
        await WriteAsync();
        await using var client = await WorkAsync();

        (await client.RequestAsync(Commit("2"))).TextAt("position").ShouldBe("2");
        (await client.RequestAsync(Commit($"{await EpochAsync()}.4"))).TextAt("position").ShouldBe("4");
    }

    async Task<JsonElement> RefusalAsync(string entrance, string text)
    {
        var answer = entrance switch
        {
            "document" => await Api.Get($"/orders/a?at={text}"),
            "collection" => await Api.Get($"/orders?at={text}"),
            "search" => await Api.Post("/orders/search", $$"""{"at":"{{text}}"}"""),
            "feed" => await Api.Get($"/events?after={text}"),
            "stream" => await Api.Get($"/events?after={text}").With("Accept", "text/event-stream"),
            "last-event-id" => await Api.Get("/events").With("Accept", "text/event-stream").With("Last-Event-ID", text),
            _ => null,
        };
        if (answer is not null)
            return answer.Json;

        await using var client = entrance == "commit" ? await WorkAsync() : await ConnectAsync();
        var nack = await client.RequestAsync(entrance == "commit"
            ? Commit(text)
            : $$"""{"type":"subscribe","id":"s","tenant":"{{Tenant}}","after":"{{text}}"}""");
        nack.TextAt("type").ShouldBe("nack");

        return nack.At("problem");
    }

    /// <summary>A worker of a durable subscription that was sent everything.</summary>
    async Task<WebSocketClient> WorkAsync()
    {
        var client = await ConnectAsync();
        var name = string.Create(CultureInfo.InvariantCulture, $"w{Guid.NewGuid():N}");
        await client.SendAsync(
            $$"""{"type":"subscribe","id":"s","tenant":"{{Tenant}}","name":"{{name}}","after":"start"}""");
        await client.NextAsync("caughtUp");

        return client;
    }

    async Task<string> EpochAsync() => (await Api.Get("/events?after=end")).Json.TextAt("checkpoint")!.Split('.')[0];

    static string Commit(string position) => $$"""{"type":"commit","id":"s","position":"{{position}}"}""";
}

public sealed class FeedPositionTests_on_sqlite(SqliteBackend backend) : FeedPositionTests(backend);

public sealed class FeedPositionTests_on_postgresql(PostgresBackend backend) : FeedPositionTests(backend);
