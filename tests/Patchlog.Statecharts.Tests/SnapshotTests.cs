using Patchlog.Json;
using Shouldly;
using Xunit;

namespace Patchlog.Statecharts.Tests;

/// <summary>Snapshots from anywhere are read, or refused with a fault.</summary>
public sealed class SnapshotTests
{
    const string Definition = """
        {"initial": "p", "context": {"n": 1}, "states": {
          "p": {"type": "parallel", "after": {"PT1S": "q"}, "on": {"out": "q"}, "states": {
            "x": {"initial": "a", "states": {"a": {"on": {"e": "b"}}, "b": {}, "h": {"type": "history"}}},
            "y": {"initial": "a", "states": {"a": {}, "b": {}}}}},
          "q": {"invoke": {"id": "i", "command": {"type": "create", "targetName": "x"},
            "compensate": {"type": "delete", "targetName": "x"}, "retry": {"max": 3, "backoff": 1}}}}}
        """;

    static readonly string[] Values =
    [
        "null", "[]", "{}", "\"\"", "\"x\"", "-1", "1", "0.5", "9223372036854775807", "1e400", "[1]", "{\"x\":1}", "true",
        "[null]", "[{}]", "\"p\"", "\"p.x.a\"", "\"p.x.h\"", "[\"p.x.a\",\"p.y.a\"]", "[[]]", "{\"p\":{\"x\":\"a\"}}",
        "{\"p.x.h\":[\"p.y.a\"]}", "\"q\"", "\"compensating\"", "\"done\"", "[{\"kind\":\"compensation\",\"number\":1}]",
    ];

    [Fact]
    public void A_snapshot_with_any_member_replaced_is_refused_or_goes_on()
    {
        var chart = Given.Chart(Definition);
        var machine = new Machine(chart).Send("e");
        JsonObject[] snapshots =
            [
                machine.Now.ToJson(), machine.Send("out").Now.ToJson(), machine.Refuse(1).Now.ToJson(),
                machine.Cancel().Now.ToJson(),
            ];

        foreach (var changed in snapshots.SelectMany(Variants))
        {
            if (!ChartSnapshot.TryRead(chart, changed, out var read, out var fault))
            {
                fault.Code.ShouldBe(StatechartFaultCodes.Snapshot);
                continue;
            }

            GoOn(chart, read);
        }
    }

    [Fact]
    public void A_snapshot_of_another_definition_is_refused()
    {
        var (one, other) = (Given.Chart(Definition), Given.Chart(Definition));
        using var engine = Given.Engine();
        var cause = new ChartEvent.External("e", JsonObject.Empty);
        other.TryStep(engine, Given.Self, new Machine(one).Now, cause, out _, out var fault)
            .ShouldBeFalse();
        fault!.Code.ShouldBe(StatechartFaultCodes.Snapshot);
        other.AcceptedEvents(new Machine(one).Now).ShouldBeEmpty();
    }

    static IEnumerable<JsonObject> Variants(JsonObject snapshot)
    {
        foreach (var name in snapshot.Members.ToArray().Select(member => member.Name).Concat(Names).Distinct())
        {
            yield return snapshot.Without(name);
            foreach (var value in Values)
                yield return snapshot.With(name, JsonValue.Parse(value));
            if (snapshot[name] is JsonArray { Count: > 0 } array && array[0] is JsonObject first)
            {
                foreach (var inner in first.Members.ToArray())
                {
                    yield return snapshot.With(name, JsonArray.Of([first.Without(inner.Name)]));
                    foreach (var value in Values)
                        yield return snapshot.With(name, JsonArray.Of([first.With(inner.Name, JsonValue.Parse(value))]));
                }
            }
        }
    }

    static readonly string[] Names =
        ["order", "history", "timers", "awaited", "entries", "commands", "compensations", "compensating", "then"];

    static void GoOn(Statechart chart, ChartSnapshot read)
    {
        ChartEvent[] causes =
        [
            new ChartEvent.External("e", JsonObject.Empty), new ChartEvent.External("out", JsonObject.Empty),
            new ChartEvent.Outcome(1, true, JsonValue.Null), new ChartEvent.Outcome(1, false, JsonValue.Null),
            .. read.Timers.Select(timer => new ChartEvent.Timer(timer.Name, timer.Entry)),
        ];
        foreach (var cause in causes)
        {
            using var engine = Given.Engine();
            if (!chart.TryStep(engine, Given.Self, read, cause, out var step, out _))
                continue;

            ChartSnapshot.TryRead(chart, step.After.ToJson(), out _, out var fault)
                .ShouldBeTrue($"{fault?.Message}\n{read.ToJson()}\n{cause}\n{step.After.ToJson()}");
        }

        using var last = Given.Engine();
        chart.TryCancel(last, Given.Self, read, out _, out _).ShouldBeTrue();
    }
}
