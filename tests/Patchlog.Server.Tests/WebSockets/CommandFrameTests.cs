using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.WebSockets;

/// <summary>Commands over a WebSocket and what answers them.</summary>
public abstract class CommandFrameTests(Backend backend) : ServerFixture(backend)
{
    [Fact]
    public async Task A_connection_is_welcomed_with_the_limits_and_the_epoch()
    {
        await using var client = await ConnectAsync();

        var welcome = await client.NextAsync();

        welcome.TextAt("type").ShouldBe("welcome");
        welcome.At("limits").ValueKind.ShouldBe(JsonValueKind.Object);
        welcome.TextAt("epoch").ShouldNotBeNullOrEmpty();
        await using var second = await ConnectAsync();
        (await second.NextAsync()).TextAt("epoch").ShouldBe(welcome.TextAt("epoch"));
    }

    [Fact]
    public async Task An_accepted_command_is_acknowledged_with_its_events()
    {
        await using var client = await ConnectAsync();
        var id = Fresh.Id();

        var ack = await client.RequestAsync(Frames.Command("1", Command.Create("""{"id":"42","total":1.10}""", id)));

        ack.ShouldBeAck(version: 1);
        ack.TextAt("commandId").ShouldBe(id);
        ack.TextAt("targetId").ShouldBe("42");
        ack.TextAt("position").ShouldBe("1");
        ack.At("duplicate").GetBoolean().ShouldBeFalse();
        var fact = ack.At("events").EnumerateArray().ShouldHaveSingleItem();
        fact.TextAt("type").ShouldBe("create");
        fact.TextAt("tenant").ShouldBe(Tenant);
        fact.At("body/total").GetRawText().ShouldBe("1.10");
    }

    [Fact]
    public async Task What_was_acknowledged_can_be_read_at_once()
    {
        await using var client = await ConnectAsync();
        await client.RequestAsync(Frames.Command("0", Command.Create("""{"id":"42"}""")));

        for (var total = 1; total <= 20; total++)
        {
            await client.RequestAsync(Frames.Command($"{total}", Command.Patch("42", $$"""{"total":{{total}}}""")));
            (await Api.Get("/orders/42")).Json.NumberAt("total").ShouldBe(total);
        }
    }

    [Fact]
    public async Task A_refused_command_is_answered_with_the_problem_that_http_would_give()
    {
        await using var client = await ConnectAsync();
        var id = Fresh.Id();

        var nack = await client.RequestAsync(Frames.Command("1", Command.Delete("42", id)));

        nack.ShouldBeNack(404, "not-found");
        nack.TextAt("commandId").ShouldBe(id);
    }

    [Fact]
    public async Task A_conflict_tells_the_current_version()
    {
        await using var client = await ConnectAsync();
        await client.RequestAsync(Frames.Command("1", Command.Create("""{"id":"42"}""")));

        var stale = Command.Patch("42", "{}", more: "\"targetVersion\":7");
        var nack = await client.RequestAsync(Frames.Command("2", stale));

        nack.ShouldBeNack(409, "version-conflict").NumberAt("currentVersion").ShouldBe(1);
    }

    [Fact]
    public async Task A_bare_command_is_its_own_frame()
    {
        await using var client = await ConnectAsync();
        var id = Fresh.Id();

        var ack = await client.RequestAsync(Command.Create("""{"id":"42"}""", id));

        ack.ShouldBeAck(version: 1).TextAt("commandId").ShouldBe(id);
        (await client.RequestAsync(Command.Delete("43", "d"))).ShouldBeNack(404, "not-found");
    }

    [Fact]
    public async Task A_bare_command_without_an_id_is_acknowledged_under_the_one_it_got()
    {
        await using var client = await ConnectAsync();

        await client.SendAsync(Command.Create("""{"id":"42"}"""));

        Guid.Parse((await client.NextAsync("ack")).ShouldBeAck(version: 1).TextAt("commandId")!).Version.ShouldBe(7);
    }

