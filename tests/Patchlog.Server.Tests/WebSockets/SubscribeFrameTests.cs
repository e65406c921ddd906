using System.Globalization;
using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.WebSockets;

/// <summary>A subscription sends what its filter wants, in order, and never more than it was granted.</summary>
public abstract class SubscribeFrameTests(Backend backend) : FeedFixture(backend)
{
    [Theory]
    [InlineData("", "1 2 3 4")]
    [InlineData(""","targetName":"orders" """, "1 3 4")]
    [InlineData(""","targetName":"orders","targetId":"a" """, "1 4")]
    [InlineData(""","targetName":"orders","targetId":"a","after":"1" """, "4")]
    [InlineData(""","after":"2" """, "3 4")]
    [InlineData(""","after":"end" """, "")]
    public async Task It_gets_the_wanted_events_of_its_tenant_and_then_is_told_that_it_caught_up(
        string more, string positions)
    {
        await WriteAsync();
        await using var client = await ConnectAsync();

        var start = more.Contains("after", StringComparison.Ordinal) ? "" : ",\"after\":\"start\"";
        await client.SendAsync(Subscribe("s", start + more));

        (await client.NextAsync()).TextAt("type").ShouldBe("welcome");
        (await client.NextAsync()).TextAt("type").ShouldBe("subscribed");
        var (events, last) = await EventsUntilAsync(client, "caughtUp");
        string.Join(' ', events.Select(@event => @event.TextAt("position"))).ShouldBe(positions);
        events.ShouldAllBe(@event => @event.TextAt("tenant") == Tenant);
        last.TextAt("position").ShouldBe("4");
    }

    [Fact]
    public async Task No_frame_with_several_events_has_a_mebibyte()
    {
        foreach (var (id, size) in ((string, int)[])
            [("a", 20_000), ("b", 20_000), ("c", 20_000), ("d", 1_000_000), ("e", 1_500_000), ("f", 10), ("g", 1_000_000)])
        {
            var answer = await Api.Put($"/orders/{id}", $$"""{"text":"{{new string('x', size)}}"}""").With("Prefer", "return=minimal");
            answer.ShouldBe(201);
        }

        await using var client = await ConnectAsync();
        await client.SendAsync(Subscribe("s", ",\"after\":\"start\""));
        List<string?> seen = [];
        while (await client.NextAsync() is var frame && frame.TextAt("type") != "caughtUp")
        {
            if (frame.TextAt("type") != "events")
                continue;

            var events = frame.At("events").EnumerateArray().Select(@event => @event.TextAt("targetId")).ToList();
            seen.AddRange(events);
            if (events is not ["e"])
                frame.GetRawText().Length.ShouldBeLessThan(1 << 20, string.Join(' ', events));
        }

        seen.ShouldBe(["a", "b", "c", "d", "e", "f", "g"]);
    }

    [Fact]
    public async Task Not_one_event_more_than_the_credit_is_sent()
    {
        await WriteAsync();
        await using var client = await ConnectAsync();
        await client.SendAsync(Subscribe("s", ""","after":"start","credit":1"""));
        var seen = new List<string?>();

        for (var round = 1; round <= 4; round++)
        {
            seen.Add((await client.NextAsync("events")).At("events").EnumerateArray().Single().TextAt("position"));
            // Nothing else may come in between; one that came later would spoil the next round.
            await client.SendAsync("""{"type":"ping","id":"p"}""");
            (await client.NextAsync()).TextAt("type").ShouldBe("pong");
            await client.SendAsync("""{"type":"credit","id":"s","n":1}""");
        }

        seen.ShouldBe(["1", "2", "3", "4"]);
        (await client.NextAsync()).TextAt("type").ShouldBe("caughtUp");
    }

    [Fact]
    public async Task After_complete_nothing_more_comes_and_commands_go_on()
    {
        await WriteAsync();
        await using var client = await ConnectAsync();
        await client.SendAsync(Subscribe("s", ""","after":"start" """));
        await client.NextAsync("caughtUp");

        await client.SendAsync("""{"type":"unsubscribe","id":"s"}""");
        (await client.NextAsync()).TextAt("type").ShouldBe("complete");

        (await client.RequestAsync(Frames.Command("c", Command.Create("""{"id":"late"}""")))).ShouldBeAck(version: 1);
        await client.SendAsync("""{"type":"ping","id":"p"}""");
        (await client.NextAsync()).TextAt("type").ShouldBe("pong");
    }

    [Fact]
    public async Task State_and_then_patches_make_a_live_copy_while_others_write()
    {
        await Api.Post("/orders", """{"id":"a","log":[]}""");
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(async writer =>
        {
            for (var i = 0; i < 10; i++)
                (await Api.Patch("/orders/a", $$"""[{"op":"add","path":"/log/-","value":"{{writer}}-{{i}}"}]"""))
                    .ShouldBe(200);
        }));
        await using var client = await ConnectAsync();
        await client.SendAsync(Subscribe("s", ""","targetName":"orders","targetId":"a","include":["state"]"""));

