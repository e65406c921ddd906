using Patchlog.Server.Wire;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.WebSockets;

/// <summary>The memory that clients may make the server hold: who waits, and who has to make room.</summary>
public sealed class MemoryBudgetTests
{
    const int Large = 1 << 20;

    readonly TestClock _time = new();
    readonly List<string> _evicted = [];

    [Fact]
    public async Task What_does_not_fit_waits_until_there_is_room()
    {
        var budget = new MemoryBudget(4 * Large, 4 * Large, _time);
        using var one = Open(budget, "one");
        using var other = Open(budget, "other");
        await one.ReserveAsync(3 * Large, CancellationToken.None);

        var waiting = other.ReserveAsync(2 * Large, CancellationToken.None).AsTask();
        waiting.IsCompleted.ShouldBeFalse();
        one.Resize(-Large);

        await waiting;
        budget.Held.ShouldBe(4 * Large);
    }

    [Fact]
    public async Task An_account_at_its_own_bound_waits_and_keeps_nobody_else_out()
    {
        var budget = new MemoryBudget(100 * Large, 2 * Large, _time);
        using var one = Open(budget, "one");
        using var other = Open(budget, "other");
        await one.ReserveAsync(2 * Large, CancellationToken.None);

        var waiting = one.ReserveAsync(Large, CancellationToken.None).AsTask();
        await other.ReserveAsync(2 * Large, CancellationToken.None);

        waiting.IsCompleted.ShouldBeFalse();
        one.Resize(-Large);
        await waiting;
    }

    [Fact]
    public async Task One_that_holds_nothing_gets_a_little_ahead_of_those_that_wait()
    {
        var budget = new MemoryBudget(4 * Large, 4 * Large, _time);
        using var one = Open(budget, "one");
        using var other = Open(budget, "other");
        using var small = Open(budget, "small");
        await one.ReserveAsync(4 * Large, CancellationToken.None);
        var waiting = other.ReserveAsync(Large, CancellationToken.None).AsTask();

        small.TryReserve(1000).ShouldBeTrue();
        small.TryReserve(1000).ShouldBeFalse();
        waiting.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Who_gives_up_or_closes_its_account_holds_nothing_and_nobody_up()
    {
        var budget = new MemoryBudget(2 * Large, 2 * Large, _time);
        using var one = Open(budget, "one");
        using var impatient = Open(budget, "impatient");
        var closing = Open(budget, "closing");
        using var last = Open(budget, "last");
        await one.ReserveAsync(2 * Large, CancellationToken.None);
        using var patience = new CancellationTokenSource();

        var gaveUp = impatient.ReserveAsync(2 * Large, patience.Token).AsTask();
        var closed = closing.ReserveAsync(2 * Large, CancellationToken.None).AsTask();
        var waiting = last.ReserveAsync(Large, CancellationToken.None).AsTask();
        await patience.CancelAsync();
        closing.Dispose();
        one.Dispose();

        await Should.ThrowAsync<OperationCanceledException>(() => gaveUp);
        await Should.ThrowAsync<OperationCanceledException>(() => closed);
        await waiting;
        budget.Held.ShouldBe(Large);
    }

    [Fact]
    public async Task The_client_that_does_nothing_and_holds_most_makes_room_for_those_that_wait()
    {
        var budget = new MemoryBudget(10 * Large, 10 * Large, _time);
        using var working = Open(budget, "working");
        using var steady = Open(budget, "steady");
        using var stalled = Open(budget, "stalled");
        using var stalledToo = Open(budget, "stalled too");
        using var waiting = Open(budget, "waiting");
        await working.ReserveAsync(4 * Large, CancellationToken.None);     // it is the server's turn
        await steady.ReserveAsync(3 * Large, CancellationToken.None);
        await stalled.ReserveAsync(2 * Large, CancellationToken.None);
        await stalledToo.ReserveAsync(Large, CancellationToken.None);
        steady.IsSending = stalled.IsReceiving = stalledToo.IsSending = true;

        var reserved = waiting.ReserveAsync(2 * Large, CancellationToken.None).AsTask();
        await Eventually.HoldsAsync(() => _time.CountTimers(BufferLimits.EvictionPatience) == 1);
        steady.LastProgress = _time.GetTimestamp() + TimeSpan.TicksPerSecond;
        _time.Advance(BufferLimits.EvictionPatience);
        await Eventually.HoldsAsync(() => _evicted.Count > 0);

        _evicted.ShouldBe(["stalled"]);
        stalled.Dispose();
        await reserved;
    }

    [Fact]
    public void What_a_closed_account_gives_back_late_is_not_counted_twice()
    {
        var budget = new MemoryBudget(10 * Large, 10 * Large, _time);
        var account = Open(budget, "one");
        account.TryReserve(Large).ShouldBeTrue();

        account.Dispose();
        account.Resize(-Large);
        account.TryReserve(Large).ShouldBeFalse();

        budget.Held.ShouldBe(0);
    }

    MemoryAccount Open(MemoryBudget budget, string name) => budget.Open(() => _evicted.Add(name));
}
