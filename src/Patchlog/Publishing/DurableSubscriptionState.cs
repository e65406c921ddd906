using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Following;

namespace Patchlog.Publishing;

/// <summary>
/// What the workers of a durable subscription share: how far each shard is acknowledged, which worker owns it, and when
/// each worker's lease ends. Immutable and pure: every change returns a new state, and the time comes in, by the
/// database's clock.
/// </summary>
/// <remarks>
/// The partitions follow from the workers with a lease: of n workers in the order of their ids, the worker with index r
/// has the shards s with s mod n = r. A shard goes from one worker to another only when the first has released it, or
/// its lease has ended: no two workers own it at the same time.
/// </remarks>
sealed record DurableSubscriptionState
{
    /// <summary>The events that the subscription is about; fixed when it is created.</summary>
    public required FeedFilter Filter { get; init; }

    /// <summary>For each shard, the position up to which everything is acknowledged.</summary>
    public required ImmutableArray<Position> Acknowledged { get; init; }

    /// <summary>For each shard, the id of the worker that owns it; null if nobody does.</summary>
    public required ImmutableArray<string?> Owners { get; init; }

    /// <summary>The workers by id, each with the end of its lease.</summary>
    public required ImmutableSortedDictionary<string, DateTimeOffset> Workers { get; init; }

    /// <summary>The position up to which everything is acknowledged in every shard.</summary>
    public Position AcknowledgedByAll => new(Acknowledged.Min(position => position.Number));

    /// <summary>The position up to which something is acknowledged.</summary>
    public Position AcknowledgedByAny => new(Acknowledged.Max(position => position.Number));

    /// <summary>Creates a subscription without workers, which begins after a position.</summary>
    public static DurableSubscriptionState Create(FeedFilter filter, Position start) => new()
    {
        Filter = filter,
        Acknowledged = [.. Enumerable.Repeat(start, Partition.ShardCount)],
        Owners = [.. Enumerable.Repeat<string?>(null, Partition.ShardCount)],
        Workers = ImmutableSortedDictionary.Create<string, DateTimeOffset>(StringComparer.Ordinal),
    };

    /// <summary>A worker joins, or asks again.</summary>
    /// <param name="worker">The worker's id.</param>
    /// <param name="now">The time.</param>
    /// <param name="leaseEnd">When the worker's lease ends.</param>
    /// <param name="partition">
    /// The worker's partition, which it owns; null as long as another worker owns a shard of it, and if there are as
    /// many workers as shards already.
    /// </param>
    /// <returns>
    /// The state after, in which the worker has a lease, unless there can be no share for it; the same state if nothing
    /// has changed.
    /// </returns>
    public DurableSubscriptionState Join(
        string worker, DateTimeOffset now, DateTimeOffset leaseEnd, out Partition? partition)
    {
        if (!Workers.ContainsKey(worker) && Workers.Values.Count(end => IsAlive(end, now, leaseEnd)) >= Owners.Length)
        {
            partition = null;
            return this;
        }

        var alive = Alive(worker, now, leaseEnd);
        var wanted = ShardsOf(worker, alive);

        var owners = Owners.ToArray();
        for (var shard = 0; shard < owners.Length; shard++)
            if (owners[shard] is { } owner && (!alive.ContainsKey(owner) || owner == worker))
                owners[shard] = null;

        var isFree = !wanted.IsEmpty && wanted.All(shard => owners[shard] is null);
        if (isFree)
            foreach (var shard in wanted)
                owners[shard] = worker;

        partition = isFree ? new(wanted.Select(shard => (shard, Acknowledged[shard]))) : null;
        if (!isFree && owners.AsSpan().SequenceEqual(Owners.AsSpan()) && IsFresh(worker, now, leaseEnd)
            && alive.Count == Workers.Count)
            return this;

        return this with { Owners = [.. owners], Workers = alive };
    }

    /// <summary>
    /// A worker renews its lease. If the workers have changed meanwhile, its shards are no longer those that
    /// <see cref="Assigns"/> gives it, and it must release them.
    /// </summary>
    /// <param name="worker">The worker's id.</param>
    /// <param name="shards">The shards that the worker believes to own.</param>
    /// <param name="now">The time.</param>
    /// <param name="leaseEnd">When the worker's lease ends.</param>
    /// <param name="after">The state after, if the answer is true.</param>
    /// <param name="problem">
    /// If the answer is false: <c>subscription-lost</c>, since the worker does not own them.
    /// </param>
    public bool TryRenew(
        string worker, ImmutableArray<int> shards, DateTimeOffset now, DateTimeOffset leaseEnd,
        [NotNullWhen(true)] out DurableSubscriptionState? after, [NotNullWhen(false)] out Problem? problem)
    {
        if (!Owns(worker, shards))
        {
            (after, problem) = (null, SubscriptionProblems.Lost);
            return false;
        }

        (after, problem) = (this with { Workers = Alive(worker, now, leaseEnd) }, null);
        return true;
    }

