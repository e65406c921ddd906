using Patchlog.Following;

namespace Patchlog.Publishing;

/// <summary>The answer to a worker that asks for a partition: a closed family of three.</summary>
abstract record PartitionClaim
{
    PartitionClaim() { }

    /// <summary>The worker has its partition, until its lease ends.</summary>
    /// <param name="Partition">The worker's shards, and how far each is acknowledged.</param>
    public sealed record Granted(Partition Partition) : PartitionClaim;

    /// <summary>Other workers still have shards of the partition: the worker asks again later.</summary>
    public sealed record Pending : PartitionClaim;

    /// <summary>The worker can't join.</summary>
    /// <param name="Problem">The reason.</param>
    public sealed record Refused(Problem Problem) : PartitionClaim;
}
