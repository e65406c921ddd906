using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Patchlog.Server.Tests.Harness.Contracts;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Contracts;

/// <summary>
/// One conversation in which every frame of <c>/asyncapi.json</c> is said. What the client says is held against the
/// document here; what the server says is, wherever a test hears it.
/// </summary>
public sealed class DocumentedFrameTests
{
    // Twelve of them are more than the server keeps in memory of a tenant's newest events.
    static readonly string Large = $$"""{"text":"{{new string('x', 1_000_000)}}"}""";

    readonly Envelopes _command = new("t");
    readonly HashSet<string> _said = [];
    readonly HashSet<string> _heard = [];

    [Fact]
    public async Task Every_documented_frame_is_said_by_whom_it_is_documented()
    {
        await using var server = await ServerProcess.StartAsync("sqlite::memory:");
        await using var client = await WebSocketClient.ConnectAsync(server.Address);

        await GreetAsync(client);
        await CommandAsync(client);
        await FollowOneDocumentAsync(client);
        await WorkAsync(client);
        await FallBehindAsync(client, new Api(server.Address, "/v1/t"));
        var stopping = server.TerminateAsync();
        await HearAsync(client, "goaway");
        client.Vanish();
        (await stopping).ShouldBe(0);

        _said.ShouldBe(DocumentedAs("receive"), ignoreOrder: true);
        _heard.ShouldBe(DocumentedAs("send"), ignoreOrder: true);
    }

    async Task GreetAsync(WebSocketClient client)
    {
        await HearAsync(client, "welcome");
        await SayAsync(client, """{"type":"ping","id":"p"}""");
        await HearAsync(client, "pong");
    }

    async Task CommandAsync(WebSocketClient client)
    {
        await SayAsync(client, _command.Create("""{"id":"42","n":1}"""));
        await HearAsync(client, "ack");
        await SayAsync(client, Frames.Command("c", _command.Create("""{"id":"42"}""")));
        await HearAsync(client, "nack");
        await SayAsync(client, $$"""{"type":"command","dryRun":true,"command":{{_command.Delete("42")}}}""");
        await HearAsync(client, "trial");
        await SayAsync(client, Frames.Batch("b", _command.Patch("42", """{"n":2}"""), _command.Delete("none")));
        await HearAsync(client, "batchAck");
    }

    async Task FollowOneDocumentAsync(WebSocketClient client)
    {
        await SayAsync(client, """
            {"type":"subscribe","id":"one","tenant":"t","targetName":"orders","targetId":"42","include":["state"]}
            """);
        await HearAsync(client, "subscribed");
        await HearAsync(client, "state");
        await HearAsync(client, "caughtUp");
        await SayAsync(client, """{"type":"unsubscribe","id":"one"}""");
        await HearAsync(client, "complete");
    }

    async Task WorkAsync(WebSocketClient client)
    {
        await SayAsync(client, """{"type":"subscribe","id":"work","tenant":"t","name":"work","after":"start","credit":1}""");
        await HearAsync(client, "events");
        await SayAsync(client, """{"type":"commit","id":"work","position":"1"}""");
        await HearAsync(client, "committed");
    }

    /// <summary>One subscription takes nothing while much is written, another wants nothing of that.</summary>
    async Task FallBehindAsync(WebSocketClient client, Api api)
    {
        await SayAsync(client, """{"type":"subscribe","id":"idle","tenant":"t","targetName":"invoices","after":"end"}""");
        await SayAsync(client, """{"type":"subscribe","id":"slow","tenant":"t","after":"end","credit":1}""");
        while ((await HearNextAsync(client)) is var frame && !(IsOf(frame, "caughtUp") && frame.TextAt("id") == "slow"))
        {
            // What is said meanwhile, of other subscriptions, is only noted.
        }
        for (var number = 0; number < 12; number++)
            (await api.Put($"/orders/{number}", Large).With("Prefer", "return=minimal")).ShouldBe(201);
        await SayAsync(client, """{"type":"credit","id":"slow","n":1}""");
        await HearAsync(client, "fellBehind");
        await HearAsync(client, "checkpoint");
    }

    async Task SayAsync(WebSocketClient client, string frame)
    {
        var type = JsonExpectations.Read(frame).TextAt("type")!;
        var name = type is "create" or "patch" or "delete" or "logic" or "orchestration" ? "bareCommand" : type;
        var payload = Contract.Current.AsyncApi.At($"components/messages/{name}/payload");
        (await Contract.Current.FaultOfFrameAsync(payload, frame)).ShouldBeEmpty(frame);
        _said.Add(name);
        await client.SendAsync(frame);
    }

    /// <summary>Listens until a frame of this type has been heard, now or before.</summary>
    async Task HearAsync(WebSocketClient client, string type)
    {
        while (!_heard.Contains(type))
            await HearNextAsync(client);
    }

    async Task<JsonElement> HearNextAsync(WebSocketClient client)
    {
        var frame = await client.NextAsync();
        _heard.Add(frame.TextAt("type")!);
        return frame;
    }

    static bool IsOf(JsonElement frame, string type) => frame.TextAt("type") == type;

    static IEnumerable<string> DocumentedAs(string action) =>
        from operation in Contract.Current.AsyncApi.At("operations").EnumerateObject()
        where operation.Value.TextAt("action") == action
        select operation.Name;
}
