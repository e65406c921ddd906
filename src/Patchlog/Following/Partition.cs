using System.Collections.Immutable;

namespace Patchlog.Following;

/// <summary>
/// A worker's part of a durable subscription: some of its shards, each with the position up to which everything in it
/// is acknowledged. An aggregate always belongs to the same shard, so no two workers have its events at the same time.
/// </summary>
sealed class Partition
{
    /// <summary>Shards of every durable subscription, and so the most workers that can share one.</summary>
    public const int ShardCount = 16;

    readonly Position?[] _acknowledged = new Position?[ShardCount];

    /// <param name="shards">The worker's shards, each with its acknowledged position.</param>
    public Partition(IEnumerable<(int Shard, Position Acknowledged)> shards)
    {
        foreach (var (shard, position) in shards)
            _acknowledged[shard] = position;
    }

    /// <summary>The shards, in ascending order.</summary>
    public ImmutableArray<int> Shards =>
        [.. Enumerable.Range(0, ShardCount).Where(shard => _acknowledged[shard] is not null)];

    /// <summary>The position up to which everything is acknowledged in all of the shards.</summary>
    public Position Start => new(_acknowledged.Min(position => position?.Number) ?? 0);

    /// <summary>Whether an event is in one of the shards and not acknowledged yet.</summary>
    public bool Contains(Position position, TargetName targetName, AggregateId targetId) =>
        _acknowledged[ShardOf(targetName, targetId)] is { } acknowledged && position.Number > acknowledged.Number;

    /// <summary>
    /// The shard of an aggregate: FNV-1a (64 bits, folded) of its name. It must never change, and be the same on every
    /// server.
    /// </summary>
    public static int ShardOf(TargetName targetName, AggregateId targetId)
    {
        var hash = Add(0xcbf29ce484222325, targetName.Value);
        hash = Add(Add(hash, "/"), targetId.Value);

        return (int)((hash ^ (hash >> 32)) % ShardCount);

        // Names and ids are ASCII: a character is a byte.
        static ulong Add(ulong hash, string text)
        {
            foreach (var character in text)
                hash = unchecked((hash ^ character) * 0x100000001b3);

            return hash;
        }
    }
}
