using System.Collections.Immutable;
using Patchlog.Following;
using Patchlog.Json;

namespace Patchlog.Publishing;

/// <summary>
/// What the workers of a named subscription share: how far each shard is acknowledged and whose it is, and until when
/// each worker counts as alive. Immutable; every change answers a new one. Pure: time comes in, as the database tells it.
/// </summary>
/// <remarks>
/// The share of a worker follows from who is alive: of n workers in the order of their ids, the one at place r has the
/// shards s with s mod n = r. A shard goes from one worker to another only when the first has let go of it, or its lease
/// has run out: no two have it at the same time.
/// </remarks>
sealed record DurableSubscriptionState
{
    /// <summary>Which events the subscription is about; fixed when it is made.</summary>
    public required FeedFilter Filter { get; init; }

    /// <summary>For each shard, up to where everything is acknowledged.</summary>
    public required ImmutableArray<Position> Acknowledged { get; init; }

    /// <summary>For each shard, whose it is; null for nobody's.</summary>
    public required ImmutableArray<string?> Owners { get; init; }

    /// <summary>The workers, and until when each counts as alive.</summary>
    public required ImmutableSortedDictionary<string, DateTimeOffset> Workers { get; init; }

    /// <summary>A subscription that nobody works on, from a position on.</summary>
    public static DurableSubscriptionState Create(FeedFilter filter, Position start) => new()
    {
        Filter = filter,
        Acknowledged = [.. Enumerable.Repeat(start, Partition.ShardCount)],
        Owners = [.. Enumerable.Repeat<string?>(null, Partition.ShardCount)],
        Workers = ImmutableSortedDictionary.Create<string, DateTimeOffset>(StringComparer.Ordinal),
    };

    /// <summary>
    /// A worker comes, or asks again. Its share is its own when the answer has one; it is null as long as somebody
    /// else still has a part of it, or if there are more workers than shards.
    /// </summary>
    public (DurableSubscriptionState After, Partition? Share) Join(string worker, DateTimeOffset now, DateTimeOffset leaseEnd)
    {
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
        return (this with { Owners = [.. owners], Workers = alive },
            isFree ? new(wanted.Select(shard => (shard, Acknowledged[shard]))) : null);
    }

    /// <summary>A worker is still there. The answer is a problem if it has lost its share, or is to let go of it.</summary>
    public (DurableSubscriptionState After, Problem? Problem) Renew(
        string worker, ImmutableArray<int> shards, DateTimeOffset now, DateTimeOffset leaseEnd)
    {
        if (!Has(worker, shards))
            return (this, Lost);
        var alive = Alive(worker, now, leaseEnd);
        return (this with { Workers = alive }, ShardsOf(worker, alive).SequenceEqual(shards) ? null : Rebalanced);
    }

    /// <summary>A worker acknowledges everything up to a position; a problem if its share is no longer its own.</summary>
    public (DurableSubscriptionState After, Problem? Problem) Commit(string worker, ImmutableArray<int> shards, Position position)
    {
        if (!Has(worker, shards))
            return (this, Lost);
        var acknowledged = Acknowledged.ToArray();
        foreach (var shard in shards)
            acknowledged[shard] = new(Math.Max(acknowledged[shard].Number, position.Number));
        return (this with { Acknowledged = [.. acknowledged] }, null);
    }

    /// <summary>A worker lets go of its share; it stays one of the workers until its lease ends.</summary>
    public DurableSubscriptionState Release(string worker) =>
        this with { Owners = [.. Owners.Select(owner => owner == worker ? null : owner)] };

    /// <summary>A worker goes.</summary>
    public DurableSubscriptionState Leave(string worker) => Release(worker) with { Workers = Workers.Remove(worker) };

