using Patchlog.Commands;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Commands;

/// <summary>A lane, stepped by hand.</summary>
public sealed class LaneTests
{
    readonly LaneRig _rig = new();

    [Fact]
    public void A_command_is_decided_where_it_is_submitted()
    {
        _rig.Submit(Sample.Create("a"));

        (_rig.Asked, _rig.Scheduled.Count).ShouldBe((1, 0));
    }

    [Fact]
    public void One_command_is_decided_at_a_time_in_the_order_they_came()
    {
        var first = _rig.Submit(Sample.Create("a"));
        var second = _rig.Submit(Sample.Patch("a", """{"n":1}"""));

        _rig.Asked.ShouldBe(1);
        _rig.Decide();
        _rig.Appended.ShouldBe([first]);

        _rig.Decide();
        _rig.Appended.ShouldBe([first, second]);
    }

    [Fact]
    public void The_next_command_is_decided_on_the_uncommitted_result_of_the_one_before()
    {
        var first = _rig.Submit(Sample.Create("a"));
        var second = _rig.Submit(Sample.Patch("a", """{"n":1}"""));
        _rig.RunAll();

        (second.Predecessor, second.Before.Version).ShouldBe((first, new Version(1)));
        second.Append.VersionAfter.ShouldBe(new(2));
    }

    [Fact]
    public void A_command_after_a_committed_one_rests_on_nobody()
    {
        var first = _rig.Submit(Sample.Create("a"));
        _rig.Decide();
        var second = _rig.Submit(Sample.Patch("a", """{"n":1}"""));     // is being decided on what first will leave
        _rig.Admit(first);
        _rig.Decide();

        (second.Predecessor, second.Before.Version).ShouldBe((null, new Version(1)));
        second.Before.CreatedAt.ShouldBe(DateTimeOffset.UnixEpoch);     // the committed state knows its times
    }

    [Fact]
    public void After_a_refusal_all_that_rest_on_it_are_decided_again_in_order_on_fresh_state()
    {
        var pending = new[]
        {
            _rig.Submit(Sample.Put("a", """{"n":1}""")),
            _rig.Submit(Sample.Put("a", """{"n":2}""")),
            _rig.Submit(Sample.Put("a", """{"n":3}""")),
        };
        _rig.RunAll();
        _rig.Stored = new(new(7), Entries.Parse("""{"id":"a","n":0}"""), default, default);    // a stranger's work

        foreach (var one in pending)
            _rig.Lane.Complete(one, AppendStatus.Refused);
        _rig.RunAll();

        _rig.Appended.Skip(pending.Length).ShouldBe(pending);
        pending.Select(one => one.Append.Expected.Number).ShouldBe([7, 8, 9]);
        pending.Select(one => one.LostRaces).ShouldBe([1, 0, 0]);       // only the first lost by itself
        _rig.Forgotten.ShouldBe(3);
    }

    [Fact]
    public void Nothing_is_decided_while_refused_ones_are_under_way()
    {
        var first = _rig.Submit(Sample.Put("a", """{"n":1}"""));
        var second = _rig.Submit(Sample.Put("a", """{"n":2}"""));
        _rig.RunAll();
        _rig.Lane.Complete(first, AppendStatus.Refused);

        var third = _rig.Submit(Sample.Put("a", """{"n":3}"""));

        (_rig.Asked, _rig.Scheduled.Count).ShouldBe((0, 0));
        _rig.Lane.Complete(second, AppendStatus.Refused);
        _rig.RunAll();
        _rig.Appended.Skip(2).ShouldBe([first, second, third]);
    }

