using System.Globalization;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Http;

/// <summary>The feed as Server-Sent Events is the journal as it grows, and a browser can come back to it.</summary>
public abstract class EventStreamTests(Backend backend) : FeedFixture(backend)
{
    [Fact]
    public async Task It_begins_with_where_it_is_and_says_how_soon_to_come_again()
    {
        await WriteAsync();
        var epoch = await EpochAsync();

        await using var stream = await OpenAsync("?after=2");

        stream.Head.Header("Content-Type").ShouldBe("text/event-stream");
        stream.Head.Header("Cache-Control")!.Split(", ").ShouldBe(["no-cache", "no-transform"], ignoreOrder: true);
        var first = (await stream.NextAsync())!;
        first.Lines.ShouldBe(
            ["retry: 1000", "event: subscribed", $$"""data: {"position":"2","epoch":"{{epoch}}"}"""]);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("?after=end", "")]
    [InlineData("?after=4", "")]
    [InlineData("?after=start", "1 2 3 4")]
    [InlineData("?after=0", "1 2 3 4")]
    [InlineData("?after=2", "3 4")]
    [InlineData("?after=start&type=orders", "1 3 4")]
    [InlineData("?after=start&type=orders&id=a", "1 4")]
    [InlineData("?after=1&type=orders&id=a", "4")]
    [InlineData("?type=orders", "")]
    public async Task It_sends_the_wanted_events_says_that_it_has_caught_up_and_goes_on_with_what_comes(
        string query, string positions)
    {
        await WriteAsync();
        await using var stream = await OpenAsync(query);

        await stream.NextAsync("subscribed");
        var (before, caughtUp) = await EventsUntilAsync(stream, "caughtUp");
        (await Api.Merge("/orders/a", """{"paid":false}""")).ShouldBe(200);
        var after = await stream.NextAsync("message");

        string.Join(' ', before.Select(block => block.Data.TextAt("position"))).ShouldBe(positions);
        caughtUp.Data.TextAt("position").ShouldBe("4");
        after.Data.TextAt("position").ShouldBe("5");
        before.Append(after).ShouldAllBe(block => block.Data.TextAt("tenant") == Tenant);
    }

    [Fact]
    public async Task Only_events_have_an_id_which_is_epoch_and_position()
    {
        await WriteAsync();
        var epoch = await EpochAsync();
        await using var stream = await OpenAsync("?after=start&type=invoices");

        var subscribed = await stream.NextAsync("subscribed");
        var @event = await stream.NextAsync("message");
        var caughtUp = await stream.NextAsync("caughtUp");
        await Api.Post("/orders", """{"id":"c"}""");
        var checkpoint = await stream.NextAsync("checkpoint");

        @event.Lines.Count.ShouldBe(2);
        @event.Id.ShouldBe($"{epoch}.2");
        (await Api.Get("/events?after=1&limit=1")).Json.At("items/0").ShouldBeJson(@event.Field("data")!);
        new[] { subscribed, caughtUp, checkpoint }.ShouldAllBe(block => block.Id == null);
    }

    [Theory]
    [InlineData("{0}.2", "")]
    [InlineData("{0}.2", "?after=start")]
    [InlineData("{0}.2", "?after=5000")]
    [InlineData("2", "?after=end")]
    [InlineData("", "?after=2")]
    public async Task Whoever_comes_back_with_the_last_id_goes_on_right_after_it_whatever_the_address_says(
        string lastEventId, string query)
    {
        await WriteAsync();
        await using var stream = await OpenAsync(query, Format(lastEventId, await EpochAsync()));

        (await stream.NextAsync("subscribed")).Data.TextAt("position").ShouldBe("2");
        var (events, _) = await EventsUntilAsync(stream, "caughtUp");
        events.Select(block => block.Data.TextAt("position")).ShouldBe(["3", "4"]);
    }

