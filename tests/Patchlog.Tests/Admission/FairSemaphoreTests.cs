using CsCheck;
using Patchlog.Admission;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Admission;

/// <summary>The semaphore of those who read much: who enters, in which order, and who is turned away.</summary>
public sealed class FairSemaphoreTests
{
    static readonly Tenant Hostile = Tenant.Trusted("hostile");
    static readonly Tenant Modest = Tenant.Trusted("modest");
    static readonly Tenant Other = Tenant.Trusted("other");

    [Fact]
    public async Task As_many_enter_at_once_as_there_is_room_for()
    {
        var semaphore = new FairSemaphore(2, 10, 10);

        using var first = await Enter(semaphore, Hostile);
        var second = await Enter(semaphore, Hostile);
        var third = Enter(semaphore, Hostile);

        third.IsCompleted.ShouldBeFalse();
        second.Dispose();
        (await third).Dispose();
        semaphore.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task Tenants_that_wait_enter_round_robin_however_many_one_of_them_has_waiting()
    {
        var semaphore = new FairSemaphore(1, 1000, 1000);
        var inside = await Enter(semaphore, Hostile);
        List<string> order = [];
        List<Task> waiting = [.. Enumerable.Range(0, 100).Select(_ => PassAsync(Hostile))];
        waiting.AddRange([PassAsync(Modest), PassAsync(Modest), PassAsync(Other)]);

        inside.Dispose();
        await Task.WhenAll(waiting);

        order.Take(6).ShouldBe(["hostile", "modest", "other", "hostile", "modest", "hostile"]);

        async Task PassAsync(Tenant tenant)
        {
            using var permit = await Enter(semaphore, tenant);
            order.Add(tenant.Value);    // one at a time is inside
        }
    }

    [Fact]
    public async Task Of_one_tenant_so_many_wait_and_no_more_and_others_still_may()
    {
        var semaphore = new FairSemaphore(1, 2, 10);
        using var inside = await Enter(semaphore, Hostile);

        TryEnter(semaphore, Hostile).ShouldBeTrue();
        TryEnter(semaphore, Hostile).ShouldBeTrue();
        TryEnter(semaphore, Hostile).ShouldBeFalse();
        TryEnter(semaphore, Modest).ShouldBeTrue();
    }

    [Fact]
    public async Task In_all_so_many_wait_and_no_more_whoever_they_are()
    {
        var semaphore = new FairSemaphore(1, 2, 3);
        using var inside = await Enter(semaphore, Hostile);

        foreach (var tenant in new[] { Hostile, Modest, Other })
            TryEnter(semaphore, tenant).ShouldBeTrue();
        TryEnter(semaphore, Tenant.Trusted("late")).ShouldBeFalse();

        semaphore.Waiting.ShouldBe(3);
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_takes_no_place_and_no_turn()
    {
        var semaphore = new FairSemaphore(1, 1, 10);
        var inside = await Enter(semaphore, Hostile);
        using var patience = new CancellationTokenSource();
        semaphore.TryEnter(Hostile, patience.Token, out var impatient).ShouldBeTrue();
        TryEnter(semaphore, Hostile).ShouldBeFalse();

        await patience.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(impatient);
        semaphore.Waiting.ShouldBe(0);
        var next = Enter(semaphore, Hostile);
        inside.Dispose();
        (await next).Dispose();
    }

    [Fact]
    public async Task Whoever_yields_lets_the_others_in_first_and_is_not_turned_away_though_it_is_full()
    {
        var semaphore = new FairSemaphore(1, 1, 1);
        using var scanning = await Enter(semaphore, Hostile);
        await scanning.YieldAsync(CancellationToken.None);     // nobody waits

        var other = Enter(semaphore, Modest);
        var yielding = scanning.YieldAsync(CancellationToken.None);
        var inside = await other;

        yielding.IsCompleted.ShouldBeFalse();
        inside.Dispose();
        await yielding;
        TryEnter(semaphore, Modest).ShouldBeTrue();     // waits
        semaphore.Waiting.ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_gives_up_while_it_yields_has_left_once()
    {
        var semaphore = new FairSemaphore(1, 10, 10);
        var scanning = await Enter(semaphore, Hostile);
        var other = Enter(semaphore, Modest);
        using var patience = new CancellationTokenSource();
        var yielding = scanning.YieldAsync(patience.Token);

        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(yielding);
        scanning.Dispose();

        TryEnter(semaphore, Hostile).ShouldBeTrue();    // waits for the other
        semaphore.Waiting.ShouldBe(1);
        (await other).Dispose();
        semaphore.Waiting.ShouldBe(0);
    }

    [Fact]
    public Task No_wake_up_is_lost_whoever_enters_yields_leaves_and_gives_up_at_the_same_time() =>
        Gen.Int[0, 9].Array[1, 60].SampleAsync(async seeds =>
        {
            const int width = 3;
            var semaphore = new FairSemaphore(width, 1000, 1000);
            var inside = 0;

            await Task.WhenAll(seeds.Select((seed, number) => Task.Run(async () =>
            {
                using var patience = new CancellationTokenSource();
                semaphore.TryEnter(Tenant.Trusted($"t{number % 4}"), patience.Token, out var entering).ShouldBeTrue();
                if (seed == 0)
                    await patience.CancelAsync();

                try
                {
                    using var permit = await entering;
                    Interlocked.Increment(ref inside).ShouldBeLessThanOrEqualTo(width);
                    await Task.Yield();
                    Interlocked.Decrement(ref inside);
                    if (seed > 5)
                        await permit.YieldAsync(patience.Token);
                }
                catch (OperationCanceledException) when (seed == 0)
                {
                }
            })));

            semaphore.Waiting.ShouldBe(0);
            for (var i = 0; i < width; i++)
                Enter(semaphore, Other).IsCompleted.ShouldBeTrue();
            Enter(semaphore, Other).IsCompleted.ShouldBeFalse();
        }, iter: 300, threads: 1);

    static Task<FairSemaphore.Permit> Enter(FairSemaphore semaphore, Tenant tenant)
    {
        semaphore.TryEnter(tenant, CancellationToken.None, out var permit).ShouldBeTrue();

        return permit!;
    }

    static bool TryEnter(FairSemaphore semaphore, Tenant tenant) =>
        semaphore.TryEnter(tenant, CancellationToken.None, out _);
}
