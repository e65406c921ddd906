using System.Collections.Immutable;
using System.Diagnostics;
using Patchlog.Json;
using Patchlog.Statecharts.Definitions;
using Patchlog.Statecharts.Scripts;
using Patchlog.Statecharts.Snapshots;

namespace Patchlog.Statecharts.Stepping;

/// <summary>An instance in the middle of a step. Changed by the step that owns it.</summary>
sealed class StepState
{
    readonly List<ChartEffect> _effects = [];
    readonly List<string> _log = [];
    long _bytes;

    public StepState(Statechart chart, Evaluator scripts, ChartSnapshot before)
    {
        (Chart, Scripts, Before) = (chart, scripts, before);
        (Status, EndStatus, Context, History) = (before.Status, before.EndStatus, before.Context, before.History);
        (Output, Error) = (before.Output, before.Error);
        (LastEntry, LastCommand, RunningCompensation) =
            (before.LastEntry, before.LastCommand, before.RunningCompensation);

        Active = new StateSet(chart.Definition.States.Length);
        Leaves.AddRange(before.Leaves);
        foreach (var leaf in Leaves)
        {
            for (var at = chart.Definition.States[leaf]; at is not null && !Active.Contains(at.Index); at = at.Parent)
                Active.Add(at.Index);
        }

        Timers.AddRange(before.SetTimers);
        Awaited.AddRange(before.Awaited);
        Compensations.AddRange(before.Compensations);
        FailedCompensations.AddRange(before.FailedCompensations);
    }

    public Statechart Chart { get; }

    public Evaluator Scripts { get; }

    public ChartSnapshot Before { get; }

    public ImmutableArray<StateNode> States => Chart.Definition.States;

    public ChartStatus Status { get; set; }

    public ChartStatus EndStatus { get; set; }

    /// <summary>The active states.</summary>
    public StateSet Active { get; set; }

    /// <summary>Those without active children, in the order in which they were entered.</summary>
    public List<int> Leaves { get; } = [];

    public JsonObject Context { get; private set; }

    public ImmutableSortedDictionary<int, ImmutableArray<int>> History { get; set; }

    public List<ChartTimer> Timers { get; } = [];

    public List<AwaitedCommand> Awaited { get; } = [];

    public List<JsonObject> Compensations { get; } = [];

    public List<JsonValue> FailedCompensations { get; } = [];

    public JsonObject? RunningCompensation { get; set; }

    public JsonValue? Output { get; set; }

    public JsonValue? Error { get; set; }

    public long LastEntry { get; set; }

    public long LastCommand { get; set; }

    /// <summary>The events that wait inside of the step.</summary>
    public Queue<StepEvent> Raised { get; } = [];

    /// <summary>Entries of states with invocations, which are sent if the states are still active in the end.</summary>
    public List<(StateNode State, long Entry)> Invoking { get; } = [];

    /// <summary>Whether anything came of the event.</summary>
    public bool IsTaken { get; set; }

    /// <summary>
    /// Whether a microstep changed the instance, as XState tells it: by assigning, whatever, and by invoking.
    /// </summary>
    public bool IsChanged { get; set; }

    /// <summary>Sets the context.</summary>
    public void Assign(JsonObject context)
    {
        Context = context;
        IsChanged = true;
    }

    /// <summary>Adds an event to those that wait inside of the step.</summary>
    public void Raise(StepEvent raised)
    {
        if (Raised.Count >= StatechartLimits.MaxRaisedEvents)
            throw Exceeded($"more than {StatechartLimits.MaxRaisedEvents} raised events wait");

        Raised.Enqueue(raised);
    }

