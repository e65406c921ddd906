using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Server.Wire;

/// <summary>What would come of a command.</summary>
static class TrialJson
{
    /// <summary>Bytes of the text, about.</summary>
    public static long SizeOf(Outcome.Trial trial) =>
        BufferLimits.FrameBytes + (trial.Body?.Utf8Length ?? 0L) + trial.Log.Sum(line => 2L * line.Length)
        + (trial.Trace?.Utf8Length ?? 0L) + (trial.Reads?.Utf8Length ?? 0L)
        + trial.Rules.Sum(rule => 2L * rule.Length)
        + trial.Events.Sum(draft => BufferLimits.FrameBytes
            + (draft.Body?.Utf8Length ?? 0L) + (draft.Data?.Utf8Length ?? 0L));

    /// <summary>Writes it.</summary>
    /// <param name="writer">Takes the object.</param>
    /// <param name="trial">What would come of the command.</param>
    /// <param name="id">The id of the frame that is answered; null over HTTP, and where a frame has none.</param>
    public static void Write(JsonWriter writer, Outcome.Trial trial, JsonValue? id = null)
    {
        writer.BeginObject().Member("type", "trial");
        if (id is not null)
            writer.Member("id", id);

        writer.Member("commandId", trial.CommandId.Value)
            .Member("targetName", trial.Target.TargetName.Value)
            .Member("targetId", trial.Target.TargetId.Value)
            .Member("version", trial.Version.Number);

        if (trial.Rejection is { } problem)
        {
            writer.Name("rejection");
            ProblemJson.Write(writer, problem);
        }
        else
        {
            WriteEvents(writer, trial);
            writer.Member("document", trial.Body ?? JsonValue.Null);
        }

        if (trial.Reads is { } reads)
            writer.Member("reads", reads);

        if (!trial.Rules.IsEmpty)
            WriteTexts(writer, "rules", trial.Rules);

        if (trial.Trace is { } trace)
            writer.Member("trace", trace);

        WriteTexts(writer, "log", trial.Log);
        writer.Member("duplicate", trial.IsDuplicate).End();
    }

    static void WriteTexts(JsonWriter writer, string name, ImmutableArray<string> texts)
    {
        writer.Name(name).BeginArray();
        foreach (var text in texts)
            writer.String(text);

        writer.End();
    }

    static void WriteEvents(JsonWriter writer, Outcome.Trial trial)
    {
        writer.Name("events").BeginArray();
        foreach (var draft in trial.Events)
        {
            writer.BeginObject()
                .Member("name", draft.Name)
                .Member("type", draft.Type.ToName())
                .Member("version", draft.Version.Number);
            if (draft.Body is { } body)
                writer.Member("body", body);

            if (draft.Data is { } data)
                writer.Member("data", data);

            writer.End();
        }

        writer.End();
    }
}
