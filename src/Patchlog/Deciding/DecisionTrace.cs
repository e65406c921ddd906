using Patchlog.Json;

namespace Patchlog.Deciding;

/// <summary>How a decision came about, step by step, for the sender that asked for it.</summary>
static class DecisionTrace
{
    /// <summary>The trace of a decision.</summary>
    /// <param name="question">What was decided.</param>
    /// <param name="proposal">What was proposed; nothing where it did not come so far.</param>
    public static JsonObject Of(in Question question, in Proposal proposal)
    {
        var bundle = question.Bundle;
        var trace = new JsonObject.Builder();
        trace.Set("version", question.State.Version.Number);
        trace.Set("receivedAt", ScriptedCommand.TextOf(question.Command.ReceivedAt));
        if (bundle.Digest is { } digest)
            trace.Set("bundle", digest);

        if (Decider.FindHandler(question.Command, bundle) is { File: var handler })
            trace.Set("handler", handler);

        var others = question.Others;
        if (!others.IsEmpty)
        {
            trace.Set("reads", JsonArray.Of(
            [
                .. others.Select(one => JsonObject.Of(
                    new("targetName", one.Key.TargetName.Value), new("targetId", one.Key.TargetId.Value),
                    new("version", one.State.Version.Number))),
            ]));
        }

        if (proposal.IsValid is { } isValid)
            trace.Set("schema", isValid ? "satisfied" : "violated");

        if (!proposal.Records.IsDefaultOrEmpty)
            trace.Set("rules", JsonArray.Of([.. proposal.Records]));

        if (proposal.IsRecordCut)
            trace.Set("truncated", JsonValue.True);

        return trace.Build();
    }
}