    [Fact]
    public async Task A_stream_that_wants_little_is_told_how_far_it_has_come_and_can_come_back_there()
    {
        await WriteAsync();
        string? checkpoint;
        await using (var stream = await OpenAsync("?type=invoices"))
        {
            await stream.NextAsync("caughtUp");
            await Api.Post("/orders", """{"id":"c"}""");
            checkpoint = (await stream.NextAsync("checkpoint")).Data.TextAt("position");
        }
        checkpoint.ShouldBe("5");
        await Api.Post("/invoices", """{"id":"b"}""");

        await using var again = await OpenAsync($"?type=invoices&after={await EpochAsync()}.{checkpoint}");

        (await EventsUntilAsync(again, "caughtUp")).Events.Select(block => block.Id)
            .ShouldBe([$"{await EpochAsync()}.6"]);
    }

    [Fact]
    public async Task What_happens_to_another_tenant_never_arrives()
    {
        await using var stream = await OpenAsync("");
        await stream.NextAsync("caughtUp");

        for (var number = 0; number < 20; number++)
            (await Root.Post($"/v1/{Fresh.Id()}/orders", """{"id":"a"}""")).ShouldBe(201);
        (await Api.Post("/orders", """{"id":"a"}""")).ShouldBe(201);

        (await stream.NextAsync("message")).Data.TextAt("tenant").ShouldBe(Tenant);
    }

    [Fact]
    public async Task A_quiet_stream_shows_that_it_is_alive()
    {
        await using var stream = await OpenAsync("");
        await stream.NextAsync("caughtUp");

        (await stream.NextAsync())!.Lines.ShouldBe([":"]);

        (await Api.Post("/orders", """{"id":"a"}""")).ShouldBe(201);
        (await stream.NextAsync("message")).Data.TextAt("targetId").ShouldBe("a");
    }

    [Theory]
    [InlineData("?limit=1", null, 400, "invalid-request")]
    [InlineData("?unknown=1", null, 400, "invalid-request")]
    [InlineData("?type=orders&type=invoices", null, 400, "invalid-request")]
    [InlineData("?id=a", null, 400, "invalid-request")]
    [InlineData("?type=a'%20or%201%3D1;--", null, 400, "invalid-request")]
    [InlineData("?type=orders&id=a'%20or%201%3D1;--", null, 400, "invalid-request")]
    [InlineData("?after=1'%20or%201%3D1;--", null, 400, "invalid-request")]
    [InlineData("?after=-1", null, 400, "invalid-request")]
    [InlineData("?after=", null, 400, "invalid-request")]
    [InlineData("?after=5", null, 400, "position-beyond-head")]
    [InlineData("?after={0}.5", null, 400, "position-beyond-head")]
    [InlineData("?after=00000000-0000-4000-8000-000000000000.1", null, 410, "epoch-changed")]
    [InlineData("?after=start", "1' or 1=1; --", 400, "invalid-request")]
    [InlineData("?after=start", "{0}.5", 400, "position-beyond-head")]
    [InlineData("?after=start", "00000000-0000-4000-8000-000000000000.1", 410, "epoch-changed")]
    public async Task What_is_not_understood_is_refused_before_the_stream_begins(
        string query, string? lastEventId, int status, string code)
    {
        await WriteAsync();
        var epoch = await EpochAsync();
        var request = Api.Get("/events" + Format(query, epoch)).With("Accept", "text/event-stream");

        var refused = await (lastEventId is null ? request : request.With("Last-Event-ID", Format(lastEventId, epoch)));

        refused.ShouldBeProblem(status, code);
    }

    Task<EventStreamClient> OpenAsync(string query, string? lastEventId = null) =>
        EventStreamClient.OpenAsync(Backend.Server.Address, $"/v1/{Tenant}/events{query}", lastEventId);

    async Task<string> EpochAsync() => (await Api.Get("/events?after=end")).Json.TextAt("checkpoint")!.Split('.')[0];

    static string Format(string text, string epoch) => string.Format(CultureInfo.InvariantCulture, text, epoch);

    static async Task<(List<StreamBlock> Events, StreamBlock Last)> EventsUntilAsync(EventStreamClient stream, string type)
    {
        List<StreamBlock> events = [];
        while (true)
        {
            var block = (await stream.NextAsync()).ShouldNotBeNull();
            if (block.Type == type) return (events, block);
            if (block.Type == "message") events.Add(block);
        }
    }
}

public sealed class EventStreamTestsOnSqlite(SqliteBackend backend) : EventStreamTests(backend);

public sealed class EventStreamTestsOnPostgreSql(PostgresBackend backend) : EventStreamTests(backend);
