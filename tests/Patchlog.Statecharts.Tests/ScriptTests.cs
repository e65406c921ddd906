using Shouldly;
using Xunit;

namespace Patchlog.Statecharts.Tests;

/// <summary>Guards and actions.</summary>
public sealed class ScriptTests
{
    [Theory]
    [InlineData("\"event.n > 1\"", true)]
    [InlineData("\"isBig\"", true)]
    [InlineData("""{"type": "isAbove", "params": {"limit": "event.n - 1"}}""", true)]
    [InlineData("""{"type": "isAbove", "params": {"limit": 2}}""", false)]
    [InlineData("""{"type": "and", "guards": ["true", "event.n > 5"]}""", false)]
    [InlineData("""{"type": "or", "guards": ["false", "event.n > 1"]}""", true)]
    [InlineData("""{"type": "not", "guard": {"type": "stateIn", "state": "a"}}""", false)]
    [InlineData("""{"type": "stateIn", "state": "#x"}""", true)]
    public void Guards_decide(string guard, bool isTaken)
    {
        var definition = """
            {"initial": "a", "states": {"a": {"id": "x", "on": {"go": {"target": "b", "guard": GUARD}}}, "b": {}}}
            """.Replace("GUARD", guard, StringComparison.Ordinal);
        var machine = new Machine(definition, """
            export const isBig = ({ event }) => event.n > 1;
            export function isAbove({ event, params }) { return event.n > params.limit; }
            """);
        machine.Send("go", """{"n": 2}""").States.ShouldBe(isTaken ? "b" : "a");
    }

    [Fact]
    public void A_guard_that_throws_is_a_fault_with_its_place()
    {
        var machine = new Machine("""
            {"initial": "a", "states": {"a": {"on": {
              "go": {"target": "b", "guard": "context.no.such"}}}, "b": {}}}
            """);
        var fault = machine.Fail("go");
        fault.Code.ShouldBe(StatechartFaultCodes.Script);
        fault.Pointer.ShouldBe("/states/a/on/go/guard");
        fault.Line.ShouldBe(2);
        machine.States.ShouldBe("a");
    }

    [Fact]
    public void Actions_see_what_those_before_them_assigned_and_members_of_one_do_not()
    {
        var machine = new Machine("""
            {"context": {"a": 1, "b": 2, "c": 3}, "on": {"go": {"actions": [
              {"type": "assign", "assignment": {"a": "context.b", "b": "context.a", "c": "undefined"}},
              {"type": "assign", "assignment": {
                "sum": "context.a * 10 + context.b", "self": "self", "list": ["1", 2, {"x": "'y'"}]}},
              "double", {"type": "add", "params": {"by": "5"}}, {"type": "assign", "assignment": "double"},
              {"type": "log", "message": "`${event.type} ${context.sum}`"},
              {"type": "emit", "event": "told", "data": {"sum": "context.sum"}}]}}}
            """, """
            export const double = ({ context }) => ({ sum: context.sum * 2 });
            export const add = ({ context, params }) => ({ sum: context.sum + params.by });
            """);
        machine.Send("go").Context.ShouldBe(
            """{"a":2,"b":1,"sum":94,"self":{"process":"test","id":"1"},"list":[1,2,{"x":"y"}]}""");
        machine.Last.Log.ShouldBe(["go 94"]);
        machine.Effects.ShouldBe("""emit told {"sum":94}""");
    }

    [Fact]
    public void Raised_events_are_taken_before_the_step_ends_and_after_eventless_transitions()
    {
        var machine = new Machine("""
            {"initial": "a", "context": {"seen": []}, "states": {
              "a": {"on": {"go": {"target": "b", "actions": [{"type": "raise", "event": {"type": "r", "n": "event.n"}},
                {"type": "raise", "event": "s"}]}}},
              "b": {"always": "c", "on": {"r": "d"}},
              "c": {"on": {"r": {"target": "e", "actions": {"type": "assign", "assignment": {"seen": "[event.n, event.type]"}}}}},
              "d": {}, "e": {"on": {"s": "f"}}, "f": {}}}
            """);
        machine.Send("go", """{"n": 7}""").States.ShouldBe("f");
        machine.Context.ShouldBe("""{"seen":[7,"r"]}""");
    }

    [Fact]
    public void Input_is_seen_at_the_start_only()
    {
        var chart = Given.Chart("""
            {"context": {"n": 0}, "entry": {"type": "assign", "assignment": {"n": "input.n"}},
             "on": {"go": {"actions": {"type": "assign", "assignment": {"n": "typeof input"}}}}}
            """);
        var machine = new Machine(chart, """{"n": 5}""");
        machine.Context.ShouldBe("""{"n":5}""");
        machine.Send("go").Context.ShouldBe("""{"n":"undefined"}""");
    }

    [Fact]
    public void Events_that_only_machines_make_are_not_taken_from_outside()
    {
        var machine = new Machine("""{"initial": "a", "states": {"a": {"on": {"*": "b"}}, "b": {}}}""");
        machine.Send("xstate.done.state.a").Last.IsTaken.ShouldBeFalse();
        machine.Send("x").States.ShouldBe("b");
    }
}
