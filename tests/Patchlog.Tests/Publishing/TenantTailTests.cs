using System.Runtime;
using Patchlog.Publishing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Publishing;

/// <summary>The events in memory: what is counted is what they take. Alone, because it measures the heap.</summary>
[Collection(nameof(TenantTailTests))]
public sealed class TenantTailTests
{
    static readonly Tenant Tenant = Patchlog.Tenant.Trusted("default");

    public static TheoryData<string> Bodies => new()
    {
        { "{}" },
        { $$"""{"numbers":[{{string.Join(',', Enumerable.Repeat("1", 2000))}}]}""" },
        { $$"""{"objects":[{{string.Join(',', Enumerable.Repeat("{}", 2000))}}]}""" },
        { $$"""{"text":"{{new string('x', 4000)}}"}""" },
    };

    [Theory, MemberData(nameof(Bodies))]
    public void An_event_takes_as_many_bytes_as_are_counted_for_it(string body)
    {
        // What tests before this one have left in pools may be given back in the middle: then it says nothing.
        var (taken, counted) = Compare(body);
        for (var attempt = 1; attempt < 5 && taken < 0; attempt++)
            (taken, counted) = Compare(body);

        taken.ShouldBeLessThan(counted);
        counted.ShouldBeLessThan(2 * taken);
    }

    static (long Taken, long Counted) Compare(string body)
    {
        const int count = 2000;
        var events = new Dictionary<long, PublishedEvent>();

        // What its table takes is counted with each event; what others hold of it is not.
        var before = Measure();
        var counted = 0L;
        for (var position = 1; position <= count; position++)
        {
            var published = PublishedEvent.Of([Event(position, body)]).Single();
            events.Add(position, published);
            counted += published.Bytes;
        }

        var taken = Measure() - before;
        GC.KeepAlive(events);

        return (taken, counted);
    }

    static Event Event(long position, string body)
    {
        var key = new AggregateKey(
            Tenant, TargetName.Trusted("orders".ToUpperInvariant()), AggregateId.Trusted($"{Guid.NewGuid()}"));

        return new(
            new("created", EventType.Create, new(1), Entries.Parse(body), null), key, new(position), DateTimeOffset.UnixEpoch,
            CommandId.Trusted($"{Guid.NewGuid()}"), 1, null, null, null);
    }

    static long Measure()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}

/// <summary>No other test runs meanwhile.</summary>
[CollectionDefinition(nameof(TenantTailTests), DisableParallelization = true)]
public sealed class AloneOnTheHeap;