    /// <summary>Asks the host to do something.</summary>
    public void Add(ChartEffect effect)
    {
        if (_effects.Count >= StatechartLimits.MaxEffects)
            throw Exceeded($"it has more than {StatechartLimits.MaxEffects} effects");

        _bytes += effect switch
        {
            ChartEffect.SendCommand sent => sent.Command.Utf8Length,
            ChartEffect.Emit emitted => emitted.Data?.Utf8Length ?? 0,
            ChartEffect.SetTimer or ChartEffect.EndTimer => 0,
            _ => throw new UnreachableException($"There is no size of {effect.GetType().Name}."),
        };

        if (_bytes > StatechartLimits.MaxEffectBytes)
            throw Exceeded($"its commands and events have more than {StatechartLimits.MaxEffectBytes} bytes");

        _effects.Add(effect);
    }

    /// <summary>Sets a timer; one of the same name and entry is there once.</summary>
    public void SetTimer(ChartTimer timer, TimeSpan delay)
    {
        if (Timers.Count >= StatechartLimits.MaxTimers)
            throw Exceeded($"more than {StatechartLimits.MaxTimers} timers are set");

        Timers.Add(timer);
        Add(new ChartEffect.SetTimer(timer.Name, timer.Entry, delay));
    }

    /// <summary>Ends timers; one that this step has set was never set.</summary>
    public void EndTimers(Predicate<ChartTimer> which)
    {
        for (var at = Timers.Count - 1; at >= 0; at--)
        {
            var timer = Timers[at];
            if (!which(timer))
                continue;

            Timers.RemoveAt(at);
            var isNew = _effects.RemoveAll(effect => effect is ChartEffect.SetTimer set
                && set.Name == timer.Name && set.Entry == timer.Entry) > 0;
            if (!isNew)
                Add(new ChartEffect.EndTimer(timer.Name, timer.Entry));
        }
    }

    /// <summary>Sends a command; answers its number.</summary>
    public long Send(JsonObject command, bool isCompensation = false)
    {
        Add(new ChartEffect.SendCommand(++LastCommand, command, isCompensation));
        return LastCommand;
    }

    /// <summary>Awaits the outcome of a command.</summary>
    public void Await(AwaitedCommand command)
    {
        if (Awaited.Count >= StatechartLimits.MaxAwaitedCommands)
            throw Exceeded($"the outcomes of more than {StatechartLimits.MaxAwaitedCommands} commands are awaited");

        Awaited.Add(command);
    }

    /// <summary>Writes a line into the log.</summary>
    public void Log(string line)
    {
        if (_log.Count >= StatechartLimits.MaxLogLines)
            throw Exceeded($"it logs more than {StatechartLimits.MaxLogLines} lines");

        var length = StatechartLimits.MaxLogLineLength;
        _log.Add(line.Length <= length ? line : string.Concat(line.AsSpan(0, length), "…"));
    }

    /// <summary>A bound is passed: nothing comes of the step.</summary>
    public StepAbortException Exceeded(string what) => new(new(
        StatechartFaultCodes.Limit, $"A step of \"{Chart.Id}\" passes a bound: {what}.", Chart.Source.Name));

    /// <summary>The step as it is now.</summary>
    public ChartStep ToStep()
    {
        if (!IsTaken)
            return new(Before, IsTaken: false, [], []);
        if (Context.Utf8Length > StatechartLimits.MaxContextBytes)
            throw Exceeded($"the context has more than {StatechartLimits.MaxContextBytes} bytes");

        var after = new ChartSnapshot(Chart)
        {
            Status = Status,
            EndStatus = Status == ChartStatus.Compensating ? EndStatus : ChartStatus.Failed,
            Leaves = [.. Leaves],
            Context = Context,
            History = History,
            SetTimers = [.. Timers],
            Awaited = [.. Awaited],
            LastEntry = LastEntry,
            LastCommand = LastCommand,
            Compensations = [.. Compensations],
            RunningCompensation = RunningCompensation,
            FailedCompensations = [.. FailedCompensations],
            Output = Output,
            Error = Error,
        };

        return new(after, IsTaken: true, [.. _effects], [.. _log]);
    }
}
