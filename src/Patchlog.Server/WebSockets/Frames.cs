using System.Diagnostics;
using Patchlog.Following;
using Patchlog.Json;
using Patchlog.Publishing;
using Patchlog.Server.Wire;

namespace Patchlog.Server.WebSockets;

/// <summary>The frames that the server sends. Each is written once, into a buffer that the sender gives back.</summary>
static class Frames
{
    public static JsonWriter Welcome(IntakeLimits limits, Guid epoch, string? bundle)
    {
        var writer = Begin("welcome", id: null).Name("limits").BeginObject()
            .Member("maxMessageBytes", limits.Json.MaxBytes)
            .Member("maxDepth", limits.Json.MaxDepth)
            .Member("maxCommandsInFlight", limits.MaxInFlightPerConnection)
            .Member("maxCommandsPerBatch", limits.MaxCommandsPerBatch)
            .Member("maxSubscriptions", limits.MaxSubscriptionsPerConnection)
            .Member("maxPatchOperations", limits.Patch.MaxOperations)
            .Member("maxDocumentBytes", limits.Patch.MaxBytes)
            .End();

        writer.Member("epoch", epoch.ToString()).Name("bundle");
        return (bundle is null ? writer.Null() : writer.String(bundle)).End();
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

    public static JsonWriter Subscribed(string id, Position position, Guid epoch, Position? rewoundFrom)
    {
        var frame = Begin("subscribed", id).Member("position", position.ToString()).Member("epoch", epoch.ToString());
        if (rewoundFrom is { } acknowledged)
            frame.Member("rewoundFrom", acknowledged.ToString());

        return frame.End();
    }

    public static JsonWriter State(string id, AggregateState state, Position position) => Begin("state", id)
        .Member("version", state.Version.Number)
        .Member("position", position.ToString())
        .Member("body", state.Body ?? JsonValue.Null)
        .End();

    /// <summary>
    /// How many of the first events one frame takes: at least one, and no more than it may have bytes.
    /// </summary>
    public static int CountOfEvents(string id, ReadOnlySpan<FeedItem> items)
    {
        var count = 1;
        long length = LengthOfEvents(id, items[..1]);
        while (count < items.Length && (length += items[count].Json.Length + 1) <= FrameLimits.MaxEventsBytes)
            count++;

        return count;
    }

    public static JsonWriter Events(string id, ReadOnlySpan<FeedItem> items)
    {
        var length = LengthOfEvents(id, items);

        var writer = new JsonWriter(length).BeginObject().Member("type", "events").Member("id", id)
            .Name("events").BeginArray();
        foreach (var item in items)
            writer.Raw(item.Json.Span);

        return writer.End().End();
    }

    // Room for the events and the members around them.
    static int LengthOfEvents(string id, ReadOnlySpan<FeedItem> items)
    {
        var length = 64 + 6 * id.Length;
        foreach (var item in items)
            length += item.Json.Length + 1;

        return length;
    }

    /// <summary>The position that a subscription has reached.</summary>
    public static JsonWriter Progress(string id, FeedMessage message)
    {
        var (type, position) = message switch
        {
            FeedMessage.CaughtUp caughtUp => ("caughtUp", caughtUp.Position),
            FeedMessage.FellBehind fellBehind => ("fellBehind", fellBehind.Position),
            FeedMessage.Checkpoint checkpoint => ("checkpoint", checkpoint.Position),
            FeedMessage.Events => throw new UnreachableException("Events have a frame of their own."),
            _ => throw new UnreachableException($"There is no frame for {message.GetType().Name}."),
        };

        return Begin(type, id).Member("position", position.ToString()).End();
    }

    public static JsonWriter Committed(string id, Position position) =>
        Begin("committed", id).Member("position", position.ToString()).End();

    public static JsonWriter Complete(string id, Problem? problem)
    {
        var writer = Begin("complete", id);
        if (problem is not null)
        {
            writer.Name("problem");
            ProblemJson.Write(writer, problem);
        }

        return writer.End();
    }

    static JsonWriter Begin(string type, JsonValue? id)
    {
        var writer = new JsonWriter().BeginObject().Member("type", type);
        return id is null ? writer : writer.Member("id", id);
    }
}
