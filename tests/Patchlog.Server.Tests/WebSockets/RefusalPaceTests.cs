using Patchlog.Server.Tests.Harness;
using Patchlog.Server.WebSockets;
using Patchlog.Testing;
using Shouldly;
using Xunit;

namespace Patchlog.Server.Tests.WebSockets;

/// <summary>Whoever gets refusals is slowed down as far as the machine is late, and no further.</summary>
public sealed class RefusalPaceTests
{
    const int WorthAPause = 34;

    static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    readonly TestClock _clock = new();
    readonly Lateness _lateness;
    readonly RefusalPace _pace;

    public RefusalPaceTests()
    {
        _lateness = new(_clock);
        _pace = new(_lateness, _clock);
    }

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Refusals_now_and_then_cost_nothing()
    {
        Refuse(WorthAPause - 1);

        _pace.IsDue.ShouldBeFalse();
    }

    [Fact]
    public async Task On_a_machine_with_time_to_spare_some_thirty_refusals_cost_a_millisecond()
    {
        for (var round = 0; round < 3; round++)
        {
            Refuse(WorthAPause);
            await PassAsync(2 * Millisecond);
        }

        Refuse(WorthAPause / 2);
        _pace.IsDue.ShouldBeFalse();
    }

    [Fact]
    public async Task On_a_machine_that_is_late_each_refusal_is_a_pause()
    {
        _lateness.Observe(TimeSpan.FromSeconds(1));
        _pace.AddRefusal();

        var waiting = _pace.WaitAsync(Cancellation);
        _clock.Advance(PaceLimits.LongestPause - Millisecond);
        waiting.IsCompleted.ShouldBeFalse();

        _clock.Advance(Millisecond);
        await waiting;
        _pace.IsDue.ShouldBeFalse();
    }

    [Fact]
    public async Task What_one_pause_does_not_make_up_for_is_owed_still_and_not_for_ever()
    {
        _lateness.Observe(TimeSpan.FromSeconds(1));
        Refuse(1000);

        var pauses = 0;
        for (; _pace.IsDue; pauses++)
            await PassAsync(PaceLimits.LongestPause);

        pauses.ShouldBe((int)(PaceLimits.MaxOwed / PaceLimits.LongestPause));
    }

    [Fact]
    public void Successes_make_up_for_refusals()
    {
        _lateness.Observe(TimeSpan.FromSeconds(1));

        _pace.AddRefusal();
        _pace.AddSuccess();

        _pace.IsDue.ShouldBeFalse();
    }

    [Fact]
    public void A_large_frame_that_is_refused_counts_for_its_bytes()
    {
        _pace.AddRefusal(WorthAPause * PaceLimits.BytesOfRefusal);

        _pace.IsDue.ShouldBeTrue();
    }

    [Fact]
    public void That_the_machine_was_late_is_forgotten_whoever_was_there()
    {
        _lateness.Observe(TimeSpan.FromSeconds(1));
        _clock.Advance(20 * PaceLimits.HalfLife);

        _pace.AddRefusal();

        _pace.IsDue.ShouldBeFalse();
    }

    [Fact]
    public void One_pause_that_ends_in_time_does_not_say_that_the_machine_has_time()
    {
        _lateness.Observe(TimeSpan.FromSeconds(1));
        _lateness.Observe(TimeSpan.Zero);

        _lateness.Current.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task A_connection_is_read_again_when_the_pause_is_over()
    {
        await using var server = await HostedServer.StartAsync(
            new ServerOptions(HostedServer.Settings) { Time = _clock }, Cancellation);
        await using var client = await WebSocketClient.ConnectAsync(server.Address);

        for (var i = 0; i < WorthAPause; i++)
        {
            await client.SendAsync("[]");
            await client.NextAsync("nack");
        }

        await Eventually.HoldsAsync(() => _clock.CountTimers(Millisecond) > 0);
        await client.SendAsync("[]");
        _clock.Advance(2 * Millisecond);

        await client.NextAsync("nack");
    }

    void Refuse(int times)
    {
        for (var i = 0; i < times; i++)
            _pace.AddRefusal();
    }

    async Task PassAsync(TimeSpan time)
    {
        var waiting = _pace.WaitAsync(Cancellation);
        _clock.Advance(time);
        await waiting;
    }
}
