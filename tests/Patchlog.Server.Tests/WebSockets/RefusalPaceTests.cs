using Patchlog.Server.WebSockets;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.WebSockets;

/// <summary>Whoever gets refusals is slowed down as far as the machine is late, and no further.</summary>
public sealed class RefusalPaceTests
{
    const int WorthAPause = 34;

    readonly TestClock _clock = new();
    readonly RefusalPace _pace;

    public RefusalPaceTests() => _pace = new(_clock);

    [Fact]
    public void Refusals_now_and_then_cost_nothing()
    {
        Refuse(WorthAPause - 1);

        Wait().IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task Many_refusals_on_a_machine_with_time_to_spare_cost_a_pause_of_a_millisecond_each_thirty()
    {
        for (var round = 0; round < 3; round++)
        {
            Refuse(WorthAPause);
            await PassAsync(Wait(), TimeSpan.FromMilliseconds(2));
        }

        Refuse(WorthAPause - 1);
        Wait().IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task On_a_machine_that_is_late_each_refusal_is_a_pause()
    {
        await BeLateAsync();

        Refuse(1);
        var waiting = Wait();
        _clock.Advance(PaceLimits.LongestPause - TimeSpan.FromMilliseconds(1));
        waiting.IsCompleted.ShouldBeFalse();

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await waiting;
    }

    [Fact]
    public async Task A_large_frame_that_is_refused_counts_for_its_bytes()
    {
        _pace.Add(WorthAPause * PaceLimits.BytesOfRefusal);
        var waiting = Wait();

        waiting.IsCompleted.ShouldBeFalse();
        await PassAsync(waiting, TimeSpan.FromMilliseconds(2));
    }

    [Fact]
    public async Task When_the_machine_has_time_again_the_pauses_go_away()
    {
        await BeLateAsync();

        for (var pause = PaceLimits.LongestPause; pause >= PaceLimits.LeastPause; pause /= 2)
        {
            Refuse(1);
            await PassAsync(Wait(), pause);
        }

        Refuse(1);
        Wait().IsCompletedSuccessfully.ShouldBeTrue();
    }

    // A pause of a millisecond that ends a second later.
    async Task BeLateAsync()
    {
        Refuse(WorthAPause);
        await PassAsync(Wait(), TimeSpan.FromSeconds(1));
    }

    void Refuse(int times)
    {
        for (var i = 0; i < times; i++)
            _pace.Add();
    }

    Task Wait() => _pace.WaitAsync(TestContext.Current.CancellationToken).AsTask();

    async Task PassAsync(Task waiting, TimeSpan time)
    {
        _clock.Advance(time);
        await waiting;
    }
}
