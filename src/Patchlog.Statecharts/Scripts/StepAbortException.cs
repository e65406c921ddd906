namespace Patchlog.Statecharts.Scripts;

/// <summary>Ends a step, of which nothing remains. It is caught where the step began.</summary>
sealed class StepAbortException(StatechartFault fault) : Exception(fault.Message)
{
    public StatechartFault Fault { get; } = fault;
}
