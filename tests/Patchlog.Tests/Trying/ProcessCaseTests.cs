using System.Text;
using Patchlog.Bundles;
using Patchlog.Tests.Harness;
using Patchlog.Tests.Processes;
using Patchlog.Trying;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Trying;

/// <summary>Cases of processes: what passes, what differs, and what is no case.</summary>
public sealed class ProcessCaseTests
{
    const string Order = """{ "journaled": { "targetName": "orders", "name": "created", "body": { "id": "7", "sku": "A" } } }""";

    const string Reserved = """{ "answer": { "command": 1, "isSuccess": true } }""";

    static readonly CaseRunner Runner = new(BundleTexts.Compile(
        Machines.Fulfilment, Machines.Waiter, Machines.Watcher, Machines.Faulty));

    [Theory]
    [InlineData("fulfilment", "",
        """
        { "journaled": { "targetName": "orders", "name": "created", "body": { "id": "7", "sku": "A" } },
          "then": { "taken": true, "status": "active", "states": ["reserving"], "context": { "sku": "A" }, "timers": [],
            "commands": [{ "number": 1, "type": "create", "targetName": "reservations", "targetId": "7",
              "body": { "sku": "A" } }], "events": [{ "name": "started" }] } }
        """)]
    [InlineData("fulfilment", Order + "," + Reserved,
        """
        { "wait": "PT59M", "then": { "taken": false, "states": ["awaiting"], "commands": [],
            "timers": [{ "name": "after.PT1H", "at": "1970-01-01T01:00:00.000Z" }] } },
        { "journaled": { "targetName": "payments", "name": "created", "body": { "order": "8" } }, "then": { "taken": false } },
        { "wait": 60000, "then": { "status": "compensating", "commands": [{ "type": "delete", "targetId": "7" }] } },
        { "answer": { "command": 2, "isSuccess": true }, "then": { "status": "failed", "states": ["failed"], "timers": [] } }
        """)]
    [InlineData("fulfilment", Order + "," + Reserved,
        """
        { "cancel": true, "then": { "status": "compensating", "commands": [{ "number": 2 }] } },
        { "answer": { "command": 2, "isSuccess": false }, "then": { "status": "cancelled" } }
        """)]
    [InlineData("fulfilment", Order,
        """
        { "answer": { "command": 1, "isSuccess": false, "value": { "code": "out" } },
          "then": { "status": "failed", "commands": [] } }
        """)]
    [InlineData("waiter", "",
        """
        { "start": { "delay": 1000 }, "then": { "states": ["waiting"], "timers": [{ "at": "1970-01-01T00:00:01.000Z" }] } },
        { "wait": "P1D", "then": { "states": ["rung"], "context": { "fired": 1 } } },
        { "event": "again", "then": { "timers": [{ "name": "after.asked", "at": "1970-01-02T00:00:01.000Z" }] } },
        { "event": "nothing", "data": { "a": 1 }, "then": { "taken": false } }
        """)]
    [InlineData("watcher", """{ "start": { "topic": "a" } }""",
        """
        { "journaled": { "targetName": "signals", "type": "create", "body": { "topic": "b" } }, "then": { "taken": false } },
        { "journaled": { "targetName": "signals", "type": "create", "body": { "topic": "a" } },
          "then": { "taken": true, "context": { "seen": 1 } } },
        { "journaled": { "targetName": "signals", "type": "create", "body": { "topic": "a", "last": true } },
          "then": { "status": "done" } }
        """)]
    [InlineData("faulty", """{ "start": null }""",
        """
        { "event": "throw", "then": { "rejected": { "code": "process-failed" }, "states": ["idle"] } },
        { "wait": "PT1H", "then": { "rejected": { "code": "process-failed" }, "timers": [] } },
        { "event": "fine", "then": { "states": ["fine"] } }
        """)]
    public void A_case_passes_when_it_says_what_happens(string process, string given, string steps) =>
        Run(CaseOf(process, given, steps)).ShouldBeEmpty();

