using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.Faults;

/// <summary>A checkpoint is a place to come back to: nothing before it is missed, and nothing after it.</summary>
public abstract class CheckpointTests(Backend backend) : ServerFixture(backend)
{
    const int Seed = 20_261;
    const int Followers = 12;
    const int Rounds = 5;

    volatile bool _isOver;
    volatile int _appending;

    [Fact]
    public async Task Whoever_is_cut_right_after_every_checkpoint_receives_its_aggregate_without_hole_or_repetition()
    {
        await using var second = await StartAnotherAsync();
        Uri[] servers = second is null ? [Backend.Server.Address] : [Backend.Server.Address, second.Address];
        var random = new Random(Seed);
        var targets = Enumerable.Range(0, Followers).Select(number => $"{number}").ToList();
        foreach (var target in targets.Append("noise"))
            (await Api.Post("/orders", $$"""{"id":"{{target}}","count":0}""")).ShouldBe(201);
        var followers = targets.Select(Follower (target, number) => number % 2 == 0
            ? new SocketFollower(Tenant, target, random.Next(), servers)
            : new StreamFollower(Tenant, target, random.Next(), servers)).ToList();
        foreach (var (follower, seed) in followers.Select(follower => (follower, random.Next())))
            follower.AtCheckpoint = CutAndAppend(follower, new Random(seed));
        var following = followers.Select(follower => follower.FollowAsync()).ToList();
        try
        {
            // What nobody wants is what checkpoints tell of.
            await Eventually.HoldsAsync(async () =>
            {
                await AppendAsync("noise");
                return followers.All(follower => follower.AfterCheckpoint >= Rounds)
                    || following.Any(task => task.IsFaulted);
            }, progress: () => followers.Sum(follower => follower.AfterCheckpoint), what: "all follow after checkpoints");
            _isOver = true;
            await Eventually.HoldsAsync(() => _appending == 0);

            foreach (var (follower, task) in followers.Zip(following))
            {
                await follower.ShouldHaveReceivedAsync(await JournalOfAsync(follower.Target!), task);
                follower.AfterCheckpoint.ShouldBeGreaterThanOrEqualTo(Rounds);
            }
        }
        finally
        {
            foreach (var follower in followers) await follower.DisposeAsync();
        }
    }

    /// <summary>Starts a second server of the shared one's database, where there can be two.</summary>
    protected virtual Task<ServerProcess?> StartAnotherAsync() => Task.FromResult<ServerProcess?>(null);

    /// <summary>Cuts a follower, and writes what it wants: before it comes back, or while it does.</summary>
    Func<Task> CutAndAppend(Follower follower, Random random) => async () =>
    {
        Interlocked.Increment(ref _appending);
        follower.Cut();
        var appending = AppendAsync(follower.Target!, _isOver ? 0 : random.Next(3));
        if (random.Next(2) == 0) await appending;
    };

    async Task AppendAsync(string target, int times)
    {
        await Task.WhenAll(Enumerable.Range(0, times).Select(_ => AppendAsync(target)));
        Interlocked.Decrement(ref _appending);
    }

    async Task AppendAsync(string target) =>
        (await Api.Merge($"/orders/{target}", $$"""{"count":"{{Fresh.Id()}}"}""")).ShouldBe(200);

    async Task<List<JsonElement>> JournalOfAsync(string target)
    {
        var page = (await Api.Get($"/events?type=orders&id={target}&limit=1000")).ShouldBe(200);
        page.NextPage.ShouldBeNull();
        return [.. page.Json.At("items").EnumerateArray()];
    }
}

public sealed class CheckpointTestsOnSqlite(SqliteBackend backend) : CheckpointTests(backend);

public sealed class CheckpointTestsOnPostgreSql(PostgresBackend backend) : CheckpointTests(backend)
{
    protected override async Task<ServerProcess?> StartAnotherAsync() =>
        await ServerProcess.StartAsync(Backend.DatabaseUrl);
}