    /// <summary>The text that is kept.</summary>
    public byte[] Write()
    {
        using var writer = new JsonWriter();
        writer.BeginObject();
        if (Filter.TargetName is { } name)
            writer.Member("targetName", name.Value);
        if (Filter.TargetId is { } id)
            writer.Member("targetId", id.Value);
        writer.Name("acknowledged").BeginArray();
        foreach (var position in Acknowledged)
            writer.Number(position.Number);
        writer.End().Name("owners").BeginArray();
        foreach (var owner in Owners)
            if (owner is null)
                writer.Null();
            else
                writer.String(owner);
        writer.End().Name("workers").BeginObject();
        foreach (var (worker, leaseEnd) in Workers)
            writer.Member(worker, Timestamps.Write(leaseEnd));
        return writer.End().End().Written.ToArray();
    }

    /// <summary>Reads what was kept.</summary>
    /// <exception cref="InvalidDataException">It is nothing that was written here.</exception>
    public static DurableSubscriptionState Read(byte[] document)
    {
        if (!JsonValue.TryParse(document, StoredLimits.Json, out var value, out _) || value is not JsonObject json
            || json["acknowledged"] is not JsonArray { Count: Partition.ShardCount } acknowledged
            || json["owners"] is not JsonArray { Count: Partition.ShardCount } owners
            || json["workers"] is not JsonObject workers)
            throw new InvalidDataException(
                "A named subscription is damaged: \"patchlog subscription list\" says which, \"patchlog subscription drop\" forgets it.");
        var alive = ImmutableSortedDictionary.CreateBuilder<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var (worker, leaseEnd) in workers)
            if (Timestamps.TryRead(TextOf(leaseEnd) ?? "", out var time))
                alive.Add(worker, time);
        return new()
        {
            Filter = new(
                TextOf(json["targetName"]) is { } name ? TargetName.Trusted(name) : null,
                TextOf(json["targetId"]) is { } id ? AggregateId.Trusted(id) : null),
            Acknowledged = [.. acknowledged.Items.ToArray().Select(PositionOf)],
            Owners = [.. owners.Items.ToArray().Select(TextOf)],
            Workers = alive.ToImmutable(),
        };
    }

    /// <summary>Whether the same workers have the same shards as in another state.</summary>
    public bool HasSameWorkers(DurableSubscriptionState? other) =>
        other is not null && Owners.SequenceEqual(other.Owners) && Workers.Keys.SequenceEqual(other.Workers.Keys);

    /// <summary>Everything up to here is acknowledged, in every shard.</summary>
    public Position AcknowledgedByAll => new(Acknowledged.Min(position => position.Number));

    /// <summary>How many workers count as alive.</summary>
    public int CountAlive(DateTimeOffset now) => Workers.Values.Count(leaseEnd => leaseEnd >= now);

    /// <summary>The problem of a worker whose name was dropped.</summary>
    public static Problem Dropped => new(ProblemCode.SubscriptionLost,
        "The named subscription was dropped, and what it had acknowledged is forgotten. Who subscribes again makes it anew.");

    /// <summary>The problem of a worker that has lost its share.</summary>
    public static Problem Lost => new(ProblemCode.SubscriptionLost,
        "The share is no longer this worker's: it was silent for too long, or the name was dropped meanwhile. Subscribe again.");

    static Problem Rebalanced => new(ProblemCode.Rebalanced,
        "A worker of this name came or went, and the work is shared anew. Subscribe again, under a new id.");

    bool Has(string worker, ImmutableArray<int> shards) => shards.All(shard => Owners[shard] == worker);

    ImmutableSortedDictionary<string, DateTimeOffset> Alive(string worker, DateTimeOffset now, DateTimeOffset leaseEnd) =>
        Workers.RemoveRange(Workers.Where(other => other.Value < now).Select(other => other.Key))
            .SetItem(worker, leaseEnd);

    static ImmutableArray<int> ShardsOf(string worker, ImmutableSortedDictionary<string, DateTimeOffset> alive)
    {
        var place = alive.Keys.TakeWhile(other => string.CompareOrdinal(other, worker) < 0).Count();
        return [.. Enumerable.Range(0, Partition.ShardCount).Where(shard => shard % alive.Count == place)];
    }

    static string? TextOf(JsonValue? value) => (value as JsonString)?.Value;

    static Position PositionOf(JsonValue value) =>
        value is JsonNumber number && number.TryGetInt64(out var position) ? new(position) : Position.Start;
}
