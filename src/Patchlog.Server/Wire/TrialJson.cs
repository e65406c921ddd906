using Patchlog.Json;

namespace Patchlog.Server.Wire;

/// <summary>What would come of a command.</summary>
static class TrialJson
{
    /// <summary>Bytes of the text, about.</summary>
    public static long SizeOf(Outcome.Trial trial) =>
        BufferLimits.FrameBytes + (trial.Body?.Utf8Length ?? 0L) + trial.Log.Sum(line => 2L * line.Length)
        + trial.Events.Sum(draft => BufferLimits.FrameBytes
            + (draft.Body?.Utf8Length ?? 0L) + (draft.Data?.Utf8Length ?? 0L));

    /// <summary>
    /// Reserves the memory of the answer. A short command may be tried on a large document, and the answer has all of
    /// it: there must be room for that at once, because whoever waits holds the document.
    /// </summary>
    /// <param name="trial">What would come of the command.</param>
    /// <param name="account">Holds the memory until the answer is sent.</param>
    /// <param name="memory">What is reserved for the answer.</param>
    /// <returns>The outcome; a failure if there is no room.</returns>
    public static Outcome Reserve(Outcome.Trial trial, MemoryAccount account, ref long memory)
    {
        var bytes = BufferLimits.CountedPerMessageByte * SizeOf(trial);
        if (!account.TryReserve(bytes))
            return new Outcome.Failure(new(ProblemCode.TooManyRequests, "There is no room for the answer now.")
            {
                CommandId = trial.CommandId,
            });

        memory += bytes;
        return trial;
    }

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

        writer.Name("log").BeginArray();
        foreach (var line in trial.Log)
            writer.String(line);

        writer.End().Member("duplicate", trial.IsDuplicate).End();
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
