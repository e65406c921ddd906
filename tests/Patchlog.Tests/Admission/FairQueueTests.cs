using CsCheck;
using Patchlog.Admission;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Admission;

/// <summary>The order in which tenants and senders are served.</summary>
public sealed class FairQueueTests
{
    static readonly Tenant[] Tenants = [.. Enumerable.Range(0, 4).Select(i => Tenant.Trusted($"tenant-{i}"))];
    static readonly Sender[] Senders = [.. Enumerable.Range(0, 4).Select(_ => new Sender())];

    static readonly Gen<Flow> Flows = Gen.Select(
        Gen.Int[0, 3], Gen.Int[-1, 3],
        (tenant, sender) => new Flow(Tenants[tenant], sender < 0 ? null : Senders[sender]));

    [Fact]
    public void Every_item_comes_out_once_and_those_of_a_flow_keep_their_order() =>
        Flows.Array[0, 60].Sample(flows =>
        {
            var queue = new FairQueue<int>();
            for (var i = 0; i < flows.Length; i++)
                queue.Enqueue(flows[i], i);

            var order = Drain(queue);

            order.Order().ShouldBe(Enumerable.Range(0, flows.Length));
            foreach (var flow in flows.Distinct())
                order.Where(i => flows[i] == flow).ShouldBeInOrder();
        });

    [Fact]
    public void Many_senders_of_one_tenant_get_no_more_than_one_turn_in_two()
    {
        var queue = new FairQueue<string>();
        for (var i = 0; i < 100; i++)
            queue.Enqueue(new(Tenants[0], new()), "many");

        for (var i = 0; i < 10; i++)
            queue.Enqueue(new(Tenants[1], Senders[1]), "few");

        Drain(queue).Take(20).Count(name => name == "few").ShouldBe(10);
    }

    [Fact]
    public void Many_tenants_over_one_sender_get_no_more_than_one_turn_in_two()
    {
        var queue = new FairQueue<string>();
        for (var i = 0; i < 100; i++)
            queue.Enqueue(new(Tenant.Trusted($"many-{i}"), Senders[0]), "many");

        for (var i = 0; i < 10; i++)
            queue.Enqueue(new(Tenants[1], Senders[1]), "few");

        Drain(queue).Take(20).Count(name => name == "few").ShouldBe(10);
    }

    [Fact]
    public void Who_was_idle_does_not_make_up_for_the_turns_it_did_not_take()
    {
        var queue = new FairQueue<string>();
        for (var i = 0; i < 100; i++)
            queue.Enqueue(new(Tenants[0], null), "busy");

        for (var i = 0; i < 50; i++)
            queue.TryDequeue(out _);

        for (var i = 0; i < 10; i++)
            queue.Enqueue(new(Tenants[1], null), "late");

        Drain(queue).Take(10).Count(name => name == "late").ShouldBe(5);
    }

    [Fact]
    public void What_is_removed_does_not_come_out()
    {
        var queue = new FairQueue<int>();
        for (var i = 0; i < 10; i++)
            queue.Enqueue(new(Tenants[i % 4], null), i);

        queue.RemoveAll(static i => i % 2 == 0);

        Drain(queue).Order().ShouldBe([1, 3, 5, 7, 9]);
    }

    static List<T> Drain<T>(FairQueue<T> queue)
    {
        List<T> items = [];
        while (queue.TryDequeue(out var item))
            items.Add(item);

        return items;
    }
}
