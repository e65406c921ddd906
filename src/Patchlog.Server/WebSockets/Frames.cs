using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.WebSockets;

/// <summary>The frames that the server sends. Each is written once, into a buffer that whoever sends it gives back.</summary>
static class Frames
{
    public static JsonWriter Welcome(IntakeLimits limits, Guid epoch)
    {
        var writer = Begin("welcome", id: null).Name("limits").BeginObject()
            .Member("maxMessageBytes", limits.Json.MaxBytes)
            .Member("maxDepth", limits.Json.MaxDepth)
            .Member("maxCommandsInFlight", limits.MaxInFlightPerConnection)
            .Member("maxCommandsPerBatch", limits.MaxCommandsPerBatch)
            .Member("maxPatchOperations", limits.Patch.MaxOperations)
            .Member("maxDocumentBytes", limits.Patch.MaxBytes)
            .End();
        return writer.Member("epoch", epoch.ToString()).Name("bundle").Null().End();
    }

    public static JsonWriter GoAway(TimeSpan reconnectAfter) =>
        Begin("goaway", id: null).Member("reconnectAfterMs", (long)reconnectAfter.TotalMilliseconds).End();

    public static JsonWriter Pong(JsonValue? id) => Begin("pong", id).End();

    public static JsonWriter Outcome(Outcome outcome, JsonValue? id)
    {
        var writer = new JsonWriter();
        OutcomeJson.Write(writer, outcome, id);
        return writer;
    }

    public static JsonWriter BatchOutcome(IEnumerable<Outcome> outcomes, JsonValue? id)
    {
        var writer = Begin("batchAck", id).Name("results").BeginArray();
        foreach (var outcome in outcomes)
            OutcomeJson.Write(writer, outcome);
        return writer.End().End();
    }

    public static JsonWriter Nack(Problem problem, JsonValue? id)
    {
        var writer = new JsonWriter();
        OutcomeJson.WriteNack(writer, problem, id);
        return writer;
    }

    public static Problem Invalid(string detail, string pointer) =>
        Problem.At(ProblemCode.InvalidFrame, pointer, "frame", detail);

    /// <summary>A problem if a frame has members beside its type, its id and the given one, or lacks that.</summary>
    public static Problem? RefuseMembers(JsonObject frame, ReadOnlySpan<string> members)
    {
        foreach (var (name, _) in frame.Members)
            if (name is not ("type" or "id") && !members.Contains(name))
                return Invalid($"This frame has no member \"{name}\".", "/" + name);
        foreach (var name in members)
            if (frame[name] is null)
                return Invalid($"This frame needs the member \"{name}\".", "/" + name);
        return null;
    }

    static JsonWriter Begin(string type, JsonValue? id)
    {
        var writer = new JsonWriter().BeginObject().Member("type", type);
        return id is null ? writer : writer.Member("id", id);
    }
}
