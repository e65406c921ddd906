using Patchlog.Json;
using Patchlog.Statecharts.Scripts;
using Patchlog.Statecharts.Snapshots;

namespace Patchlog.Statecharts.Stepping;

/// <summary>
/// How instances end. One that fails or is cancelled undoes what it did first: the last deed first, one after another.
/// </summary>
static class Endings
{
    /// <summary>Ends an instance that has reached a final state, or has stopped itself.</summary>
    public static void End(StepState state)
    {
        var isUndone = state.Status == ChartStatus.Done
            && state.Leaves.Exists(leaf => state.States[leaf].Compensates);
        if (isUndone)
        {
            Undo(state, ChartStatus.Failed);
            return;
        }

        state.EndTimers(_ => true);
        state.Awaited.Clear();
        state.Compensations.Clear();
    }

    /// <summary>Ends an instance whose error nothing caught.</summary>
    public static void Fail(StepState state, JsonValue? error)
    {
        state.Error = error;
        Undo(state, ChartStatus.Failed);
    }

    /// <summary>Begins to undo what an instance did.</summary>
    /// <param name="state">The instance.</param>
    /// <param name="end">How it ends afterwards.</param>
    public static void Undo(StepState state, ChartStatus end)
    {
        (state.Status, state.EndStatus) = (ChartStatus.Compensating, end);
        state.EndTimers(_ => true);
        state.Invoking.Clear();
        state.Raised.Clear();

        Invocations.GiveUp(state, _ => true);
        GoOn(state);
    }

    /// <summary>Deals with the outcome of a compensation: the next one may run.</summary>
    public static void Undone(StepState state, ChartEvent.Outcome outcome)
    {
        if (!outcome.IsSuccess && state.RunningCompensation is { } refused)
        {
            state.FailedCompensations.Add(
                JsonObject.Of(new("command", refused), new("error", outcome.Value)));
        }

        state.RunningCompensation = null;
    }

    /// <summary>Notes how a successful command can be undone.</summary>
    /// <param name="state">The instance.</param>
    /// <param name="pointer">Where in the definition the command stands.</param>
    /// <param name="cause">The event of its success.</param>
    public static void Note(StepState state, string pointer, StepEvent cause)
    {
        if (!state.Chart.Definition.Compensations.TryGetValue(pointer, out var compensation))
            return;
        if (state.Compensations.Count >= StatechartLimits.MaxCompensations)
            throw state.Exceeded($"it has more than {StatechartLimits.MaxCompensations} compensations");

        if (state.Scripts.Compute(compensation.Members, new(state.Context, cause)) is JsonObject command)
            state.Compensations.Add(command);
    }

    /// <summary>Notes the same where that may fail: then it counts as a compensation that was refused.</summary>
    public static void NoteAnyway(StepState state, string pointer, ChartEvent.Outcome outcome)
    {
        try
        {
            Note(state, pointer, StepEvent.Of("xstate.done.command", "output", outcome.Value));
        }
        catch (StepAbortException abort)
        {
            state.FailedCompensations.Add(JsonObject.Of(
                new("command", JsonValue.Null),
                new("error", JsonObject.Of(new("code", abort.Fault.Code), new("detail", abort.Fault.Message)))));
        }
    }

    /// <summary>
    /// Sends the next compensation, unless one is under way, or a deed that comes before it may still succeed; ends the
    /// instance if there is nothing to await.
    /// </summary>
    public static void GoOn(StepState state)
    {
        if (state.RunningCompensation is not null || state.Awaited.Exists(one => one.Kind == AwaitedKind.Undoable))
            return;

        if (state.Compensations.Count > 0)
        {
            var command = state.Compensations[^1];
            state.Compensations.RemoveAt(state.Compensations.Count - 1);
            state.RunningCompensation = command;
            state.Await(new(AwaitedKind.Compensation, state.Send(command, isCompensation: true)));
        }
        else if (state.Awaited.Count == 0)
            state.Status = state.EndStatus;
    }
}
