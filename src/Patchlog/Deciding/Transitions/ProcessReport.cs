using Patchlog.Json;
using Patchlog.Statecharts;

namespace Patchlog.Deciding.Transitions;

/// <summary>What the answer to an orchestration command says of the instance.</summary>
static class ProcessReport
{
    /// <summary>Its status, its active states, the events that it takes now, and whether it took this one.</summary>
    public static JsonObject Of(Statechart chart, ChartSnapshot snapshot, bool isTaken) => JsonObject.Of(
        new("taken", isTaken),
        new("status", snapshot.StatusName),
        new("states", JsonArray.Of([.. snapshot.ActiveStates.Select(JsonString.From)])),
        new("accepts", JsonArray.Of([.. chart.AcceptedEvents(snapshot).Select(JsonString.From)])));
}
