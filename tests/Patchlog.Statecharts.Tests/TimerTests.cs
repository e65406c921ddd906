using Shouldly;
using Xunit;

namespace Patchlog.Statecharts.Tests;

/// <summary>Timers: of states, and of raised events.</summary>
public sealed class TimerTests
{
    const string Waiting = """
        {"initial": "a", "delays": {"slow": "event.ms ?? 5000"}, "states": {
          "a": {"after": {"PT15M": "b", "100": {"guard": "false", "target": "c"}},
            "on": {"go": "b", "again": {"target": "a", "reenter": true}}},
          "b": {"after": {"slow": "c"}},
          "c": {}}}
        """;

    [Fact]
    public void Entering_sets_the_timers_of_a_state_and_leaving_ends_them()
    {
        var machine = new Machine(Waiting);
        machine.Last.Effects.OfType<ChartEffect.SetTimer>().Select(set => set.Delay)
            .ShouldBe([TimeSpan.FromMinutes(15), TimeSpan.FromMilliseconds(100)], ignoreOrder: true);
        machine.Send("go", """{"ms": 7}""").Last.Effects.OfType<ChartEffect.EndTimer>().Count().ShouldBe(2);
        machine.Last.Effects.OfType<ChartEffect.SetTimer>().Single().Delay.ShouldBe(TimeSpan.FromMilliseconds(7));
        machine.Fire(machine.Now.Timers.Single().Name).States.ShouldBe("c");
        machine.Effects.ShouldBe("");
        machine.Now.Timers.ShouldBeEmpty();
    }

    [Fact]
    public void A_stale_timer_is_not_taken()
    {
        var machine = new Machine(Waiting);
        var (name, entry) = machine.Now.Timers.First(timer => timer.Name.Contains("PT15M", StringComparison.Ordinal));
        machine.Send("again");
        machine.Feed(new ChartEvent.Timer(name, entry)).Last.IsTaken.ShouldBeFalse();
        machine.Fire(name).States.ShouldBe("b");
    }

    [Fact]
    public void A_timer_whose_guard_fails_is_over()
    {
        var machine = new Machine(Waiting);
        var (name, entry) = machine.Now.Timers.First(timer => timer.Name.Contains("100", StringComparison.Ordinal));
        machine.Fire(name).States.ShouldBe("a");
        machine.Last.IsTaken.ShouldBeTrue();
        machine.Now.Timers.Length.ShouldBe(1);
        machine.Feed(new ChartEvent.Timer(name, entry)).Last.IsTaken.ShouldBeFalse();
    }

    [Fact]
    public void A_delayed_raise_is_a_timer_that_cancel_ends()
    {
        var machine = new Machine("""
            {"initial": "a", "states": {
              "a": {"on": {
                "later": {"actions": {"type": "raise", "event": {"type": "now", "n": "event.n"}, "delay": 1000, "id": "soon"}},
                "no": {"actions": {"type": "cancel", "id": "soon"}},
                "now": {"target": "b", "actions": {"type": "assign", "assignment": {"n": "event.n"}}}}},
              "b": {}}}
            """);
        machine.Send("later", """{"n": 1}""").Effects.ShouldStartWith("set soon/");
        machine.Send("later", """{"n": 2}""").Last.Effects.Length.ShouldBe(2);
        machine.Send("no").Effects.ShouldStartWith("end soon/");
        machine.Now.Timers.ShouldBeEmpty();
        machine.Send("later", """{"n": 3}""").Fire("soon").States.ShouldBe("b");
        machine.Context.ShouldBe("""{"n":3}""");
    }

    [Fact]
    public void A_timer_that_is_set_and_ended_in_one_step_was_never_set()
    {
        var machine = new Machine("""
            {"initial": "a", "states": {"a": {"on": {"go": "b"}}, "b": {"after": {"5": "a"}, "always": "c"}, "c": {}}}
            """);
        machine.Send("go").States.ShouldBe("c");
        machine.Effects.ShouldBe("");
    }
}