    [Fact]
    public async Task A_batch_is_answered_in_its_order_and_each_command_fails_alone()
    {
        await using var client = await ConnectAsync();

        var answer = await client.RequestAsync(Frames.Batch(
            "1",
            Command.Create("""{"id":"42"}""", "first"),
            Command.Patch("42", """{"total":1}"""),
            Command.Create("""{"id":"42"}""", "again"),
            """{"type":"create"}""",
            "7",
            Command.Patch("42", """{"total":2}""")));

        answer.TextAt("type").ShouldBe("batchAck");
        var results = answer.At("results");
        results.GetArrayLength().ShouldBe(6);
        results.At("0").ShouldBeAck(version: 1).TextAt("commandId").ShouldBe("first");
        results.At("1").ShouldBeAck(version: 2);
        results.At("2").ShouldBeNack(409, "already-exists").TextAt("commandId").ShouldBe("again");
        results.At("3").ShouldBeNack(400, "invalid-command");
        results.At("4").ShouldBeNack(400, "invalid-command");
        results.At("5").ShouldBeAck(version: 3);
    }

    [Fact]
    public async Task An_empty_batch_has_no_results_and_one_over_a_hundred_is_refused()
    {
        await using var client = await ConnectAsync();
        var commands = Enumerable.Repeat(Command.Create("{}"), 101).ToList();

        (await client.RequestAsync(Frames.Batch("1", commands))).ShouldBeNack(400, "invalid-frame");
        (await client.RequestAsync(Frames.Batch("2"))).At("results").GetArrayLength().ShouldBe(0);
        (await client.RequestAsync(Frames.Batch("3", commands.Skip(1)))).At("results").GetArrayLength().ShouldBe(100);
    }

    [Fact]
    public async Task A_repeated_command_is_acknowledged_as_a_duplicate()
    {
        await using var client = await ConnectAsync();
        var command = Command.Create("""{"id":"42"}""", Fresh.Id());

        var first = await client.RequestAsync(Frames.Command("1", command));
        var second = await client.RequestAsync(Frames.Command("2", command));

        second.ShouldBeAck(version: 1).At("duplicate").GetBoolean().ShouldBeTrue();
        second.TextAt("position").ShouldBe(first.TextAt("position"));
        second.At("events").ShouldBeJson(first.At("events").GetRawText());
    }

    [Fact]
    public async Task A_command_may_come_in_fragments()
    {
        await using var client = await ConnectAsync();
        var frame = Encoding.UTF8.GetBytes(Frames.Command("1", Command.Create("""{"id":"42","ä":"🌍"}""")));

        foreach (var part in frame.SkipLast(1))
            await client.SendAsync([part], WebSocketMessageType.Text, isEnd: false);
        await client.SendAsync([frame[^1]], WebSocketMessageType.Text);

        (await client.NextAsync("ack")).ShouldBeAck(version: 1);
    }

    [Fact]
    public async Task A_ping_is_answered()
    {
        await using var client = await ConnectAsync();

        await client.SendAsync("""{"type":"ping"}""");

        await client.NextAsync("pong");
    }

    [Fact]
    public async Task Commands_for_one_target_apply_in_the_order_sent()
    {
        await using var client = await ConnectAsync();
        await client.RequestAsync(Frames.Command("create", Command.Create("""{"id":"42","log":[]}""")));
        var entries = Enumerable.Range(0, 200).Select(number => $"{number}").ToList();

        // Sent one after another, without waiting for answers.
        var answers = new List<Task<JsonElement>>();
        foreach (var entry in entries)
            answers.Add(client.RequestAsync(Frames.Command(entry, Command.Log("42", entry))));
        var versions = (await Task.WhenAll(answers)).Select(ack => ack.NumberAt("version"));

        versions.ShouldBe(Enumerable.Range(2, 200).Select(version => (long)version));
        (await Api.Get("/orders/42")).Json.At("log").EnumerateArray()
            .Select(entry => entry.GetString()).ShouldBe(entries);
    }

    [Fact]
    public async Task Connections_that_use_the_same_frame_ids_get_their_own_answers_only()
    {
        await using var left = await ConnectAsync();
        await using var right = await ConnectAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).SelectMany(number => new[]
        {
            left.RequestAsync(Frames.Command($"{number}", Command.Create("{}", $"left-{number}"))),
            right.RequestAsync(Frames.Command($"{number}", Command.Create("{}", $"right-{number}"))),
        }));

        answers.Select(ack => ack.TextAt("commandId")).ShouldBe(
            Enumerable.Range(0, 100).SelectMany(number => new[] { $"left-{number}", $"right-{number}" }));
    }
}

public sealed class CommandFrameTestsOnSqlite(SqliteBackend backend) : CommandFrameTests(backend);

public sealed class CommandFrameTestsOnPostgreSql(PostgresBackend backend) : CommandFrameTests(backend);
