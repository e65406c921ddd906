using System.Diagnostics;
using Patchlog.Json;
using Patchlog.Statecharts;

namespace Patchlog.Deciding.Transitions;

/// <summary>
/// What an orchestration command brings to an instance. Its body says which: clients send <c>start</c> and
/// <c>event</c>; the others are the server's own, and no envelope can have them. A closed family. Immutable.
/// </summary>
abstract record ProcessInput
{
    ProcessInput() { }

    /// <summary>What starts an instance.</summary>
    /// <param name="Input">Its input.</param>
    /// <param name="Bundle">The bundle of the event that starts it; null where a client does.</param>
    /// <param name="Position">The position of that event.</param>
    public sealed record Start(JsonValue Input, string? Bundle, long? Position) : ProcessInput;

    /// <summary>What the machine takes.</summary>
    /// <param name="Event">The event.</param>
    /// <param name="Position">Its position, where it comes from the journal; null for all others.</param>
    public sealed record Feed(ChartEvent Event, long? Position = null) : ProcessInput;

    /// <summary>The end of the instance, from outside.</summary>
    public sealed record Cancel : ProcessInput;

    /// <summary>A note that an input could not be taken.</summary>
    /// <param name="Note">What it was, and why.</param>
    public sealed record Failure(JsonObject Note) : ProcessInput;

    /// <summary>The instance goes on under the definition of the bundle that judges.</summary>
    /// <param name="States">Paths of states of the definition that it has, and those of the new one.</param>
    public sealed record Migration(JsonObject States) : ProcessInput;

    /// <summary>Reads what a command brings.</summary>
    public static ProcessInput Of(Command command) => Of(command.Body as JsonObject ?? JsonObject.Empty);

    /// <summary>Reads what a body brings.</summary>
    public static ProcessInput Of(JsonObject body)
    {
        if (body["start"] is { } input)
            return new Start(input, body.TextOf("bundle"), body.IntegerOf("position"));

        if (body.TextOf("event") is { } name)
            return new Feed(new ChartEvent.External(
                name, body["data"] is { } data ? JsonObject.Empty.With("data", data) : JsonObject.Empty));

        if (body["journaled"] is JsonObject journaled)
            return new Feed(new ChartEvent.External(TypeOf(journaled), journaled), journaled.IntegerOf("position"));

        if (body["timer"] is JsonObject timer)
            return new Feed(new ChartEvent.Timer(timer.TextOf("name") ?? "", timer.IntegerOf("entry") ?? 0));

        if (body["outcome"] is JsonObject outcome)
            return new Feed(new ChartEvent.Outcome(
                outcome.IntegerOf("number") ?? 0, outcome["isSuccess"] == JsonValue.True,
                outcome["value"] ?? JsonValue.Null));

        if (body["failure"] is JsonObject note)
            return new Failure(note);

        if (body["migration"] is JsonObject states)
            return new Migration(states);

        return body["cancel"] is not null
            ? new Cancel()
            : throw new UnreachableException("The intake lets no other body in.");
    }

    /// <summary>Where in the journal the event stands that brings it; null where none does.</summary>
    public long? JournalPosition => this switch
    {
        Start start => start.Position,
        Feed feed => feed.Position,
        Failure failure => InputOf(failure).JournalPosition,
        Cancel or Migration => null,
        _ => throw new UnreachableException($"There is no input {GetType().Name}."),
    };

    /// <summary>What could not be taken.</summary>
    public static ProcessInput InputOf(Failure failure) =>
        Of(failure.Note["input"] as JsonObject ?? JsonObject.Empty);

    /// <summary>
    /// Whether a refusal says nothing new: an event may come for what is not there, and one that starts an instance for
    /// one that is.
    /// </summary>
    public static bool IsExpected(Problem why) =>
        why.Code == ProblemCode.NotFound || why.Code == ProblemCode.AlreadyExists || why.Code == ProblemCode.Deleted;

    /// <summary>Whether a command starts an instance.</summary>
    public static bool IsStart(Command command) =>
        command is { Type: CommandType.Orchestration, Body: JsonObject body } && body["start"] is not null;

    /// <summary>
    /// Whether a command ends what the server has stored for an instance, also where there is none any more.
    /// </summary>
    public static bool EndsEffect(Command command) =>
        command is { Type: CommandType.Orchestration, Body: JsonObject body }
        && (body["timer"] is not null || body["outcome"] is not null || body["failure"] is not null);

    /// <summary>Whether a command notes that an input could not be taken.</summary>
    public static bool IsFailure(Command command) =>
        command is { Type: CommandType.Orchestration, Body: JsonObject body } && body["failure"] is not null;

    /// <summary>
    /// Whether no rule judges it: an input could not be taken, or is for an instance that is not there.
    /// </summary>
    public static bool IsNote(in Question question) =>
        IsFailure(question.Command) || (!question.State.IsAlive && EndsEffect(question.Command));

    /// <summary>What transitions call an event of the journal: <c>orders.created</c>.</summary>
    public static string TypeOf(JsonObject journaled) =>
        $"{journaled.TextOf("targetName")}.{journaled.TextOf("name")}";
}
