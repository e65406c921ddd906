using Patchlog.Statecharts.Definitions;
using Patchlog.Statecharts.Scripts;

namespace Patchlog.Statecharts.Stepping;

/// <summary>
/// Runs an event to completion: the transitions that take it, those without an event, and those that take what was
/// raised, until nothing is left to do (SCXML, appendix D: mainEventLoop, as XState 5 has it).
/// </summary>
/// <param name="state">The instance.</param>
sealed class Macrostep(StepState state)
{
    readonly TransitionSelection _selection = new(state);
    int _microsteps;

    /// <summary>Enters the states that are active first, and goes on from there.</summary>
    public void Start(Transition starting, StepEvent cause)
    {
        state.Active.Add(0);
        Take([starting], cause, isStart: true);
        Complete(cause);
    }

    /// <summary>Deals with an event. An error that no transition takes is the end of the instance.</summary>
    /// <param name="cause">The event.</param>
    /// <param name="isError">Whether it is the failure of an invocation.</param>
    public void Run(StepEvent cause, bool isError = false)
    {
        var taken = _selection.ForEvent(cause);
        if (isError && taken.Count == 0)
        {
            state.IsTaken = true;
            Endings.Fail(state, cause.Json["error"]);
            return;
        }

        if (taken.Count > 0)
            Take(taken, cause);
        Complete(cause);
    }

    void Complete(StepEvent first)
    {
        var cause = first;
        var mayBeEventless = true;
        while (state.Status == ChartStatus.Active)
        {
            var enabled = mayBeEventless ? _selection.Eventless(cause) : [];
            var isEventless = enabled.Count > 0;
            if (!isEventless)
            {
                if (!state.Raised.TryDequeue(out var raised))
                    break;

                cause = raised;
                enabled = _selection.ForEvent(cause);
            }

            // One that took no event and changed nothing would be taken for ever.
            var isChanged = enabled.Count > 0 && Take(enabled, cause);
            mayBeEventless = !isEventless || isChanged;
        }

        if (state.Status == ChartStatus.Active)
            Invocations.SendAll(state, cause);
        else
            Endings.End(state);
    }

    bool Take(List<Transition> enabled, StepEvent cause, bool isStart = false)
    {
        if (++_microsteps > StatechartLimits.MaxMicrosteps)
            throw state.Exceeded($"more than {StatechartLimits.MaxMicrosteps} microsteps follow each other");

        return new Microstep(state, _selection).Take(enabled, cause, isStart);
    }
}
