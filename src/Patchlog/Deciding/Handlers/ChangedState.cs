using Patchlog.Json;

namespace Patchlog.Deciding.Handlers;

/// <summary>A proposal of the state that a handler left behind.</summary>
static class ChangedState
{
    /// <summary>Reads; a fault says why it can't be one.</summary>
    public static string? Read(HandlerTarget target, JsonObject? after, out Proposal proposal)
    {
        proposal = default;
        if (after is null)
            return "What it made of its state is no object.";

        if (target.Before is { } before)
        {
            if (HandlerTarget.FindOtherId(before, after) is { } fault)
                return fault;

            proposal = Proposal.OfDifference(target.EventName, before, after);
            return null;
        }

        // Where there is no aggregate it was given {}, and has left it so.
        if (after.Count == 0)
        {
            proposal = new([], null);
            return null;
        }

        if (target.Complete(after, out var body) is { } wrongId)
            return wrongId;

        proposal = Proposal.Of(target.EventName, EventType.Create, body, body);
        return null;
    }
}
