using Patchlog.Json;

namespace Patchlog.Server.Wire;

/// <summary>The outcome of a command, as <c>ack</c> or <c>nack</c>.</summary>
static class OutcomeJson
{
    /// <summary>Writes an outcome.</summary>
    /// <param name="writer">Takes the object.</param>
    /// <param name="outcome">The outcome.</param>
    /// <param name="id">The id of the frame that is answered; null over HTTP, and where a frame has none.</param>
    public static void Write(JsonWriter writer, Outcome outcome, JsonValue? id = null)
    {
        if (outcome is Outcome.Success success)
            WriteAck(writer, success, id);
        else if (outcome is Outcome.Failure failure)
            WriteNack(writer, failure.Problem, id);
        else if (outcome is Outcome.Trial trial)
            TrialJson.Write(writer, trial, id);
    }

    /// <summary>Writes a refusal.</summary>
    /// <param name="writer">Takes the object.</param>
    /// <param name="problem">The reason.</param>
    /// <param name="id">The id of the frame that is answered; null where a frame has none.</param>
    public static void WriteNack(JsonWriter writer, Problem problem, JsonValue? id)
    {
        Begin(writer, "nack", id);
        if (problem.CommandId is { } commandId)
            writer.Member("commandId", commandId.Value);

        writer.Name("problem");
        ProblemJson.Write(writer, problem);
        writer.End();
    }

    static void WriteAck(JsonWriter writer, Outcome.Success success, JsonValue? id)
    {
        Begin(writer, "ack", id);
        writer.Member("commandId", success.CommandId.Value)
            .Member("targetName", success.Target.TargetName.Value)
            .Member("targetId", success.Target.TargetId.Value)
            .Member("version", success.Version.Number)
            .Name("position");

        if (success.Position is { } position)
            writer.String(position.ToString());
        else
            writer.Null();

        writer.Name("events");
        EventJson.WriteAll(writer, success.Events);
        writer.Member("duplicate", success.IsDuplicate);
        if (success.Process is { } process)
            writer.Member("process", process);

        if (success.Trace is { } trace)
            writer.Member("trace", trace);

        writer.End();
    }

    static void Begin(JsonWriter writer, string type, JsonValue? id)
    {
        writer.BeginObject().Member("type", type);

        if (id is not null)
            writer.Member("id", id);
    }
}
