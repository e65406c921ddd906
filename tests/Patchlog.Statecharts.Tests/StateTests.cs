using Shouldly;
using Xunit;

namespace Patchlog.Statecharts.Tests;

/// <summary>States: which are active, and in which order they are entered and left.</summary>
public sealed class StateTests
{
    [Fact]
    public void An_atomic_machine_takes_events_without_changing_its_state()
    {
        var machine = new Machine("""
            {"context": {"n": 0}, "on": {"up": {"actions": {"type": "assign", "assignment": {"n": "context.n + 1"}}}}}
            """);
        machine.States.ShouldBe("");
        machine.Send("up").Send("up").Context.ShouldBe("""{"n":2}""");
        machine.Send("down").Last.IsTaken.ShouldBeFalse();
    }

    [Fact]
    public void A_compound_state_enters_its_initial_child_and_leaves_the_innermost_first()
    {
        var machine = new Machine("""
            {"initial": "a", "states": {
              "a": {"initial": "b", "exit": {"type": "log", "message": "'-a'"}, "on": {"go": "c"},
                "states": {"b": {"exit": {"type": "log", "message": "'-b'"}}}},
              "c": {"initial": "d", "entry": {"type": "log", "message": "'+c'"},
                "states": {"d": {"entry": {"type": "log", "message": "'+d'"}}}}}}
            """);
        machine.States.ShouldBe("a.b");
        machine.Send("go").States.ShouldBe("c.d");
        machine.Last.Log.ShouldBe(["-b", "-a", "+c", "+d"]);
    }

    [Fact]
    public void A_parallel_state_has_all_regions_active_and_is_done_with_the_last_of_them()
    {
        var machine = new Machine("""
            {"initial": "p", "states": {
              "p": {"type": "parallel", "onDone": "end", "states": {
                "x": {"initial": "a", "states": {"a": {"on": {"e": "b", "x": "b"}}, "b": {"type": "final"}}},
                "y": {"initial": "a", "states": {"a": {"on": {"e": "b", "y": "b"}}, "b": {"type": "final"}}}}},
              "end": {}}}
            """);
        machine.States.ShouldBe("p.x.a p.y.a");
        machine.Send("x").States.ShouldBe("p.x.b p.y.a");
        machine.Send("e").States.ShouldBe("end");
    }

    [Theory]
    [InlineData("shallow", "p.b.c")]
    [InlineData("deep", "p.b.d")]
    public void History_recalls_one_level_or_all(string history, string recalled)
    {
        var machine = new Machine("""
            {"initial": "p", "states": {
              "p": {"initial": "a", "on": {"out": "q"}, "states": {
                "a": {"on": {"next": "b"}},
                "b": {"initial": "c", "states": {"c": {"on": {"next": "d"}}, "d": {}}},
                "h": {"type": "history", "history": "HISTORY"}}},
              "q": {"on": {"back": "p.h"}}}}
            """.Replace("HISTORY", history, StringComparison.Ordinal));
        machine.Send("out").Send("back").States.ShouldBe("p.a");
        machine.Send("next").Send("next").Send("out").Send("back").States.ShouldBe(recalled);
    }

    [Fact]
    public void History_that_is_recorded_on_the_way_brings_back_all_regions()
    {
        var machine = new Machine("""
            {"initial": "p", "states": {"p": {"type": "parallel", "states": {
              "x": {"type": "parallel", "states": {"a": {"on": {"go": "h"}}, "b": {}, "h": {"type": "history"}}},
              "y": {}}}}}
            """);
        machine.Send("go").States.ShouldBe("p.x.a p.x.b p.y");
    }

    [Fact]
    public void A_final_state_completes_its_parent_with_its_output()
    {
        var machine = new Machine("""
            {"initial": "a", "output": {"all": "event.output"}, "states": {
              "a": {"initial": "b", "states": {
                  "b": {"on": {"go": "f"}}, "f": {"type": "final", "output": {"n": "event.n"}}},
                "onDone": {"target": "end", "actions": {"type": "assign", "assignment": {"got": "event.output"}}}},
              "end": {"type": "final", "output": "context.got.n + 1"}}}
            """);
        machine.Send("go", """{"n": 41}""").Now.Status.ShouldBe(ChartStatus.Done);
        machine.Context.ShouldBe("""{"got":{"n":41}}""");
        machine.Now.Output.ShouldBe(Given.Object("""{"all": 42}"""));
        machine.Send("go").Last.IsTaken.ShouldBeFalse();
    }

    [Fact]
    public void Always_goes_on_until_nothing_holds()
    {
        var machine = new Machine("""
            {"initial": "a", "context": {"n": 0}, "states": {
              "a": {"on": {"go": "b"}},
              "b": {"always": [
                {"guard": "context.n < 5", "target": "b", "reenter": true,
                  "actions": {"type": "assign", "assignment": {"n": "context.n + 1"}}},
                {"target": "c"}]},
              "c": {}}}
            """);
        machine.Send("go").States.ShouldBe("c");
        machine.Context.ShouldBe("""{"n":5}""");
    }

    [Fact]
    public void Endless_always_is_a_fault_and_nothing_comes_of_it()
    {
        var machine = new Machine("""
            {"initial": "a", "states": {"a": {"on": {"go": "b"}}, "b": {"always": "c"}, "c": {"always": "b"}}}
            """);
        machine.Fail("go").Code.ShouldBe(StatechartFaultCodes.Limit);
        machine.States.ShouldBe("a");
    }

    [Fact]
    public void Tags_and_accepted_events_are_those_of_all_active_states()
    {
        var machine = new Machine("""
            {"tags": "z", "initial": "a", "on": {"root.*": {"actions": {"type": "log", "message": "1"}}, "no": {}},
             "states": {"a": {"tags": ["y", "x"], "on": {"go": "b"}, "after": {"PT1S": "b"}}, "b": {"on": {"*": "a"}}}}
            """);
        machine.Now.Tags.ShouldBe(["x", "y", "z"]);
        machine.Chart.AcceptedEvents(machine.Now).ShouldBe(["go", "root.*"]);
        machine.Send("go");
        machine.Chart.AcceptedEvents(machine.Now).ShouldBe(["*", "root.*"]);
    }
}
