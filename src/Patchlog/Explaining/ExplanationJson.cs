using Patchlog.Json;

namespace Patchlog.Explaining;

/// <summary>An explanation as every client sees it.</summary>
public static class ExplanationJson
{
    const string Nothing = "The command changed nothing, and left nothing to explain.";

    /// <summary>Writes it.</summary>
    public static void Write(JsonWriter writer, Explanation explanation)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(explanation);
        writer.BeginObject()
            .Member("type", "explanation")
            .Member("commandId", explanation.CommandId.Value)
            .Member("targetName", explanation.Target.TargetName.Value)
            .Member("targetId", explanation.Target.TargetId.Value)
            .Member("version", explanation.Version.Number);

        if (explanation.Command is { } command)
            WriteDecision(writer, explanation, command);
        else
            writer.Member("detail", Nothing);

        writer.Name("events");
        EventJson.WriteAll(writer, explanation.Events);
        writer.End();
    }

    static void WriteDecision(JsonWriter writer, Explanation explanation, JsonObject command)
    {
        writer.Member("command", command).Member("before", explanation.Before ?? JsonValue.Null);

        if (!explanation.Reads.IsEmpty)
        {
            writer.Name("reads").BeginArray();
            foreach (var (key, state) in explanation.Reads)
                writer.BeginObject()
                    .Member("targetName", key.TargetName.Value)
                    .Member("targetId", key.TargetId.Value)
                    .Member("version", state.Version.Number)
                    .Member("document", state.Body ?? JsonValue.Null)
                    .End();

            writer.End();
        }

        if (explanation.Trace is { } trace)
            writer.Member("trace", trace);

        writer.Member("agrees", explanation.Differences.IsEmpty);
        if (!explanation.Differences.IsEmpty)
            WriteDifferences(writer, explanation);
    }

    static void WriteDifferences(JsonWriter writer, Explanation explanation)
    {
        writer.Name("differences").BeginArray();
        foreach (var (place, journaled, decided) in explanation.Differences)
        {
            writer.BeginObject().Member("place", place);
            if (journaled is not null)
                writer.Member("journaled", journaled);

            if (decided is not null)
                writer.Member("decided", decided);

            writer.End();
        }

        writer.End();
    }
}
