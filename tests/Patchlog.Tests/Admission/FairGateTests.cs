using CsCheck;
using Patchlog.Admission;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Admission;

/// <summary>The door: how many come in, in which order, and who stays outside.</summary>
public sealed class FairGateTests
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    static readonly Flow One = new(Tenant.Trusted("one"), new());
    static readonly Flow Other = new(Tenant.Trusted("other"), new());

    [Fact]
    public async Task Whoever_finds_the_house_full_waits_and_enters_in_the_order_of_coming()
    {
        var gate = Open(2);
        await gate.EnterAsync(One, 1, Patience, CancellationToken.None);
        await gate.EnterAsync(One, 1, Patience, CancellationToken.None);
        var third = gate.EnterAsync(One, 1, Patience, CancellationToken.None);
        var fourth = gate.EnterAsync(One, 1, Patience, CancellationToken.None);

        (third.IsCompleted, fourth.IsCompleted).ShouldBe((false, false));
        gate.Leave(One, 1);
        await third;
        fourth.IsCompleted.ShouldBeFalse();
        gate.Leave(One, 1);
        await fourth;
    }

    [Fact]
    public async Task A_small_one_does_not_slip_past_a_big_one_that_waits()
    {
        var gate = Open(10, 100);
        await gate.EnterAsync(One, 60, Patience, CancellationToken.None);
        var big = gate.EnterAsync(One, 50, Patience, CancellationToken.None);
        var small = gate.EnterAsync(One, 1, Patience, CancellationToken.None);

        (big.IsCompleted, small.IsCompleted).ShouldBe((false, false));
        gate.Leave(One, 60);
        await Task.WhenAll(big, small);
    }

    [Fact]
    public async Task One_that_is_too_big_for_the_house_enters_when_it_is_empty()
    {
        var gate = Open(10, 100);
        await gate.EnterAsync(One, 1, Patience, CancellationToken.None);
        var giant = gate.EnterAsync(One, 1000, Patience, CancellationToken.None);

        giant.IsCompleted.ShouldBeFalse();
        gate.Leave(One, 1);
        await giant;
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_takes_no_room_and_holds_nobody_up()
    {
        var gate = Open(10, 100);
        using var patience = new CancellationTokenSource();
        await gate.EnterAsync(One, 60, Patience, CancellationToken.None);
        var big = gate.EnterAsync(One, 50, Patience, patience.Token);
        var small = gate.EnterAsync(One, 40, Patience, CancellationToken.None);

        await patience.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => big);
        await Eventually.EndsAsync(small);
    }

    [Fact]
    public async Task Nobody_enters_whose_patience_was_over_before()
    {
        var gate = Open(1, 1);

        await Should.ThrowAsync<OperationCanceledException>(
            () => gate.EnterAsync(One, 1, Patience, new CancellationToken(canceled: true)));

        await gate.EnterAsync(One, 1, Patience, CancellationToken.None);
    }

    [Fact]
    public async Task The_house_never_holds_more_than_it_may_and_lets_everybody_in_at_last() =>
        await Gen.Long[0, 120].Array[1, 60].SampleAsync(async bodies =>
        {
            const int maxCount = 3;
            const long maxBytes = 100;
            var gate = Open(maxCount, maxBytes);
            int inside = 0;
            long bytes = 0;
            await Task.WhenAll(bodies.Select(body => Task.Run(async () =>
            {
                await gate.EnterAsync(One, body, Patience, CancellationToken.None);
                var count = Interlocked.Increment(ref inside);
                var held = Interlocked.Add(ref bytes, body);
                count.ShouldBeLessThanOrEqualTo(maxCount);
                held.ShouldBeLessThanOrEqualTo(Math.Max(maxBytes, body));
                await Task.Yield();
                Interlocked.Add(ref bytes, -body);
                Interlocked.Decrement(ref inside);
                gate.Leave(One, body);
            })));
            inside.ShouldBe(0);
        }, iter: 50);

    [Fact]
    public async Task A_tenant_at_its_bound_waits_and_keeps_nobody_else_out()
    {
        var gate = Open(new(10) { MaxCountPerTenant = 2 });
        await gate.EnterAsync(One, 0, Patience, CancellationToken.None);
        await gate.EnterAsync(One, 0, Patience, CancellationToken.None);
        var waiting = gate.EnterAsync(One, 0, Patience, CancellationToken.None);

        waiting.IsCompleted.ShouldBeFalse();
        gate.EnterAsync(Other, 0, Patience, CancellationToken.None).IsCompletedSuccessfully.ShouldBeTrue();

        gate.Leave(One, 0);
        (await waiting).ShouldBeTrue();
    }

    [Fact]
    public async Task A_tenant_at_its_bound_of_bytes_waits_and_keeps_nobody_else_out()
    {
        var gate = Open(new(10) { MaxBytes = 1000, MaxBytesPerTenant = 100 });
        await gate.EnterAsync(One, 90, Patience, CancellationToken.None);
        var waiting = gate.EnterAsync(One, 20, Patience, CancellationToken.None);
        var behind = gate.EnterAsync(One, 1, Patience, CancellationToken.None);

        (waiting.IsCompleted, behind.IsCompleted).ShouldBe((false, false));
        gate.EnterAsync(Other, 90, Patience, CancellationToken.None).IsCompletedSuccessfully.ShouldBeTrue();

        gate.Leave(One, 90);
        await Task.WhenAll(waiting, behind);
    }

    [Fact]
    public async Task A_newcomer_finds_room_where_others_have_taken_all_of_it()
    {
        var gate = Open(new(8) { MaxBytes = 800 });
        for (var i = 0; i < 8; i++)
            await gate.EnterAsync(One, 100, Patience, CancellationToken.None);

        var waiting = gate.EnterAsync(One, 1, Patience, CancellationToken.None);
        var third = Tenant.Trusted("third");
        var sameSender = gate.EnterAsync(new(third, One.Sender), 1, Patience, CancellationToken.None);

        gate.EnterAsync(Other, 1, Patience, CancellationToken.None).IsCompletedSuccessfully.ShouldBeTrue();
        (waiting.IsCompleted, sameSender.IsCompleted).ShouldBe((false, false));
    }

    [Fact]
    public async Task A_sender_that_names_many_tenants_gets_one_turn_among_the_others()
    {
        var gate = Open(1);
        var greedy = new Sender();
        var first = new Flow(Tenant.Trusted("first"), greedy);
        await gate.EnterAsync(One, 0, Patience, CancellationToken.None);
        await gate.EnterAsync(first, 0, Patience, CancellationToken.None);     // by the reserve of newcomers
        var many = Enumerable.Range(0, 100).Select(i => gate.EnterAsync(
            new(Tenant.Trusted($"many-{i}"), greedy), 0, Patience, CancellationToken.None)).ToList();
        var other = gate.EnterAsync(Other, 0, Patience, CancellationToken.None);

        gate.Leave(One, 0);
        gate.Leave(first, 0);

        (await other).ShouldBeTrue();
        many.Count(entered => entered.IsCompleted).ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task More_than_may_wait_are_refused_at_once()
    {
        var gate = Open(new(1) { MaxWaiting = 2, MaxWaitingPerTenant = 1 });
        await gate.EnterAsync(One, 0, Patience, CancellationToken.None);
        await gate.EnterAsync(Other, 0, Patience, CancellationToken.None);     // by the reserve of newcomers

        _ = gate.EnterAsync(One, 0, Patience, CancellationToken.None);
        (await gate.EnterAsync(One, 0, Patience, CancellationToken.None)).ShouldBeFalse();
        _ = gate.EnterAsync(Other, 0, Patience, CancellationToken.None);

        var third = new Flow(Tenant.Trusted("third"), null);
        (await gate.EnterAsync(third, 0, Patience, CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task Who_waits_in_vain_is_told_so_when_patience_is_over()
    {
        var time = new TestClock();
        var gate = new FairGate(new(1), time);
        await gate.EnterAsync(One, 0, Patience, CancellationToken.None);

        var waiting = gate.EnterAsync(One, 0, Patience, CancellationToken.None);
        time.Advance(Patience);

        (await waiting).ShouldBeFalse();
        gate.Leave(One, 0);
        (await gate.EnterAsync(One, 0, Patience, CancellationToken.None)).ShouldBeTrue();
    }

    [Fact]
    public async Task Those_that_gave_up_are_forgotten_while_the_first_in_the_queue_still_waits()
    {
        var gate = Open(10, 100);
        await gate.EnterAsync(One, 60, Patience, CancellationToken.None);
        var big = gate.EnterAsync(One, 50, Patience, CancellationToken.None);
        using var patience = new CancellationTokenSource();
        var abandoned = Enumerable.Range(0, 8)
            .Select(_ => gate.EnterAsync(One, 1, Patience, patience.Token)).ToList();

        await patience.CancelAsync();
        foreach (var one in abandoned)
            await Should.ThrowAsync<OperationCanceledException>(() => one);

        big.IsCompleted.ShouldBeFalse();
        gate.Leave(One, 60);
        (await big).ShouldBeTrue();
    }

    static FairGate Open(int maxCount, long maxBytes = long.MaxValue / 2) => Open(new(maxCount) { MaxBytes = maxBytes });

    static FairGate Open(GateLimits limits) => new(limits, TimeProvider.System);
}
