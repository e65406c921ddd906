using Patchlog.Json;
using Patchlog.Scripting;
using Patchlog.Statecharts.Definitions;
using Shouldly;

namespace Patchlog.Statecharts.Tests;

/// <summary>An instance that is fed step by step. Every snapshot is written and read again on the way.</summary>
sealed class Machine
{
    readonly ScriptLimits? _limits;

    public Machine(Statechart chart, string input = "null", ScriptLimits? limits = null)
    {
        (Chart, _limits) = (chart, limits);
        using var engine = Given.Engine(limits);
        chart.TryStart(engine, Given.Self, JsonValue.Parse(input), out var step, out var fault).ShouldBeTrue(fault?.Message);
        Now = Take(step.ShouldNotBeNull());
    }

    public Machine(Statechart chart, ChartSnapshot now) => (Chart, Now) = (chart, now);

    public Machine(string definition, string? module = null)
        : this(Given.Chart(definition, module))
    {
    }

    public Statechart Chart { get; }

    public ChartSnapshot Now { get; private set; }

    public ChartStep Last { get; private set; } = new(null!, false, [], []);

    public string States => string.Join(' ', Now.ActiveStates);

    public string Context => Now.Context.ToString();

    /// <summary>The effects of the last step, one after another.</summary>
    public string Effects => string.Join("; ", Last.Effects.Select(Describe));

    public Machine Send(string type, string members = "{}") => Feed(new ChartEvent.External(type, Given.Object(members)));

    /// <summary>Has the timer of a name fire that is set.</summary>
    public Machine Fire(string name) => Feed(new ChartEvent.Timer(name, Now.Timers.Single(timer => timer.Name == name).Entry));

    public Machine Succeed(long number, string value = "null") =>
        Feed(new ChartEvent.Outcome(number, true, JsonValue.Parse(value)));

    public Machine Refuse(long number, string value = "null") =>
        Feed(new ChartEvent.Outcome(number, false, JsonValue.Parse(value)));

    public Machine Cancel()
    {
        using var engine = Given.Engine(_limits);
        Chart.TryCancel(engine, Given.Self, Now, out var step, out var fault).ShouldBeTrue(fault?.Message);
        Now = Take(step.ShouldNotBeNull());

        return this;
    }

    public Machine Feed(ChartEvent cause)
    {
        using var engine = Given.Engine(_limits);
        Chart.TryStep(engine, Given.Self, Now, cause, out var step, out var fault).ShouldBeTrue(fault?.ToString());
        Now = Take(step.ShouldNotBeNull());

        return this;
    }

    /// <summary>The fault of an event that must fail.</summary>
    public StatechartFault Fail(string type, string members = "{}")
    {
        using var engine = Given.Engine(_limits);
        Chart.TryStep(engine, Given.Self, Now, new ChartEvent.External(type, Given.Object(members)), out _, out var fault)
            .ShouldBeFalse();

        return fault.ShouldNotBeNull();
    }

    /// <summary>Has the timer of a state's <c>after</c> fire; false if none is set.</summary>
    public bool TryFireAfter(string stateId, string delay)
    {
        var state = Chart.Definition.ById[stateId];
        var name = state.After.Single((Delayed one) => one.Key == delay).TimerName;
        var timer = Now.SetTimers.FirstOrDefault(one => one.State == state.Index && one.Name == name);
        if (timer is not null)
            Feed(new ChartEvent.Timer(timer.Name, timer.Entry));

        return timer is not null;
    }

    ChartSnapshot Take(ChartStep step)
    {
        Last = step;
        var written = step.After.ToJson();
        ChartSnapshot.TryRead(Chart, written, out var read, out var fault).ShouldBeTrue($"{fault?.Message} {written}");
        read.ShouldNotBeNull().ToJson().ShouldBe(written);

        return read;
    }

    static string Describe(ChartEffect effect) => effect switch
    {
        ChartEffect.SetTimer set => $"set {set.Name}/{set.Entry} {set.Delay.TotalMilliseconds:0}",
        ChartEffect.EndTimer end => $"end {end.Name}/{end.Entry}",
        ChartEffect.SendCommand send => $"send {send.Number} {send.Command}",
        ChartEffect.Emit emit => $"emit {emit.Name} {emit.Data}",
        _ => effect.ToString(),
    };
}
