using Patchlog.Json;
using Patchlog.Statecharts;

namespace Patchlog.Deciding.Transitions;

/// <summary>What the answer to an orchestration command says of the instance.</summary>
static class ProcessReport
{
    /// <summary>Its status, its active states, the events that it takes now, and whether it took this one.</summary>
    public static JsonObject Of(Statechart chart, ChartSnapshot snapshot, bool isTaken) => JsonObject.Of(
        new("taken", isTaken),
        new("status", StatusOf(snapshot.Status)),
        new("states", JsonArray.Of([.. snapshot.ActiveStates.Select(JsonString.From)])),
        new("accepts", JsonArray.Of([.. chart.AcceptedEvents(snapshot).Select(JsonString.From)])));

    static string StatusOf(ChartStatus status) => status switch
    {
        ChartStatus.Active => "active",
        ChartStatus.Compensating => "compensating",
        ChartStatus.Done => "done",
        ChartStatus.Failed => "failed",
        ChartStatus.Cancelled => "cancelled",
        ChartStatus.Stopped => "stopped",
    };
}
