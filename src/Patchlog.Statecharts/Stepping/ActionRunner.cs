using System.Collections.Immutable;
using System.Diagnostics;
using Patchlog.Json;
using Patchlog.Statecharts.Compiling;
using Patchlog.Statecharts.Definitions;
using Patchlog.Statecharts.Scripts;
using Patchlog.Statecharts.Snapshots;

namespace Patchlog.Statecharts.Stepping;

/// <summary>Executes actions: each sees what those before it have assigned.</summary>
/// <param name="state">The instance.</param>
sealed class ActionRunner(StepState state)
{
    /// <summary>Executes actions in their order.</summary>
    public void Run(ImmutableArray<ChartAction> actions, StepEvent cause)
    {
        foreach (var action in actions)
            Run(action, cause);
    }

    /// <summary>Sets the timers of a state that was entered.</summary>
    public void SetTimers(StateNode node, long entry, StepEvent cause)
    {
        foreach (var delayed in node.After)
            state.SetTimer(new(delayed.TimerName, entry, node.Index, null), TimeOf(delayed.Delay, cause));
    }

    /// <summary>Sets those timers of an active state that are not set: it was entered elsewhere.</summary>
    public void SetMissingTimers(StateNode node, StepEvent cause)
    {
        var set = state.Timers.Where(timer => timer.State == node.Index).Select(timer => timer.Name).ToHashSet();
        Delayed[] missing = [.. node.After.Where(delayed => !set.Contains(delayed.TimerName))];
        if (missing.Length == 0)
            return;

        var entry = ++state.LastEntry;
        foreach (var delayed in missing)
            state.SetTimer(new(delayed.TimerName, entry, node.Index, null), TimeOf(delayed.Delay, cause));
    }

    void Run(ChartAction action, StepEvent cause)
    {
        switch (action)
        {
            case ChartAction.Assign assign:
                Assign(assign, cause);
                break;
            case ChartAction.Call call:
                Call(call, cause);
                break;
            case ChartAction.Raise raise:
                Raise(raise, cause);
                break;
            case ChartAction.Send send:
                Send(send, cause);
                break;
            case ChartAction.Emit emit:
                state.Add(new ChartEffect.Emit(emit.Name, emit.Data is { } data ? Compute(data, cause) : null));
                break;
            case ChartAction.Cancel cancel:
                state.EndTimers(timer => timer.Event is not null && timer.Name == cancel.Id);
                break;
            case ChartAction.Log log:
                var line = Compute(log.Message, cause);
                state.Log(line is JsonString text ? text.Value : line?.ToString() ?? "undefined");
                break;
            case ChartAction.Stop stop:
                Stop(stop);
                break;
            default:
                throw new UnreachableException($"{action.GetType()} is no action.");
        }
    }

    JsonValue? Compute(Template template, StepEvent cause) =>
        state.Scripts.Compute(template, new(state.Context, cause));

    void Assign(ChartAction.Assign assign, StepEvent cause)
    {
        var scope = new ScriptScope(state.Context, cause);
        var context = state.Context;
        foreach (var (name, value) in assign.Members)
        {
            var computed = state.Scripts.Compute(value, scope, state.Context[name]);
            context = computed is null ? context.Without(name) : context.With(name, computed);
        }

        state.Assign(context);
    }

    void Call(ChartAction.Call call, StepEvent cause)
    {
        var scope = new ScriptScope(state.Context, cause);
        if (call.Params is { } given)
            scope = scope with { Params = state.Scripts.Compute(given, scope) };

        switch (state.Scripts.Compute(call.Function, scope))
        {
            case null or JsonNull:
                break;
            case JsonObject members:
                var context = state.Context;
                foreach (var (name, value) in members.Members)
                    context = context.With(name, value);
                state.Assign(context);
                break;
            default:
                throw state.Scripts.Abort(
                    StatechartFaultCodes.Script,
                    $"The function \"{call.Function.Export}\" answers an object of members for the context, "
                    + "or nothing.",
                    call.Function.Pointer);
        }
    }

    void Raise(ChartAction.Raise raise, StepEvent cause)
    {
        var members = raise.Members is { } template ? Compute(template, cause) as JsonObject : null;
        var raised = new StepEvent(raise.Type, members ?? JsonObject.Empty);
        if (raise.Delay is not { } delay)
        {
            state.Raise(raised);
            return;
        }

        if (raise.Id is { } id)
            state.EndTimers(timer => timer.Event is not null && timer.Name == id);

        state.SetTimer(new(raise.Id ?? "raise", ++state.LastEntry, -1, raised.Json), TimeOf(delay, cause));
    }

    void Send(ChartAction.Send send, StepEvent cause)
    {
        var number = state.Send((JsonObject?)Compute(send.Command.Members, cause) ?? JsonObject.Empty);
        if (send.Compensation is not null)
            state.Await(new(AwaitedKind.Undoable, number, Origin: send.Pointer));
    }

    void Stop(ChartAction.Stop stop)
    {
        if (stop.Id is not { } id)
        {
            state.Status = ChartStatus.Stopped;
            return;
        }

        state.EndTimers(timer => timer.Event is null && timer.Name == Invocation.RetryTimerOf(id));
        Invocations.GiveUp(state, command => command.Origin == id);
    }

    TimeSpan TimeOf(Delay delay, StepEvent cause)
    {
        if (delay is { Fixed: { } time })
            return time;
        if (delay.Milliseconds is not { } script)
            return TimeSpan.Zero;

        var milliseconds = (state.Scripts.Compute(script, new(state.Context, cause)) as JsonNumber)?.ToDouble();
        if (milliseconds is { } number && Durations.TryFromMilliseconds(Math.Max(number, 0), out var computed))
            return computed;

        throw state.Scripts.Abort(
            StatechartFaultCodes.Script,
            $"A delay is a number of milliseconds, and at most {StatechartLimits.MaxDelay.TotalDays} days.",
            script.Pointer);
    }
}
