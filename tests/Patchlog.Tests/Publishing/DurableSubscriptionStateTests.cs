using CsCheck;
using Patchlog.Following;
using Patchlog.Publishing;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Publishing;

/// <summary>The laws of a durable subscription, whatever its workers do and whenever they fall silent.</summary>
public sealed class DurableSubscriptionStateTests
{
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    static readonly Gen<(int Worker, int What, int Seconds)> AnyStep =
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4], Gen.Frequency((5, Gen.Int[0, 1]), (1, Gen.Int[5, 15])));

    [Fact]
    public void A_shard_is_never_with_two_workers_and_no_acknowledgement_is_taken_back() =>
        AnyStep.Array[1, 60].Sample(steps =>
        {
            var now = DateTimeOffset.UnixEpoch;
            var state = DurableSubscriptionState.Create(FeedFilter.All, new(7));
            var partitions = new Dictionary<string, Partition>();
            foreach (var (number, what, seconds) in steps)
            {
                now = now.AddSeconds(seconds);
                var before = state;

                state = Take(state, $"w{number}", what, now, partitions);
                state = DurableSubscriptionJson.Read(DurableSubscriptionJson.Write(state));

                for (var shard = 0; shard < Partition.ShardCount; shard++)
                    state.Acknowledged[shard].Number.ShouldBeGreaterThanOrEqualTo(before.Acknowledged[shard].Number);
                ShouldBelongToOne(state, partitions);
            }
        });

    [Fact]
    public void A_worker_gets_its_partition_once_the_others_have_released_it()
    {
        var now = DateTimeOffset.UnixEpoch;
        var state = DurableSubscriptionState.Create(FeedFilter.All, Position.Start);
        state = state.Join("a", now, now + Lease, out var all);
        all!.Shards.Length.ShouldBe(Partition.ShardCount);
        state.Assigns("a", all.Shards).ShouldBeTrue();

        state = state.Join("b", now, now + Lease, out var none);
        none.ShouldBeNull("a still owns all shards");
        state.TryRenew("a", all.Shards, now, now + Lease, out var renewed, out _).ShouldBeTrue();
        renewed!.Assigns("a", all.Shards).ShouldBeFalse("a must release the shards of b");
        state = renewed.Release("a");

        state = state.Join("b", now, now + Lease, out var ofB);
        state.Join("a", now, now + Lease, out var ofA);
        ofA!.Shards.Concat(ofB!.Shards).Order().ShouldBe(Enumerable.Range(0, Partition.ShardCount));
    }

    [Fact]
    public void A_worker_for_which_there_can_be_no_share_takes_no_lease()
    {
        var now = DateTimeOffset.UnixEpoch;
        var state = DurableSubscriptionState.Create(FeedFilter.All, Position.Start);
        for (var number = 0; number < Partition.ShardCount; number++)
            state = state.Join($"w{number:00}", now, now + Lease, out _);

        state.Join("late", now, now + Lease, out var none).ShouldBeSameAs(state);
        none.ShouldBeNull();

        state.Leave("w07").Join("late", now, now + Lease, out _).Workers.ShouldContainKey("late");
        state.Join("late", now + 2 * Lease, now + 3 * Lease, out var all).Workers.Keys.ShouldBe(["late"]);
        all.ShouldNotBeNull();
    }

    [Fact]
    public void A_worker_that_waits_changes_nothing_until_half_of_its_lease_is_over()
    {
        var now = DateTimeOffset.UnixEpoch;
        var state = DurableSubscriptionState.Create(FeedFilter.All, Position.Start)
            .Join("a", now, now + 10 * Lease, out _)
            .Join("b", now, now + 10 * Lease, out _);

        state.Join("b", now + 4 * Lease, now + 14 * Lease, out _).ShouldBeSameAs(state);
        state.Join("b", now + 5 * Lease, now + 15 * Lease, out _).Workers["b"].ShouldBe(now + 15 * Lease);
    }

    [Fact]
    public void A_worker_whose_lease_has_ended_can_neither_renew_nor_acknowledge()
    {
        var now = DateTimeOffset.UnixEpoch;
        var state = DurableSubscriptionState.Create(FeedFilter.All, Position.Start)
            .Join("a", now, now + Lease, out var partition)
            .Join("b", now + 2 * Lease, now + 3 * Lease, out var next);
        next!.Shards.Length.ShouldBe(Partition.ShardCount);

        state.TryAcknowledge("a", partition!.Shards, new(5), out var after, out var problem).ShouldBeFalse();
        state.TryRenew("a", partition.Shards, now + 2 * Lease, now + 3 * Lease, out _, out var refusal).ShouldBeFalse();

        problem!.Code.ShouldBe(ProblemCode.SubscriptionLost);
        refusal!.Code.ShouldBe(ProblemCode.SubscriptionLost);
        after.ShouldBeNull();
        state.Acknowledged.ShouldAllBe(position => position == Position.Start);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"acknowledged":[1],"owners":[null],"workers":{}}""")]
    public void A_document_of_another_shape_is_not_read_as_a_subscription(string document)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(document);

        DurableSubscriptionJson.TryRead(bytes, out _).ShouldBeFalse();

        Should.Throw<InvalidDataException>(() => DurableSubscriptionJson.Read(bytes))
            .Message.ShouldContain("patchlog subscription drop");
    }

    static DurableSubscriptionState Take(
        DurableSubscriptionState state, string worker, int what, DateTimeOffset now,
        Dictionary<string, Partition> partitions)
    {
        partitions.TryGetValue(worker, out var partition);
        switch (what)
        {
            case 0:
                partitions.Remove(worker);
                state = state.Join(worker, now, now + Lease, out var granted);
                if (granted is not null)
                    partitions[worker] = granted;
                return state;

            case 1 when partition is not null:
                if (!state.TryRenew(worker, partition.Shards, now, now + Lease, out var renewed, out _))
                {
                    partitions.Remove(worker);
                    return state;
                }

                if (renewed.Assigns(worker, partition.Shards))
                    return renewed;

                partitions.Remove(worker);
                return renewed.Release(worker);

            case 2 when partition is not null:
                var isOwner = partition.Shards.All(shard => state.Owners[shard] == worker);
                state.TryAcknowledge(worker, partition.Shards, new(now.Ticks), out var acknowledged, out _)
                    .ShouldBe(isOwner);
                return acknowledged ?? state;

            case 3:
                partitions.Remove(worker);
                return state.Leave(worker);

            default:
                return state;
        }
    }

    /// <summary>Of all workers that believe to own a shard, only the one that is written down does.</summary>
    static void ShouldBelongToOne(DurableSubscriptionState state, Dictionary<string, Partition> partitions)
    {
        for (var shard = 0; shard < Partition.ShardCount; shard++)
            partitions.Count(pair => pair.Value.Shards.Contains(shard) && state.Owners[shard] == pair.Key)
                .ShouldBeLessThanOrEqualTo(1);
    }
}
