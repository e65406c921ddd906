using System.Diagnostics;
using Patchlog.Json;
using Patchlog.Statecharts;

namespace Patchlog.Deciding.Transitions;

/// <summary>What the events of an instance are called, and how they name what it was fed with.</summary>
static class TransitionNames
{
    /// <summary>The name of the event of a step that is no start.</summary>
    public static string Of(ProcessInput input, ChartSnapshot? before, ChartStep step) =>
        input is ProcessInput.Migration ? "migrated"
        : before is not null && before.Status == step.After.Status
            ? step.IsTaken ? "transitioned" : "answered"
            : step.After.Status switch
            {
                ChartStatus.Active => "transitioned",
                ChartStatus.Compensating => "compensating",
                ChartStatus.Done => "completed",
                ChartStatus.Failed => "failed",
                ChartStatus.Cancelled => "cancelled",
                ChartStatus.Stopped => "stopped",
            };

    /// <summary>An input in short.</summary>
    public static JsonObject Of(ProcessInput input) => input switch
    {
        ProcessInput.Start => Named("start", JsonValue.True),
        ProcessInput.Cancel => Named("cancel", JsonValue.True),
        ProcessInput.Migration => Named("migration", JsonValue.True),
        ProcessInput.Feed feed => Of(feed.Event),
        ProcessInput.Failure => JsonObject.Empty,
        _ => throw new UnreachableException($"There is no input {input.GetType().Name}."),
    };

    static JsonObject Of(ChartEvent @event) => @event switch
    {
        ChartEvent.External external => Named("event", external.Type),
        ChartEvent.Timer timer => Named("timer", timer.Name),
        ChartEvent.Outcome outcome => JsonObject.Of(
            new("command", outcome.Number), new("isSuccess", outcome.IsSuccess)),
        _ => throw new UnreachableException($"There is no event {@event.GetType().Name}."),
    };

    static JsonObject Named(string kind, JsonValue value) => JsonObject.Of(new JsonMember(kind, value));
}
