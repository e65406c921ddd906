using System.Collections.Immutable;
using Patchlog.Json;
using Shouldly;
using Xunit;

namespace Patchlog.Statecharts.Tests;

/// <summary>What definitions may say, and which instances events find.</summary>
public sealed class DefinitionTests
{
    [Theory]
    [InlineData("""{"initial": "a", "states": {"a": {"onn": {}}}}""", "/states/a/onn")]
    [InlineData("""{"initial": "a", "states": {"a": {"on": {"e": {"to": "a"}}}}}""", "/states/a/on/e/to")]
    [InlineData("""{"initial": "a", "states": {"a": {"on": {"e": "b"}}}}""", "/states/a/on/e")]
    [InlineData("""{"initial": "b", "states": {"a": {}}}""", "/initial")]
    [InlineData("""{"initial": "a", "states": {"a": {"entry": {"type": "assign"}}}}""", "/states/a/entry")]
    [InlineData("""{"initial": "a", "states": {"a": {"entry": "unknown"}}}""", "/states/a/entry")]
    [InlineData("""{"initial": "a", "states": {"a": {"on": {"e": {"guard": "1 +"}}}}}""", "/states/a/on/e/guard")]
    [InlineData("""{"initial": "a", "states": {"a": {"after": {"P1M": "a"}}}}""", "/states/a/after/P1M")]
    [InlineData("""{"initial": "a", "states": {"a": {"type": "final", "on": {}}}}""", "/states/a/on")]
    [InlineData("""{"initial": "a", "states": {"a": {"invoke": {"src": "x"}}}}""", "/states/a/invoke/src")]
    [InlineData("""{"initial": "a", "states": {"a": {"on": {"a*": "a"}}}}""", "/states/a/on/a*")]
    [InlineData("""{"initial": "a", "states": {"a": {}, "b": {"type": "parallel"}}}""", "/states/b/type")]
    [InlineData("""{"initial": "a", "on": {"e": {"target": [".a", ".b"]}}, "states": {"a": {}, "b": {}}}""", "/on/e/target")]
    public void Faults_have_a_pointer_and_a_line(string definition, string pointer)
    {
        var faults = Given.FaultsOf("\n" + definition);
        faults.ShouldContain(fault => fault.Pointer == pointer && fault.Line == 2, string.Join("\n", faults));
    }

    [Fact]
    public void Text_that_is_no_json_has_a_line() => Given.FaultsOf("{\n\"a\": }").Single().Line.ShouldBe(2);

    [Fact]
    public void Events_start_instances_and_find_them_by_key()
    {
        var chart = Given.Chart("""
            {"context": {"n": 1},
             "start": [{"on": "orders.created", "guard": "event.total > 10", "key": "'o-' + event.targetId",
                        "input": {"t": "event.total"}},
                       {"on": "orders.*"}],
             "correlate": [{"on": "payments.*", "key": "event.order", "with": "context.n", "name": "order"},
                           {"on": ["orders.changed"], "key": "event.targetId"}],
             "on": {"orders.changed": {"actions": {"type": "log", "message": "1"}}}}
            """);
        chart.HasStart.ShouldBeTrue();
        chart.MayStart("orders.x").ShouldBeTrue();
        chart.MayStart("payments.x").ShouldBeFalse();
        chart.MayTake("orders.changed").ShouldBeTrue();
        chart.MayTake("payments.paid").ShouldBeFalse();

        Start(chart, "orders.created", """{"targetId": "7", "total": 11}""").ShouldBe("o-7 {\"t\":11}");
        Start(chart, "orders.created", """{"targetId": "7", "total": 9}""")
            .ShouldBe("7 {\"type\":\"orders.created\",\"targetId\":\"7\",\"total\":9}");
        Start(chart, "other", "{}").ShouldBe("");

        Keys(chart, "payments.paid", """{"order": 1}""").ShouldBe("order:1");
        Keys(chart, "orders.changed", """{"targetId": "7"}""").ShouldBe(":\"7\"");
        Keys(chart, "payments.paid", "{}").ShouldBe("");

        using var engine = Given.Engine();
        chart.TryFindKeys(engine, new Machine(chart).Now, Given.Self, out var keys, out _).ShouldBeTrue();
        keys.ShouldBe([new("order", JsonValue.Parse("1"))]);
    }

    [Fact]
    public void A_start_without_an_id_is_a_fault()
    {
        var chart = Given.Chart("""{"start": {"on": "e"}}""");
        using var engine = Given.Engine();
        chart.TryFindStart(engine, new("e", JsonObject.Empty), out _, out var fault).ShouldBeFalse();
        fault!.Pointer.ShouldBe("/start");
    }

    [Fact]
    public void An_expression_can_not_close_what_is_around_it()
    {
        foreach (var text in (string[])["1), (2", "1 // ", "]; [1", "1n", "await 1", "1; 2", "})", ""])
        {
            var definition = """{"on": {"e": {"guard": GUARD}}}""".Replace(
                "GUARD", ((JsonValue)text).ToString(), StringComparison.Ordinal);
            var isCompiled = Statechart.TryCompile(new("t.json", definition), out _, out var faults);
            (text == "1 // " || text == "1), (2" ? true : !isCompiled).ShouldBeTrue(text + string.Join(' ', faults));
        }
    }

    [Fact]
    public void An_instance_moves_to_another_definition()
    {
        var from = Given.Chart("""
            {"initial": "a", "context": {"n": 1}, "states": {
              "a": {"after": {"10": "b"}, "initial": "x", "states": {"x": {}}}, "b": {}}}
            """);
        var to = Given.Chart("""
            {"initial": "b", "states": {
              "c": {"after": {"10": "b"}, "initial": "x", "states": {"x": {"after": {"PT1H": "#b"}}}}, "b": {"id": "b"}}}
            """);
        var machine = new Machine(from);
        Migrate(from, to, machine, ImmutableDictionary<string, string>.Empty, out var fault).ShouldBeNull();
        fault!.Code.ShouldBe(StatechartFaultCodes.Snapshot);

        var states = ImmutableDictionary<string, string>.Empty.Add("a", "c");
        var step = Migrate(from, to, machine, states, out fault).ShouldNotBeNull(fault?.Message);
        step.Effects.ShouldBe([new ChartEffect.SetTimer("after.PT1H", step.After.LastEntry, TimeSpan.FromHours(1))]);
        var moved = new Machine(to, step.After);
        moved.States.ShouldBe("c.x");
        moved.Context.ShouldBe("""{"n":1}""");
        moved.Fire("after.10").States.ShouldBe("b");
        moved.Now.Timers.ShouldBeEmpty();
    }

    static ChartStep? Migrate(
        Statechart from, Statechart to, Machine machine, ImmutableDictionary<string, string> states,
        out StatechartFault? fault)
    {
        using var engine = Given.Engine();
        to.TryMigrate(engine, new("t", "1"), from, machine.Now, states, out var step, out fault);

        return step;
    }

    static string Start(Statechart chart, string type, string json)
    {
        using var engine = Given.Engine();
        chart.TryFindStart(engine, new(type, Given.Object(json)), out var start, out var fault).ShouldBeTrue(fault?.Message);
        return start is var (id, input) ? $"{id} {input}" : "";
    }

    static string Keys(Statechart chart, string type, string json)
    {
        using var engine = Given.Engine();
        chart.TryFindKeys(engine, new(type, Given.Object(json)), out var keys, out var fault).ShouldBeTrue(fault?.Message);
        return string.Join(' ', keys.Select(key => $"{key.Correlation}:{key.Value}"));
    }
}