    [Theory]
    [InlineData("""{ "wait": "PT1H", "then": { "states": ["awaiting"] } }""",
        "/steps/0/then/states/0: expected \"awaiting\", but it is \"failed\"")]
    [InlineData("""{ "wait": "PT1H", "then": { "commands": [] } }""",
        "/steps/0/then/commands/0: expected nothing, but there is {\"number\":2,")]
    [InlineData("""{ "wait": "PT1S", "then": { "timers": [] } }""",
        "/steps/0/then/timers/0: expected nothing, but there is {\"name\":\"after.PT1H\",")]
    [InlineData("""{ "event": "hurry", "then": { "taken": false } }""",
        "/steps/0/then/taken: expected false, but it is true")]
    [InlineData("""{ "event": "hurry", "then": { "rejected": { "code": "process-failed" } } }""",
        "/steps/0/then/rejected: expected the input to be rejected, but it is not")]
    [InlineData("""{ "answer": { "command": 1, "isSuccess": true }, "then": {} }""",
        "/steps/0: There is no command 1 that waits for an answer.")]
    [InlineData("""{ "start": null, "then": {} }""",
        "/steps/0: the input is rejected with already-exists: ")]
    public void A_case_that_fails_names_what_differs(string step, string difference) =>
        Run(CaseOf("fulfilment", $"{Order},{Reserved}", step))[0].ShouldStartWith(difference);

    [Fact]
    public void A_process_that_is_not_there_is_a_difference() =>
        Run(CaseOf("nothing", "", """{ "cancel": true, "then": {} }"""))
            .ShouldBe(["/process: There is no process \"nothing\" in the bundle."]);

    [Theory]
    [InlineData("""{ "wait": "soon", "then": {} }""", "wait must be a duration")]
    [InlineData("""{ "wait": "P1M", "then": {} }""", "wait must be a duration")]
    [InlineData("""{ "wait": "PT1S" }""", "then must be an object")]
    [InlineData("""{ "wait": "PT1S", "event": "a", "then": {} }""", "exactly one of start, event")]
    [InlineData("""{ "wait": "PT1S", "then": { "state": "a" } }""", "no member \"state\" here")]
    [InlineData("""{ "event": 1, "then": {} }""", "event must be the name")]
    [InlineData("""{ "start": 1, "data": 2, "then": {} }""", "data belongs to event")]
    [InlineData("""{ "journaled": { "name": "created" }, "then": {} }""", "journaled must be an event")]
    [InlineData("""{ "journaled": { "targetName": "orders" }, "then": {} }""", "The event has a name")]
    [InlineData("""{ "answer": { "command": 1 }, "then": {} }""", "answer must be an object")]
    [InlineData("""{ "cancel": false, "then": {} }""", "cancel must be true")]
    [InlineData("1", "A step is an object")]
    public void What_is_no_step_is_a_fault(string step, string fault)
    {
        CaseFile.TryRead(FileOf(CaseOf("fulfilment", "", step)), out var cases, out var faults).ShouldBeFalse();

        cases.ShouldBeEmpty();
        faults[0].ToString().ShouldContain(fault);
    }

    static string CaseOf(string process, string given, string steps) =>
        $$"""{ "description": "a case", "process": "{{process}}", "given": [{{given}}], "steps": [{{steps}}] }""";

    static string[] Run(string text)
    {
        CaseFile.TryRead(FileOf(text), out var cases, out var faults).ShouldBeTrue(string.Join('\n', faults));

        return [.. Runner.Run(cases.ShouldHaveSingleItem()).Differences.Select(one => $"{one.Pointer}: {one.Detail}")];
    }

    static BundleFile FileOf(string text)
    {
        BundleFile.TryRead("tests/a.json", Encoding.UTF8.GetBytes(text), out var file, out _).ShouldBeTrue();
        return file.ShouldNotBeNull();
    }
}
