using Patchlog.Json;

namespace Patchlog.Deciding.Handlers;

/// <summary>
/// The aggregate that a handler decides about. Where the sender named none, the handler does, by the id of the document
/// that it makes.
/// </summary>
/// <param name="question">The command, and the state it is decided on.</param>
/// <param name="next">The next UUID of the command, for a document that its handler gave no id.</param>
sealed class HandlerTarget(Question question, Func<string> next)
{
    public JsonObject? Before => question.State.Body;

    /// <summary>What an event is called to which the handler gives no name.</summary>
    public string EventName { get; } = question.EventName;

    /// <summary>The document with its id as the first member; a fault if the id is that of another aggregate.</summary>
    public string? Complete(JsonObject body, out JsonObject completed)
    {
        var id = question.Command.Target.TargetId.Value;
        completed = body;
        if (body["id"] is { } given)
            return given is JsonString { Value: var text } && IsAllowed(text)
                ? null
                : $"The id of the document is {Excerpt(given)}, and must be \"{id}\".";

        completed = JsonObject.Of([new("id", IsOpen ? next() : id), .. body.Members]);
        return null;
    }

    /// <summary>A fault if a document has another id than before.</summary>
    public static string? FindOtherId(JsonObject before, JsonObject after) =>
        after["id"] is { } id && id.Equals(before["id"])
            ? null
            : "The id of a document can't be changed or removed.";

    // A creation that names no document has the id that was generated for it.
    bool IsOpen => question.Command is { Type: CommandType.Logic, TargetOrigin: not TargetOrigin.Sender };

    bool IsAllowed(string id) =>
        IsOpen ? AggregateId.TryParse(id, out _) : id == question.Command.Target.TargetId.Value;

    static string Excerpt(JsonValue value) =>
        value.Utf8Length <= NameGrammar.MaxIdLength + 2 ? value.ToString() : "something else";
}
