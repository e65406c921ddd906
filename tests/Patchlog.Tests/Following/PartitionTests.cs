using Patchlog.Following;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Following;

/// <summary>The shards of a durable subscription, and the events that are a worker's.</summary>
public sealed class PartitionTests
{
    [Theory]
    [InlineData("orders", "42", 9)]
    [InlineData("orders", "43", 10)]
    [InlineData("invoices", "42", 6)]
    public void An_aggregate_belongs_to_the_same_shard_in_every_release(
        string targetName, string targetId, int shard) =>
        Partition.ShardOf(TargetName.Trusted(targetName), AggregateId.Trusted(targetId)).ShouldBe(shard);

    [Fact]
    public void A_partition_contains_the_events_of_its_shards_that_are_not_acknowledged()
    {
        var (orders, invoices) = (TargetName.Trusted("orders"), TargetName.Trusted("invoices"));
        var id = AggregateId.Trusted("42");
        var partition = new Partition([(9, new(7)), (3, new(5))]);

        partition.Contains(new(8), orders, id).ShouldBeTrue();
        partition.Contains(new(7), orders, id).ShouldBeFalse("it is acknowledged");
        partition.Contains(new(8), invoices, id).ShouldBeFalse("its shard is another worker's");
        partition.Start.ShouldBe(new Position(5));
        partition.Shards.ShouldBe([3, 9]);
    }
}