    [Fact]
    public async Task The_pause_after_lost_races_is_for_the_command_that_lost_them_and_for_nobody_after_it()
    {
        var clock = new TestClock();
        var rig = new LaneRig(time: clock);
        var first = rig.Submit(Sample.Put("a", """{"n":1}"""));
        rig.Decide();
        for (var lost = 1; lost < 8; lost++)
        {
            rig.Lane.Complete(first, AppendStatus.Refused);
            await DecideInTimeAsync();
        }

        var second = rig.Submit(Sample.Put("a", """{"n":2}"""));    // its decision is under way, and void
        rig.Lane.Complete(first, AppendStatus.Refused);
        rig.Decide();
        await DecideInTimeAsync();
        rig.Decide();
        rig.Appended[^2..].ShouldBe([first, second]);

        rig.Admit(first);
        rig.Submit(Sample.Put("a", """{"n":3}"""));
        rig.Asked.ShouldBe(1);

        async Task DecideInTimeAsync()
        {
            while (rig.Scheduled.TryDequeue(out var item))
                item.Execute();

            await Eventually.HoldsAsync(() =>
            {
                clock.Advance(TimeSpan.FromMilliseconds(1));
                return rig.Asked == 1;
            });
            rig.Decide();
        }
    }

    [Fact]
    public void A_decision_that_was_begun_before_a_break_is_void()
    {
        var first = _rig.Submit(Sample.Put("a", """{"n":1}"""));
        _rig.Decide();
        var second = _rig.Submit(Sample.Put("a", """{"n":2}"""));       // its decision is under way

        _rig.Lane.Complete(first, AppendStatus.Refused);
        _rig.Stored = new(new(3), Entries.Parse("""{"id":"a","n":0}"""), default, default);
        _rig.Decide();      // void
        _rig.RunAll();

        _rig.Appended.ShouldBe([first, first, second]);
        (first.Append.Expected, second.Append.Expected).ShouldBe((new Version(3), new Version(4)));
    }

    [Fact]
    public void What_follows_a_dropped_command_is_decided_without_it()
    {
        var dropped = _rig.Submit(Sample.Create("a"));
        var next = _rig.Submit(Sample.Put("a", """{"n":1}"""));
        _rig.RunAll();

        _rig.Lane.Complete(dropped, AppendStatus.Dropped);
        _rig.Lane.Complete(next, AppendStatus.Refused);
        _rig.RunAll();

        _rig.Appended.ShouldBe([dropped, next, next]);
        (next.Predecessor, next.Append.Expected).ShouldBe((null, Version.None));
    }

    [Fact]
    public async Task A_command_that_cannot_be_decided_is_answered_and_the_next_goes_on()
    {
        var unlucky = _rig.Submit(Sample.Patch("a", """{"n":1}"""));
        var next = _rig.Submit(Sample.Create("a"));

        _rig.FailToDecide();
        _rig.RunAll();

        (await unlucky.Answer).ShouldFail().Code.ShouldBe(ProblemCode.Unavailable);
        _rig.Appended.ShouldBe([next]);
    }

    [Fact]
    public void A_lane_without_commands_closes_and_takes_no_more()
    {
        var only = _rig.Submit(Sample.Create("a"));
        _rig.Decide();
        _rig.IsClosed.ShouldBeFalse();

        _rig.Admit(only);

        _rig.IsClosed.ShouldBeTrue();
        _rig.Lane.TrySubmit(new(Sample.Create("a"), default)).ShouldBeFalse();
    }

    [Fact]
    public void A_lane_goes_on_elsewhere_when_it_is_completed()
    {
        var first = _rig.Submit(Sample.Put("a", """{"n":1}"""));
        _rig.Decide();
        _rig.Lane.Complete(first, AppendStatus.Refused);

        (_rig.Asked, _rig.Scheduled.Count).ShouldBe((0, 1));    // the appender has other lanes to answer
    }

    [Fact]
    public void Completing_out_of_order_is_a_bug()
    {
        _rig.Submit(Sample.Put("a", """{"n":1}"""));
        var second = _rig.Submit(Sample.Put("a", """{"n":2}"""));
        _rig.RunAll();

        Should.Throw<InvalidOperationException>(() => _rig.Lane.Complete(second, AppendStatus.Admitted));
    }
}
