using Patchlog.Admission;
using Patchlog.Commands;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Commands;

/// <summary>The threads on which longer decisions are made.</summary>
public sealed class DecisionPoolTests
{
    static readonly Flow Hostile = new(Tenant.Trusted("hostile"), new());
    static readonly Flow Modest = new(Tenant.Trusted("modest"), new());

    [Fact]
    public async Task Tenants_are_served_in_turn_however_many_decisions_one_of_them_asks_for()
    {
        await using var pool = new DecisionPool(1, TimeProvider.System);
        using var gate = new ManualResetEventSlim();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        List<string> order = [];

        var busy = pool.RunAsync(Hostile, "any", () =>
        {
            started.SetResult();
            gate.Wait();
            return 0;
        });
        await started.Task;
        var decisions = Enumerable.Range(0, 1000).Select(i => RunAsync(Hostile, $"hostile-{i}")).ToList();
        decisions.Add(RunAsync(Modest, "modest-0"));
        decisions.Add(RunAsync(Modest, "modest-1"));
        gate.Set();
        await Task.WhenAll([busy, .. decisions]);

        order.IndexOf("modest-0").ShouldBe(1);
        order.IndexOf("modest-1").ShouldBe(3);

        Task<int> RunAsync(Flow flow, string name) => pool.RunAsync(flow, "any", () =>
        {
            order.Add(name);    // the pool has one thread
            return 0;
        });
    }

    [Fact]
    public async Task Decisions_are_made_on_as_many_threads_at_once_as_the_pool_has()
    {
        await using var pool = new DecisionPool(3, TimeProvider.System);
        using var all = new Barrier(3);

        // Each waits for the other two.
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => pool.RunAsync(Modest, "any", () =>
        {
            all.SignalAndWait();
            return 0;
        })));
    }

    [Fact]
    public async Task Slow_decisions_of_however_many_tenants_leave_threads_to_quick_ones()
    {
        var clock = new StoppedClock();
        await using var pool = new DecisionPool(4, clock);
        using var gate = new ManualResetEventSlim();
        await pool.RunAsync(Hostile, "slow", () => Take(clock, CommandLimits.SlowDecision + TimeSpan.FromMilliseconds(1)));

        // Sixteen tenants, most of them new to it: half of the threads are theirs.
        var slow = Enumerable.Range(0, 16)
            .Select(number => pool.RunAsync(new(Tenant.Trusted($"t{number}"), null), "slow", () => { gate.Wait(); return 0; }))
            .ToList();

        (await pool.RunAsync(Modest, "quick", () => 7)).ShouldBe(7);
        (await pool.RunAsync(Hostile, "quick", () => 8)).ShouldBe(8);
        slow.ShouldAllBe(decision => !decision.IsCompleted);
        gate.Set();
        await Task.WhenAll(slow);
    }

    [Fact]
    public void What_turns_out_to_be_quick_waits_no_longer_behind_what_is_slow()
    {
        var turns = new DecisionTurns<string>(maxSlow: 1);
        var (long_, short_) = (TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(1));
        turns.Enqueue(Hostile, "any", "slow-0");
        turns.Complete(Next("slow-0"), long_);
        turns.Enqueue(Hostile, "any", "slow-1");
        turns.Enqueue(Modest, "any", "modest-0");
        turns.Enqueue(Modest, "any", "modest-1");
        turns.Enqueue(Modest, "any", "modest-2");

        // New to it, so it is taken for what it is for others, and only one of them at once.
        var slow = Next("slow-1");
        turns.TryTake(out _).ShouldBeFalse();
        turns.Complete(slow, long_);
        turns.Complete(Next("modest-0"), short_);
        turns.Enqueue(Hostile, "any", "slow-2");

        Next("modest-1").IsSlow.ShouldBeFalse();
        Next("modest-2").IsSlow.ShouldBeFalse();
        Next("slow-2").IsSlow.ShouldBeTrue();
        turns.Count.ShouldBe(0);

        DecisionTurns<string>.Turn Next(string name)
        {
            turns.TryTake(out var turn).ShouldBeTrue();
            turn!.Work.ShouldBe(name);
            return turn;
        }
    }

    static int Take(StoppedClock clock, TimeSpan time)
    {
        clock.Advance(time);
        return 0;
    }

    [Fact]
    public async Task The_caller_goes_on_on_another_thread()
    {
        await using var pool = new DecisionPool(1, TimeProvider.System);

        await pool.RunAsync(Modest, "any", () => 0);

        Thread.CurrentThread.IsThreadPoolThread.ShouldBeTrue();
    }

    [Fact]
    public async Task A_decision_that_fails_costs_only_its_caller()
    {
        await using var pool = new DecisionPool(1, TimeProvider.System);

        await Should.ThrowAsync<InvalidOperationException>(
            () => pool.RunAsync<int>(Modest, "any", () => throw new InvalidOperationException()));

        (await pool.RunAsync(Modest, "any", () => 7)).ShouldBe(7);
    }

    [Fact]
    public async Task A_closed_pool_makes_the_decisions_that_wait_and_takes_no_more()
    {
        var pool = new DecisionPool(1, TimeProvider.System);
        using var gate = new ManualResetEventSlim();
        var busy = pool.RunAsync(Modest, "any", () => { gate.Wait(); return 1; });
        var waiting = pool.RunAsync(Modest, "any", () => 2);

        await pool.DisposeAsync();
        gate.Set();

        (await busy, await waiting).ShouldBe((1, 2));
        Should.Throw<ObjectDisposedException>(() => { _ = pool.RunAsync(Modest, "any", () => 3); });
    }
}
