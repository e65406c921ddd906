using CsCheck;
using Patchlog.Following;
using Patchlog.Publishing;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Publishing;

/// <summary>What holds of a named subscription's workers, whatever they do and whenever they fall silent.</summary>
public sealed class SharingACursor
{
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    static readonly Gen<(int Worker, int What, int Seconds)> AnyStep =
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4], Gen.Frequency((5, Gen.Int[0, 1]), (1, Gen.Int[5, 15])));

    [Fact]
    public void No_shard_is_with_two_workers_and_no_acknowledgement_is_taken_back() =>
        AnyStep.Array[1, 60].Sample(steps =>
        {
            var now = DateTimeOffset.UnixEpoch;
            var state = DurableSubscriptionState.Create(FeedFilter.All, new(7));
            var shares = new Dictionary<string, Partition>();
            foreach (var (number, what, seconds) in steps)
            {
                now = now.AddSeconds(seconds);
                var worker = $"w{number}";
                var before = state;
                state = Take(state, worker, what, now, shares);
                state = DurableSubscriptionState.Read(state.Write());
                for (var shard = 0; shard < Partition.ShardCount; shard++)
                    state.Acknowledged[shard].Number.ShouldBeGreaterThanOrEqualTo(before.Acknowledged[shard].Number);
                ShouldBelongToOne(state, shares);
            }
        });

    [Fact]
    public void Whoever_is_alive_gets_a_share_once_the_others_let_go()
    {
        var now = DateTimeOffset.UnixEpoch;
        var state = DurableSubscriptionState.Create(FeedFilter.All, Position.Start);
        (state, var all) = state.Join("a", now, now + Lease);
        all!.Shards.Length.ShouldBe(Partition.ShardCount);

        (state, var none) = state.Join("b", now, now + Lease);
        none.ShouldBeNull("a still has everything");
        (state, var problem) = state.Renew("a", all.Shards, now, now + Lease);
        problem!.Code.ShouldBe(ProblemCode.Rebalanced);
        state = state.Release("a");

        (state, var ofB) = state.Join("b", now, now + Lease);
        (_, var ofA) = state.Join("a", now, now + Lease);
        ofA!.Shards.Concat(ofB!.Shards).Order().ShouldBe(Enumerable.Range(0, Partition.ShardCount));
    }

    [Fact]
    public void A_worker_whose_lease_ran_out_can_acknowledge_nothing()
    {
        var now = DateTimeOffset.UnixEpoch;
        var (state, share) = DurableSubscriptionState.Create(FeedFilter.All, Position.Start).Join("a", now, now + Lease);
        (state, var next) = state.Join("b", now + 2 * Lease, now + 3 * Lease);
        next!.Shards.Length.ShouldBe(Partition.ShardCount);

        var (after, problem) = state.Commit("a", share!.Shards, new(5));

        problem!.Code.ShouldBe(ProblemCode.SubscriptionLost);
        after.Acknowledged.ShouldAllBe(position => position == Position.Start);
    }

    [Fact]
    public void An_aggregate_is_in_the_same_shard_for_ever() =>
        Partition.ShardOf(TargetName.Trusted("orders"), AggregateId.Trusted("42")).ShouldBe(
            Partition.ShardOf(TargetName.Trusted("orders"), AggregateId.Trusted("42")));

    static DurableSubscriptionState Take(
        DurableSubscriptionState state, string worker, int what, DateTimeOffset now, Dictionary<string, Partition> shares)
    {
        shares.TryGetValue(worker, out var share);
        switch (what)
        {
            case 0:
                shares.Remove(worker);
                (state, var granted) = state.Join(worker, now, now + Lease);
                if (granted is not null)
                    shares[worker] = granted;
                return state;
            case 1 when share is not null:
                (state, var problem) = state.Renew(worker, share.Shards, now, now + Lease);
                if (problem is null)
                    return state;
                shares.Remove(worker);
                return problem.Code == ProblemCode.Rebalanced ? state.Release(worker) : state;
            case 2 when share is not null:
                var owned = share.Shards.All(shard => state.Owners[shard] == worker);
                (state, var refusal) = state.Commit(worker, share.Shards, new(now.Ticks));
                (refusal is null).ShouldBe(owned);
                return state;
            case 3:
                shares.Remove(worker);
                return state.Leave(worker);
            default:
                return state;
        }
    }

    /// <summary>Of all that think they have a shard, the one that is written down has it.</summary>
    static void ShouldBelongToOne(DurableSubscriptionState state, Dictionary<string, Partition> shares)
    {
        for (var shard = 0; shard < Partition.ShardCount; shard++)
            shares.Count(share => share.Value.Shards.Contains(shard) && state.Owners[shard] == share.Key)
                .ShouldBeLessThanOrEqualTo(1);
    }
}
