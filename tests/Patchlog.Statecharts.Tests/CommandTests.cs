using Shouldly;
using Xunit;

namespace Patchlog.Statecharts.Tests;

/// <summary>Commands: sent, invoked, retried and undone.</summary>
public sealed class CommandTests
{
    const string Order = """
        {"initial": "pay", "context": {"amount": 5}, "states": {
          "pay": {"invoke": {"id": "paying",
              "command": {"type": "create", "targetName": "payments", "body": {"amount": "context.amount"}},
              "compensate": {"type": "delete", "targetName": "payments", "targetId": "event.output.id"},
              "retry": {"max": 2, "backoff": 1000, "factor": 3},
              "onDone": {"target": "ship", "actions": {"type": "assign", "assignment": {"paid": "event.output.id"}}},
              "onError": {"target": "failed", "actions": {"type": "assign", "assignment": {"why": "event.error"}}}}},
          "ship": {"entry": {"type": "sendCommand",
              "command": {"type": "patch", "targetName": "'stock'"},
              "compensate": {"type": "patch", "targetName": "back", "targetId": "context.paid"}},
            "on": {"lost": "failed", "sent": "done", "die": "dead"}},
          "done": {"type": "final"},
          "dead": {"type": "final"},
          "failed": {"type": "final", "compensate": true}}}
        """;

    [Fact]
    public void A_command_is_invoked_and_its_outcome_taken_once()
    {
        var machine = new Machine(Order);
        machine.Effects.ShouldBe("""send 1 {"type":"create","targetName":"payments","body":{"amount":5}}""");
        machine.Now.AwaitedCommands.ShouldBe([1]);
        machine.Succeed(2).Last.IsTaken.ShouldBeFalse();
        machine.Succeed(1, """{"id": "p1"}""").States.ShouldBe("ship");
        machine.Context.ShouldBe("""{"amount":5,"paid":"p1"}""");
        machine.Succeed(1).Last.IsTaken.ShouldBeFalse();
    }

    [Fact]
    public void A_refused_command_is_retried_with_growing_backoff_and_then_an_error()
    {
        var machine = new Machine(Order);
        machine.Refuse(1).Effects.ShouldBe("set retry.paying/2 1000");
        machine.Fire("retry.paying").Effects.ShouldStartWith("send 2 ");
        machine.Refuse(2).Effects.ShouldBe("set retry.paying/3 3000");
        machine.Fire("retry.paying").Refuse(3, "\"no\"").States.ShouldBe("failed");
        machine.Context.ShouldBe("""{"amount":5,"why":"no"}""");
        machine.Now.Status.ShouldBe(ChartStatus.Failed);
    }

    [Fact]
    public void What_was_done_is_undone_last_first_and_refusals_are_noted()
    {
        var machine = new Machine(Order);
        machine.Succeed(1, """{"id": "p1"}""").Succeed(2).Send("lost").Now.Status.ShouldBe(ChartStatus.Compensating);
        machine.Effects.ShouldBe("""send 3 {"type":"patch","targetName":"back","targetId":"p1"}""");
        machine.Send("sent").Last.IsTaken.ShouldBeFalse();
        machine.Refuse(3, "\"gone\"").Effects.ShouldBe("""send 4 {"type":"delete","targetName":"payments","targetId":"p1"}""");
        machine.Succeed(4).Now.Status.ShouldBe(ChartStatus.Failed);
        machine.Now.FailedCompensations.Single().ToString()
            .ShouldBe("""{"command":{"type":"patch","targetName":"back","targetId":"p1"},"error":"gone"}""");
    }

    [Fact]
    public void Cancelling_undoes_and_waits_for_what_is_still_on_its_way()
    {
        var machine = new Machine(Order);
        machine.Succeed(1, """{"id": "p1"}""").Cancel().Now.Status.ShouldBe(ChartStatus.Compensating);
        machine.Effects.ShouldBe("");
        machine.Succeed(2).Effects.ShouldStartWith("send 3 {\"type\":\"patch\"");
        machine.Succeed(3).Effects.ShouldStartWith("send 4 {\"type\":\"delete\"");
        machine.Succeed(4).Now.Status.ShouldBe(ChartStatus.Cancelled);
        machine.Cancel().Last.IsTaken.ShouldBeFalse();
    }

    [Fact]
    public void A_cancelled_invocation_is_undone_when_it_turns_out_successful()
    {
        var machine = new Machine(Order).Cancel();
        machine.Now.Status.ShouldBe(ChartStatus.Compensating);
        machine.Succeed(1, """{"id": "p"}""").Effects.ShouldStartWith("send 2 {\"type\":\"delete\"");
        machine.Succeed(2).Now.Status.ShouldBe(ChartStatus.Cancelled);
        new Machine(Order).Cancel().Refuse(1).Now.Status.ShouldBe(ChartStatus.Cancelled);
    }

    [Fact]
    public void A_final_state_without_compensation_undoes_nothing()
    {
        var machine = new Machine(Order).Succeed(1, """{"id": "p1"}""").Send("die");
        machine.Now.Status.ShouldBe(ChartStatus.Done);
        machine.Effects.ShouldBe("");
        machine.Succeed(2).Last.IsTaken.ShouldBeFalse();
    }

    [Fact]
    public void A_failure_that_nothing_catches_ends_the_instance()
    {
        var machine = new Machine("""
            {"initial": "a", "states": {"a": {"invoke": {"id": "i", "command": {"type": "create", "targetName": "x"}}}}}
            """);
        machine.Refuse(1, "\"why\"").Now.Status.ShouldBe(ChartStatus.Failed);
        machine.Now.Error!.ToString().ShouldBe("\"why\"");
    }

    [Fact]
    public void Stop_ends_the_instance_or_gives_up_an_invocation()
    {
        var machine = new Machine("""
            {"initial": "a", "on": {"stop": {"actions": "stop"}}, "states": {"a": {
              "on": {"give": {"actions": {"type": "stop", "id": "i"}}}, "after": {"10": "a"},
              "invoke": {"id": "i", "command": {"type": "create", "targetName": "x"}}}}}
            """);
        machine.Send("give").Now.AwaitedCommands.ShouldBeEmpty();
        machine.Succeed(1).Last.IsTaken.ShouldBeFalse();
        machine.Send("stop").Now.Status.ShouldBe(ChartStatus.Stopped);
        machine.Effects.ShouldStartWith("end ");
    }

    [Fact]
    public void A_state_that_is_left_in_the_same_step_invokes_nothing()
    {
        var machine = new Machine("""
            {"initial": "a", "states": {"a": {"on": {"go": "b"}}, "c": {},
              "b": {"always": "c", "invoke": {"command": {"type": "create", "targetName": "x"}}}}}
            """);
        machine.Send("go").States.ShouldBe("c");
        machine.Effects.ShouldBe("");
    }
}
