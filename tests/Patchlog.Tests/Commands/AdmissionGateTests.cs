using CsCheck;
using Patchlog.Commands;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Commands;

/// <summary>The door: how many come in, in which order, and who stays outside.</summary>
public sealed class AdmissionGateTests
{
    [Fact]
    public async Task Whoever_finds_the_house_full_waits_and_enters_in_the_order_of_coming()
    {
        var gate = new AdmissionGate(2, long.MaxValue);
        await gate.EnterAsync(1, CancellationToken.None);
        await gate.EnterAsync(1, CancellationToken.None);
        var third = gate.EnterAsync(1, CancellationToken.None);
        var fourth = gate.EnterAsync(1, CancellationToken.None);

        (third.IsCompleted, fourth.IsCompleted).ShouldBe((false, false));
        gate.Leave(1);
        await third;
        fourth.IsCompleted.ShouldBeFalse();
        gate.Leave(1);
        await fourth;
    }

    [Fact]
    public async Task A_small_one_does_not_slip_past_a_big_one_that_waits()
    {
        var gate = new AdmissionGate(10, 100);
        await gate.EnterAsync(60, CancellationToken.None);
        var big = gate.EnterAsync(50, CancellationToken.None);
        var small = gate.EnterAsync(1, CancellationToken.None);

        (big.IsCompleted, small.IsCompleted).ShouldBe((false, false));
        gate.Leave(60);
        await Task.WhenAll(big, small);
    }

    [Fact]
    public async Task One_that_is_too_big_for_the_house_enters_when_it_is_empty()
    {
        var gate = new AdmissionGate(10, 100);
        await gate.EnterAsync(1, CancellationToken.None);
        var giant = gate.EnterAsync(1000, CancellationToken.None);

        giant.IsCompleted.ShouldBeFalse();
        gate.Leave(1);
        await giant;
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_takes_no_room_and_holds_nobody_up()
    {
        var gate = new AdmissionGate(10, 100);
        using var patience = new CancellationTokenSource();
        await gate.EnterAsync(60, CancellationToken.None);
        var big = gate.EnterAsync(50, patience.Token);
        var small = gate.EnterAsync(40, CancellationToken.None);

        await patience.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => big);
        await Eventually.EndsAsync(small);
    }

    [Fact]
    public async Task Nobody_enters_whose_patience_was_over_before()
    {
        var gate = new AdmissionGate(1, 1);

        await Should.ThrowAsync<OperationCanceledException>(
            () => gate.EnterAsync(1, new CancellationToken(canceled: true)));

        await gate.EnterAsync(1, CancellationToken.None);
    }

    [Fact]
    public async Task The_house_never_holds_more_than_it_may_and_lets_everybody_in_at_last() =>
        await Gen.Long[0, 120].Array[1, 60].SampleAsync(async bodies =>
        {
            const int maxCount = 3;
            const long maxBytes = 100;
            var gate = new AdmissionGate(maxCount, maxBytes);
            int inside = 0;
            long bytes = 0;
            await Task.WhenAll(bodies.Select(body => Task.Run(async () =>
            {
                await gate.EnterAsync(body, CancellationToken.None);
                var count = Interlocked.Increment(ref inside);
                var held = Interlocked.Add(ref bytes, body);
                count.ShouldBeLessThanOrEqualTo(maxCount);
                held.ShouldBeLessThanOrEqualTo(Math.Max(maxBytes, body));
                await Task.Yield();
                Interlocked.Add(ref bytes, -body);
                Interlocked.Decrement(ref inside);
                gate.Leave(body);
            })));
            inside.ShouldBe(0);
        }, iter: 50);

    [Fact]
    public async Task A_full_executor_takes_no_command_before_one_is_answered()
    {
        await using var rig = new ExecutorRig(new CommandLimits { MaxInFlight = 2 });
        rig.Journal.Hold();
        var first = await rig.SubmitAsync(Sample.Create("a"));
        await rig.SubmitAsync(Sample.Create("b"));
        using var patience = new CancellationTokenSource();

        var third = rig.SubmitAsync(Sample.Create("c"));
        var gaveUp = rig.Executor.SubmitAsync(Sample.Create("d"), patience.Token).AsTask();
        await patience.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => gaveUp);
        third.IsCompleted.ShouldBeFalse();
        rig.Journal.Release();
        await first;
        (await await third).ShouldSucceed();
        (await rig.LoadAsync("d")).ShouldBe(AggregateState.None);
    }

    [Fact]
    public async Task Bytes_count_as_well_as_commands()
    {
        await using var rig = new ExecutorRig(new CommandLimits { MaxBytesInFlight = 1000 });
        rig.Journal.Hold();
        await rig.SubmitAsync(Sample.Create("a", $$"""{"text":"{{new string('x', 900)}}"}"""));

        var second = rig.SubmitAsync(Sample.Create("b", $$"""{"text":"{{new string('x', 900)}}"}"""));

        second.IsCompleted.ShouldBeFalse();
        rig.Journal.Release();
        (await await second).ShouldSucceed();
    }
}
