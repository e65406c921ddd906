using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Json;
using Patchlog.Statecharts.Compiling;
using Patchlog.Statecharts.Definitions;
using Patchlog.Statecharts.Scripts;
using Patchlog.Statecharts.Snapshots;

namespace Patchlog.Statecharts.Stepping;

/// <summary>Steps of instances: pure functions of a snapshot and an event.</summary>
static class Interpreter
{
    /// <summary>Runs a step; what ends it early becomes a fault, and nothing comes of it.</summary>
    public static bool TryRun(
        Func<ChartStep> run,
        [NotNullWhen(true)] out ChartStep? step, [NotNullWhen(false)] out StatechartFault? fault)
    {
        (step, fault) = (null, null);
        try
        {
            step = run();
            return true;
        }
        catch (StepAbortException abort)
        {
            fault = abort.Fault;
            return false;
        }
    }

    public static ChartStep Start(Statechart chart, Evaluator scripts, JsonValue input)
    {
        var state = new StepState(chart, scripts, new(chart) { Context = chart.Definition.Context });
        new Macrostep(state).Start(chart.Starting.Transition, StepEvent.Of("xstate.init", "input", input));

        return state.ToStep();
    }

    public static ChartStep Step(Evaluator scripts, ChartSnapshot before, ChartEvent cause)
    {
        var state = new StepState(before.Chart, scripts, before);
        switch (cause)
        {
            case ChartEvent.Outcome outcome when before.Status is ChartStatus.Active or ChartStatus.Compensating:
                Take(state, outcome);
                break;
            case ChartEvent.External external when IsOpen(state) && !DefinitionReader.IsInternal(external.Type):
                new Macrostep(state).Run(new(external.Type, external.Value));
                break;
            case ChartEvent.Timer timer when IsOpen(state):
                Take(state, timer);
                break;
            case ChartEvent.Outcome or ChartEvent.External or ChartEvent.Timer:
                // The instance is over, or the event is none that comes from outside.
                break;
        }

        return state.ToStep();
    }

    public static ChartStep Cancel(Evaluator scripts, ChartSnapshot before)
    {
        var state = new StepState(before.Chart, scripts, before);
        if (IsOpen(state))
        {
            state.IsTaken = true;
            Endings.Undo(state, ChartStatus.Cancelled);
        }

        return state.ToStep();
    }

    /// <summary>
    /// What becomes of an instance that can't take an outcome: it awaits it no longer, and what the command did is
    /// undone as if it had been taken.
    /// </summary>
    public static ChartStep Forgo(Evaluator scripts, ChartSnapshot before, ChartEvent.Outcome outcome)
    {
        var state = new StepState(before.Chart, scripts, before);
        if (FindAwaited(state, outcome) is not { } command)
            return state.ToStep();

        state.IsTaken = true;
        state.Awaited.Remove(command);
        if (command.Kind == AwaitedKind.Compensation)
            Endings.Undone(state, outcome);
        else if (outcome.IsSuccess)
            Endings.NoteAnyway(state, PointerOf(state, command), outcome);

        if (state.Status == ChartStatus.Compensating)
            Endings.GoOn(state);

        return state.ToStep();
    }

    static string PointerOf(StepState state, AwaitedCommand command) =>
        command.Kind == AwaitedKind.Invocation
            ? Invocations.Find(state.States[command.State], command)?.Pointer ?? ""
            : command.Origin;

    static AwaitedCommand? FindAwaited(StepState state, ChartEvent.Outcome outcome) =>
        state.Awaited.Find(one => one.Number == outcome.Number && one.Number > 0);

    static bool IsOpen(StepState state) => state.Status == ChartStatus.Active;

    static void Take(StepState state, ChartEvent.Timer fired)
    {
        var at = state.Timers.FindIndex(one => one.Name == fired.Name && one.Entry == fired.Entry);
        if (at < 0)
            return;

        var timer = state.Timers[at];
        state.Timers.RemoveAt(at);
        state.IsTaken = true;
        if (timer.Event is { } raised)
        {
            var type = raised["type"] is JsonString text ? text.Value : throw new UnreachableException("No type.");
            new Macrostep(state).Run(new(type, raised));
            return;
        }

        var node = state.States[timer.State];
        foreach (var delayed in node.After)
        {
            if (delayed.TimerName == timer.Name)
            {
                new Macrostep(state).Run(StepEvent.Of(delayed.EventType, "type", null));
                return;
            }
        }

        TryAgain(state, timer);
    }

    static void TryAgain(StepState state, ChartTimer timer)
    {
        var waiting = state.Awaited.Find(one => one.Kind == AwaitedKind.Invocation && one.Number == 0
            && one.Entry == timer.Entry && Invocation.RetryTimerOf(one.Origin) == timer.Name);
        if (waiting is not null)
            Invocations.SendAgain(state, waiting, StepEvent.Of($"xstate.{timer.Name}", "type", null));
    }

    static void Take(StepState state, ChartEvent.Outcome outcome)
    {
        if (FindAwaited(state, outcome) is not { } command)
            return;

        state.IsTaken = true;
        switch (command.Kind)
        {
            case AwaitedKind.Invocation:
                TakeInvoked(state, command, outcome);
                return;
            case AwaitedKind.Undoable:
                state.Awaited.Remove(command);
                if (outcome.IsSuccess)
                    Endings.Note(state, command.Origin, StepEvent.Of("xstate.done.command", "output", outcome.Value));
                break;
            case AwaitedKind.Compensation:
                state.Awaited.Remove(command);
                Endings.Undone(state, outcome);
                break;
        }

        if (state.Status == ChartStatus.Compensating)
            Endings.GoOn(state);
    }

    static void TakeInvoked(StepState state, AwaitedCommand command, ChartEvent.Outcome outcome)
    {
        var invocation = Invocations.Find(state.States[command.State], command)
            ?? throw new UnreachableException($"There is no invocation {command.Origin}.");
        state.Awaited.Remove(command);
        if (outcome.IsSuccess)
        {
            var done = StepEvent.Of(invocation.DoneEvent, "output", outcome.Value);
            Endings.Note(state, invocation.Pointer, done);
            new Macrostep(state).Run(done);
            return;
        }

        if (invocation.Retry is { } retry && command.Failures < retry.Max)
        {
            // A timer is set once in the life of an instance: each attempt has an entry of its own.
            var (failures, entry) = (command.Failures + 1, ++state.LastEntry);
            state.Await(command with { Number = 0, Failures = failures, Entry = entry });
            state.SetTimer(new(invocation.RetryTimer, entry, command.State, null), retry.BackoffAfter(failures));
            return;
        }

        new Macrostep(state).Run(StepEvent.Of(invocation.ErrorEvent, "error", outcome.Value), isError: true);
    }
}
