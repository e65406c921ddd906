using Patchlog.Server.Tests.Harness;
using Shouldly;

namespace Patchlog.Server.Tests.Faults;

/// <summary>Follows over Server-Sent Events: after an event as a browser does, after a checkpoint by its address.</summary>
sealed class StreamFollower(string tenant, string? target, int seed, params Uri[] servers)
    : Follower(target, seed, servers)
{
    string? _lastEventId;
    string _address = "start";

    string Filter => Target is null ? "" : $"&type=orders&id={Target}";

    protected override async Task FollowAsync(Uri server)
    {
        // A browser names the last id beside the address that it first had.
        if (IsAfterCheckpoint) (_address, _lastEventId) = (After, null);
        await using var stream = await EventStreamClient.OpenAsync(
            server, $"/v1/{tenant}/events?after={_address}{Filter}", _lastEventId);
        var subscribed = (await stream.NextAsync("subscribed")).Data;
        $"{subscribed.TextAt("epoch")}.{subscribed.TextAt("position")}"
            .ShouldBe(After == "start" ? $"{subscribed.TextAt("epoch")}.0" : After);
        Begin();
        while (await stream.NextAsync() is { } block)
        {
            switch (block.Type)
            {
                case "message":
                    _lastEventId = block.Id;
                    Take(block.Id!.Split('.')[0], block.Data);
                    break;
                case "checkpoint":
                    await TakeCheckpointAsync(subscribed.TextAt("epoch")!, block.Data.TextAt("position")!);
                    break;
                case var other:
                    other.ShouldBeOneOf("caughtUp", "fellBehind", "comment");
                    break;
            }
        }
    }
}
