using Patchlog.Server.Tests.Harness;
using Shouldly;

namespace Patchlog.Server.Tests.Faults;

/// <summary>Follows over WebSockets.</summary>
sealed class SocketFollower(string tenant, string? target, int seed, params Uri[] servers)
    : Follower(target, seed, servers)
{
    string Filter => Target is null ? "" : $",\"targetName\":\"orders\",\"targetId\":\"{Target}\"";

    protected override async Task FollowAsync(Uri server)
    {
        await using var client = await WebSocketClient.ConnectAsync(server);
        var subscribed = await client.RequestAsync(
            $$"""{"type":"subscribe","id":"s","tenant":"{{tenant}}","after":"{{After}}"{{Filter}}}""");
        subscribed.TextAt("type").ShouldBe("subscribed", subscribed.GetRawText());
        var epoch = subscribed.TextAt("epoch")!;
        Begin();
        while (true)
        {
            var frame = await client.NextAsync();
            switch (frame.TextAt("type"))
            {
                case "events":
                    Take(epoch, frame.At("events").EnumerateArray());
                    break;
                case "checkpoint":
                    await TakeCheckpointAsync(epoch, frame.TextAt("position")!);
                    break;
                case var other:
                    other.ShouldBeOneOf("welcome", "caughtUp", "fellBehind");
                    break;
            }
        }
    }
}
