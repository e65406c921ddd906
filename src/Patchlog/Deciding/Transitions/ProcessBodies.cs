using Patchlog.Json;

namespace Patchlog.Deciding.Transitions;

/// <summary>
/// The server's own orchestration commands and their bodies: what <see cref="ProcessInput.Of(Command)"/> reads.
/// </summary>
static class ProcessBodies
{
    /// <summary>A command of the server's own.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="id">The command's id, which follows from what it is about.</param>
    /// <param name="body">One of the bodies below.</param>
    /// <param name="now">When the command is made.</param>
    public static Command CommandOf(AggregateKey instance, CommandId id, JsonObject body, DateTimeOffset now) => new()
    {
        Id = id,
        Type = CommandType.Orchestration,
        Target = instance,
        Body = body,
        ReceivedAt = now,
        Actor = "server",

        // The id says it all: what the body tells beside it, such as an answer, may be worded otherwise another time.
        Digest = Digest.Of(JsonObject.Of(new("orchestration", instance.ToString()), new("id", id.Value))),
    };

    /// <summary>An event of the journal starts an instance.</summary>
    /// <param name="input">Its input.</param>
    /// <param name="bundle">The bundle that the event names: it has the definition.</param>
    /// <param name="position">Where the event stands.</param>
    public static JsonObject Start(JsonValue input, string bundle, Position position) =>
        JsonObject.Of(new("start", input), new("bundle", bundle), new("position", position.Number));

    /// <summary>An instance is fed with an event of the journal.</summary>
    public static JsonObject Journaled(JsonObject journaled) => JsonObject.Of(new JsonMember("journaled", journaled));

    /// <summary>A timer fires.</summary>
    public static JsonObject Timer(string name, long entry) =>
        JsonObject.Of(new JsonMember("timer", JsonObject.Of(new("name", name), new("entry", entry))));

    /// <summary>A command that the instance has issued is answered.</summary>
    public static JsonObject Outcome(long number, CommandId command, bool isSuccess, JsonValue value) =>
        JsonObject.Of(new JsonMember("outcome", JsonObject.Of(
            new("number", number), new("commandId", command.Value), new("isSuccess", isSuccess), new("value", value))));

    /// <summary>The instance is ended from outside.</summary>
    public static JsonObject Cancel { get; } = JsonObject.Of(new JsonMember("cancel", JsonValue.True));

    /// <summary>An input could not be taken.</summary>
    /// <param name="input">The body of the command that brought it.</param>
    /// <param name="problem">Why it was refused.</param>
    public static JsonObject Failure(JsonObject input, JsonObject problem) =>
        JsonObject.Of(new JsonMember("failure", JsonObject.Of(new("input", input), new("problem", problem))));

    /// <summary>The instance goes on under the definition of the bundle that judges.</summary>
    /// <param name="states">Paths of states of the definition that it has, and those of the new one.</param>
    public static JsonObject Migration(JsonObject states) => JsonObject.Of(new JsonMember("migration", states));
}