        (await client.NextAsync("subscribed")).TextAt("id").ShouldBe("s");
        var state = await client.NextAsync();
        state.TextAt("type").ShouldBe("state");
        var log = state.At("body/log").EnumerateArray().Select(entry => entry.GetString()).ToList();
        var version = state.NumberAt("version");
        while (version < 41)
        {
            var frame = await client.NextAsync();
            if (frame.TextAt("type") != "events")
                continue;
            foreach (var @event in frame.At("events").EnumerateArray())
            {
                @event.NumberAt("version").ShouldBe(++version);
                log.Add(@event.At("body/0/value").GetString());
            }
        }
        await writing;

        (await Api.Get("/orders/a")).Json.At("log").EnumerateArray().Select(entry => entry.GetString()).ShouldBe(log);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 0)]
    public async Task The_state_of_what_is_not_there_is_null(bool wasThere, long version)
    {
        if (wasThere)
        {
            await Api.Post("/orders", """{"id":"a"}""");
            await Api.Delete("/orders/a");
        }
        await using var client = await ConnectAsync();

        await client.SendAsync(Subscribe("s", ""","targetName":"orders","targetId":"a","include":["state"]"""));

        var state = await client.NextAsync("state");
        state.At("body").ValueKind.ShouldBe(JsonValueKind.Null);
        state.NumberAt("version").ShouldBe(wasThere ? version : 0);
    }

    [Theory]
    [InlineData(""","color":"red" """, "/color")]
    [InlineData(""","targetName":7""", "/targetName")]
    [InlineData(""","targetName":"a' or 1=1; --" """, "/targetName")]
    [InlineData(""","targetId":"a" """, "/targetId")]
    [InlineData(""","targetName":"orders","targetId":7""", "/targetId")]
    [InlineData(""","credit":0""", "/credit")]
    [InlineData(""","credit":1000001""", "/credit")]
    [InlineData(""","credit":1.5""", "/credit")]
    [InlineData(""","credit":"1" """, "/credit")]
    [InlineData(""","include":"state" """, "/include")]
    [InlineData(""","include":["state"]""", "/include")]
    [InlineData(""","epoch":"now" """, "/epoch")]
    [InlineData(""","after":7""", "/after")]
    public async Task A_member_that_does_not_fit_is_pointed_at(string more, string pointer)
    {
        await using var client = await ConnectAsync();

        var problem = (await client.RequestAsync(Subscribe("s", more))).ShouldBeNack(400, "invalid-frame");

        problem.TextAt("errors/0/pointer").ShouldBe(pointer);
    }

    [Theory]
    [InlineData("5", 400, "position-beyond-head")]
    [InlineData("-1", 400, "invalid-request")]
    [InlineData("99999999999999999999", 400, "position-beyond-head")]
    [InlineData("1' or 1=1; --", 400, "invalid-request")]
    [InlineData("00000000-0000-4000-8000-000000000000.1", 410, "epoch-changed")]
    public async Task A_place_that_is_not_in_this_journal_is_refused(string after, int status, string code)
    {
        await WriteAsync();
        await using var client = await ConnectAsync();

        (await client.RequestAsync(Subscribe("s", $",\"after\":\"{after}\""))).ShouldBeNack(status, code);

        (await client.RequestAsync(Frames.Command("c", Command.Create("{}")))).ShouldBeAck(version: 1);
    }

    [Fact]
    public async Task Of_10000_subscriptions_1000_are_granted_and_the_connection_lives()
    {
        await using var client = await ConnectAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10_000).Select(number =>
            client.RequestAsync(Subscribe(number.ToString(CultureInfo.InvariantCulture), ""))));

        answers.Count(answer => answer.TextAt("type") == "subscribed").ShouldBe(1_000);
        foreach (var refused in answers.Where(answer => answer.TextAt("type") == "nack").Take(10))
            refused.ShouldBeNack(429, "too-many-requests");
        (await client.RequestAsync(Frames.Command("c", Command.Create("{}")))).ShouldBeAck(version: 1);
    }

    string Subscribe(string id, string more) => $$"""{"type":"subscribe","id":"{{id}}","tenant":"{{Tenant}}"{{more}}}""";

    static async Task<(List<JsonElement> Events, JsonElement Last)> EventsUntilAsync(WebSocketClient client, string type)
    {
        List<JsonElement> events = [];
        while (true)
        {
            var frame = await client.NextAsync();
            if (frame.TextAt("type") == type)
                return (events, frame);
            frame.TextAt("type").ShouldBeOneOf("events", "checkpoint");
            if (frame.TextAt("type") == "events")
                events.AddRange(frame.At("events").EnumerateArray());
        }
    }
}

public sealed class SubscribeFrameTestsOnSqlite(SqliteBackend backend) : SubscribeFrameTests(backend);

public sealed class SubscribeFrameTestsOnPostgreSql(PostgresBackend backend) : SubscribeFrameTests(backend);
