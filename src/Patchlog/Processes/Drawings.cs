using System.Collections.Immutable;
using Patchlog.Admission;
using Patchlog.Statecharts;

namespace Patchlog.Processes;

/// <summary>
/// Draws machines: where their states stand takes a processor for a while, the first time. One at a time, on a thread
/// of its own, tenants in turn. Thread-safe.
/// </summary>
sealed class Drawings
{
    readonly FairSemaphore _turns =
        new(width: 1, ProcessLimits.MaxWaitingDrawingsPerTenant, ProcessLimits.MaxWaitingDrawings);

    /// <summary>Draws a machine as SVG; refused with <c>too-many-requests</c> if too many wait.</summary>
    /// <param name="tenant">Who asks.</param>
    /// <param name="chart">The machine.</param>
    /// <param name="active">The paths of the states to mark.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<Result<string>> DrawAsync(
        Tenant tenant, Statechart chart, ImmutableArray<string> active, CancellationToken cancellation)
    {
        if (!_turns.TryEnter(tenant, cancellation, out var entering))
            return new Problem(ProblemCode.TooManyRequests, "Too many drawings are waiting; try again later.");

        using var turn = await entering;

        return await Task.Factory.StartNew(
            () => StatechartDrawing.ToSvg(chart, active), cancellation, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }
}
