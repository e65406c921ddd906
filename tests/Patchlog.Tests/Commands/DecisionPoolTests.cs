using Patchlog.Admission;
using Patchlog.Commands;
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
        await using var pool = new DecisionPool(1);
        using var gate = new ManualResetEventSlim();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        List<string> order = [];

        var busy = pool.RunAsync(Hostile, () =>
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

        Task<int> RunAsync(Flow flow, string name) => pool.RunAsync(flow, () =>
        {
            order.Add(name);    // the pool has one thread
            return 0;
        });
    }

    [Fact]
    public async Task Decisions_are_made_on_as_many_threads_at_once_as_the_pool_has()
    {
        await using var pool = new DecisionPool(3);
        using var all = new Barrier(3);

        // Each waits for the other two.
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => pool.RunAsync(Modest, () =>
        {
            all.SignalAndWait();
            return 0;
        })));
    }

    [Fact]
    public async Task The_caller_goes_on_on_another_thread()
    {
        await using var pool = new DecisionPool(1);

        await pool.RunAsync(Modest, () => 0);

        Thread.CurrentThread.IsThreadPoolThread.ShouldBeTrue();
    }

    [Fact]
    public async Task A_decision_that_fails_costs_only_its_caller()
    {
        await using var pool = new DecisionPool(1);

        await Should.ThrowAsync<InvalidOperationException>(
            () => pool.RunAsync<int>(Modest, () => throw new InvalidOperationException()));

        (await pool.RunAsync(Modest, () => 7)).ShouldBe(7);
    }

    [Fact]
    public async Task A_closed_pool_makes_the_decisions_that_wait_and_takes_no_more()
    {
        var pool = new DecisionPool(1);
        using var gate = new ManualResetEventSlim();
        var busy = pool.RunAsync(Modest, () => { gate.Wait(); return 1; });
        var waiting = pool.RunAsync(Modest, () => 2);

        await pool.DisposeAsync();
        gate.Set();

        (await busy, await waiting).ShouldBe((1, 2));
        Should.Throw<ObjectDisposedException>(() => { _ = pool.RunAsync(Modest, () => 3); });
    }
}