    /// <summary>A worker acknowledges everything up to a position in its shards.</summary>
    /// <param name="worker">The worker's id.</param>
    /// <param name="shards">The shards that the worker believes to own.</param>
    /// <param name="position">The position; an earlier one than before changes nothing.</param>
    /// <param name="after">The state after, if the answer is true.</param>
    /// <param name="problem">
    /// If the answer is false: <c>subscription-lost</c>, since the worker does not own them.
    /// </param>
    public bool TryAcknowledge(
        string worker, ImmutableArray<int> shards, Position position,
        [NotNullWhen(true)] out DurableSubscriptionState? after, [NotNullWhen(false)] out Problem? problem)
    {
        if (!Owns(worker, shards))
        {
            (after, problem) = (null, SubscriptionProblems.Lost);
            return false;
        }

        var acknowledged = Acknowledged.ToArray();
        foreach (var shard in shards)
            acknowledged[shard] = new(Math.Max(acknowledged[shard].Number, position.Number));

        (after, problem) = (this with { Acknowledged = [.. acknowledged] }, null);
        return true;
    }

    /// <summary>The journal ends at a position now: nothing after it is acknowledged any more.</summary>
    public DurableSubscriptionState RewindTo(Position head) => this with
    {
        Acknowledged = [.. Acknowledged.Select(position => new Position(Math.Min(position.Number, head.Number)))],
    };

    /// <summary>A worker releases its shards; it stays one of the workers until its lease ends.</summary>
    public DurableSubscriptionState Release(string worker) => !Owners.Contains(worker)
        ? this
        : this with { Owners = [.. Owners.Select(owner => owner == worker ? null : owner)] };

    /// <summary>A worker leaves: it releases its shards and gives up its lease.</summary>
    public DurableSubscriptionState Leave(string worker) =>
        Release(worker) with { Workers = Workers.Remove(worker) };

    /// <summary>Whether these shards are a worker's partition among the workers that there are.</summary>
    public bool Assigns(string worker, ImmutableArray<int> shards) => ShardsOf(worker, Workers).SequenceEqual(shards);

    /// <summary>Whether another state has the same workers, and the same owners of the shards.</summary>
    public bool HasSameWorkers(DurableSubscriptionState? other) =>
        other is not null && Owners.SequenceEqual(other.Owners) && Workers.Keys.SequenceEqual(other.Workers.Keys);

    /// <summary>How many workers have a lease that has not ended.</summary>
    public int CountAlive(DateTimeOffset now) => Workers.Values.Count(leaseEnd => leaseEnd >= now);

    /// <summary>Whether the lease of a worker has ended.</summary>
    public bool HasEnded(DateTimeOffset now) => Workers.Values.Any(leaseEnd => leaseEnd < now);

    /// <summary>Whether a worker owns all of these shards.</summary>
    public bool Owns(string worker, ImmutableArray<int> shards) => shards.All(shard => Owners[shard] == worker);

    // A lease that ends later than a new one was given before the clock was set back.
    static bool IsAlive(DateTimeOffset end, DateTimeOffset now, DateTimeOffset leaseEnd) =>
        end >= now && end <= leaseEnd;

    // Whether less than half of a worker's lease is over.
    bool IsFresh(string worker, DateTimeOffset now, DateTimeOffset leaseEnd) =>
        Workers.TryGetValue(worker, out var end) && end <= leaseEnd && end - now > (leaseEnd - now) / 2;

    ImmutableSortedDictionary<string, DateTimeOffset> Alive(
        string worker, DateTimeOffset now, DateTimeOffset leaseEnd) =>
        Workers
            .RemoveRange(Workers.Where(other => !IsAlive(other.Value, now, leaseEnd)).Select(other => other.Key))
            .SetItem(worker, leaseEnd);

    static ImmutableArray<int> ShardsOf(string worker, ImmutableSortedDictionary<string, DateTimeOffset> alive)
    {
        var index = alive.Keys.TakeWhile(other => string.CompareOrdinal(other, worker) < 0).Count();

        return [.. Enumerable.Range(0, Partition.ShardCount).Where(shard => shard % alive.Count == index)];
    }
}
