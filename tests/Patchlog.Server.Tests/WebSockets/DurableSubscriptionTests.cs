using System.Globalization;
using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.WebSockets;

/// <summary>Named subscriptions: the server keeps how far the work has come, and several workers share it.</summary>
public abstract class DurableSubscriptionTests(Backend backend) : ServerFixture(backend)
{
    const int Documents = 40;

    [Fact]
    public async Task Work_goes_on_elsewhere_after_what_was_acknowledged()
    {
        await CreateAsync();
        await using (var first = await ConnectAsync())
        {
            await first.SendAsync(Subscribe("s"));
            await EventsAsync(first, Documents);
            await CommitAsync(first, "s", "25");
            await first.SendAsync("""{"type":"unsubscribe","id":"s"}""");
            await first.NextAsync("complete");
        }

        await using var second = await ConnectAsync();
        await second.SendAsync(Subscribe("t"));

        (await second.NextAsync("subscribed")).TextAt("position").ShouldBe("25");
        (await EventsAsync(second, Documents - 25)).Select(@event => @event.TextAt("position"))
            .ShouldBe(Enumerable.Range(26, Documents - 25).Select(position => $"{position}"));
    }

    [Fact]
    public async Task Two_workers_share_by_aggregate_and_one_takes_over_what_the_other_left()
    {
        await using var first = await ConnectAsync();
        await first.SendAsync(Subscribe("a1"));
        await first.NextAsync("caughtUp");
        await using var second = await ConnectAsync();

        await second.SendAsync(Subscribe("b1"));
        (await first.NextAsync("complete")).At("problem/code").GetString().ShouldBe("rebalanced");
        await first.SendAsync(Subscribe("a2"));
        await first.NextAsync("caughtUp");
        await second.NextAsync("caughtUp");
        await CreateAsync();
        // Each is told of its own, and then how far it has come with all of them.
        var ofFirst = await EventsToAsync(first, Documents);
        var ofSecond = await EventsToAsync(second, Documents);

        ofFirst.ShouldNotBeEmpty();
        ofSecond.ShouldNotBeEmpty();
        ofFirst.Concat(ofSecond).Select(@event => @event.TextAt("targetId")).Order().ShouldBe(
            Enumerable.Range(1, Documents).Select(number => $"{number}").Order());

        await second.SendAsync("""{"type":"unsubscribe","id":"b1"}""");
        (await first.NextAsync("complete")).At("problem/code").GetString().ShouldBe("rebalanced");
        await first.SendAsync(Subscribe("a3"));
        (await EventsAsync(first, Documents)).Count.ShouldBe(Documents, "Nothing was acknowledged.");
    }

    [Fact]
    public async Task The_tenant_of_the_server_is_followed_without_a_name_only()
    {
        await using var client = await ConnectAsync();

        var refusal = await client.RequestAsync("""{"type":"subscribe","id":"s","tenant":"_system","name":"work"}""");
        refusal.TextAt("type").ShouldBe("nack");
        refusal.At("problem/code").GetString().ShouldBe("invalid-request");
        refusal.At("problem/errors/0/pointer").GetString().ShouldBe("/tenant");

        await client.SendAsync("""{"type":"subscribe","id":"s","tenant":"_system"}""");
        await client.NextAsync("subscribed");
    }

    [Fact]
    public async Task Only_what_was_sent_can_be_acknowledged_and_only_of_a_durable_subscription()
    {
        await CreateAsync();
        await using var client = await ConnectAsync();
        await client.SendAsync($$"""{"type":"subscribe","id":"plain","tenant":"{{Tenant}}"}""");
        await client.NextAsync("caughtUp");
        await client.SendAsync(Subscribe("s", ""","credit":1"""));
        await client.NextAsync("events");

        (await client.RequestAsync("""{"type":"commit","id":"plain","position":"1"}""")).At("problem/code").GetString()
            .ShouldBe("invalid-frame");
        (await client.RequestAsync("""{"type":"commit","id":"s","position":"2"}""")).At("problem/code").GetString()
            .ShouldBe("invalid-frame");
        (await client.RequestAsync("""{"type":"commit","id":"s","position":"x"}""")).At("problem/code").GetString()
            .ShouldBe("invalid-frame");
        (await client.RequestAsync("""{"type":"commit","id":"none","position":"1"}""")).At("problem/code").GetString()
            .ShouldBe("subscription-lost");
        (await client.RequestAsync("""{"type":"commit","id":"s","position":"1"}""")).TextAt("type").ShouldBe("committed");
    }

    [Fact]
    public async Task A_name_is_about_what_its_first_use_was_about()
    {
        await using var client = await ConnectAsync();
        await client.SendAsync(Subscribe("s"));
        await client.NextAsync("subscribed");
        await using var other = await ConnectAsync();

        var refusal = await other.RequestAsync(Subscribe("t", ""","targetName":"invoices" """));

        refusal.At("problem/code").GetString().ShouldBe("invalid-request");
    }

    string Subscribe(string id, string more = "") =>
        $$"""{"type":"subscribe","id":"{{id}}","tenant":"{{Tenant}}","name":"work","after":"start"{{more}}}""";

    async Task CreateAsync()
    {
        var commands = Enumerable.Range(1, Documents).Select(number => Command.Create($$"""{"id":"{{number}}"}"""));
        (await Api.Post("/commands", $"[{string.Join(',', commands)}]")).ShouldBe(200);
    }

    static async Task CommitAsync(WebSocketClient client, string id, string position)
    {
        await client.SendAsync($$"""{"type":"commit","id":"{{id}}","position":"{{position}}"}""");
        (await client.NextAsync("committed")).TextAt("position").ShouldBe(position);
    }

    /// <summary>The events up to a position, or to the word that there are none up to it.</summary>
    static async Task<List<JsonElement>> EventsToAsync(WebSocketClient client, long position)
    {
        List<JsonElement> events = [];
        for (var reached = 0L; reached < position;)
        {
            var frame = await client.NextAsync();
            if (frame.TextAt("type") == "events")
                events.AddRange(frame.At("events").EnumerateArray());
            reached = long.Parse(
                (events.Count > 0 && frame.TextAt("type") == "events" ? events[^1] : frame).TextAt("position")!,
                CultureInfo.InvariantCulture);
        }
        return events;
    }

    /// <summary>At least so many events, as they come.</summary>
    static async Task<List<JsonElement>> EventsAsync(WebSocketClient client, int least)
    {
        List<JsonElement> events = [];
        while (events.Count < least)
            events.AddRange((await client.NextAsync("events")).At("events").EnumerateArray());
        return events;
    }
}

public sealed class DurableSubscriptionTestsOnSqlite(SqliteBackend backend) : DurableSubscriptionTests(backend);

public sealed class DurableSubscriptionTestsOnPostgreSql(PostgresBackend backend) : DurableSubscriptionTests(backend);
