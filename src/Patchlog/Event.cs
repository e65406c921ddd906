using System.Globalization;
using Patchlog.Json;

namespace Patchlog;

/// <summary>What an event does to its aggregate.</summary>
public enum EventType
{
    /// <summary>The body is the whole aggregate: its first event, or a revival after a deletion.</summary>
    Create,

    /// <summary>The body is an RFC 6902 patch of the version before.</summary>
    Patch,

    /// <summary>There is no body: the aggregate is gone, its history stays.</summary>
    Delete,
}

/// <summary>An event that a decision made and no journal has numbered yet.</summary>
/// <param name="Name">What happened, in the words of the domain.</param>
/// <param name="Type">How <paramref name="Body"/> is applied.</param>
/// <param name="Version">The aggregate's version that it makes.</param>
/// <param name="Body">The aggregate, the patch as an array, or null for a deletion.</param>
/// <param name="Data">Business facts beside the change, or null.</param>
public sealed record EventDraft(
    string Name, EventType Type, Version Version, JsonValue? Body, JsonValue? Data);

/// <summary>A journaled fact: one change of one aggregate. Immutable.</summary>
/// <param name="Draft">What was decided.</param>
/// <param name="Key">The aggregate it changed.</param>
/// <param name="Position">Its place in the tenant's journal.</param>
/// <param name="Time">When it was journaled; never decreases within a tenant.</param>
/// <param name="CommandId">The command that caused it.</param>
/// <param name="Ordinal">1, 2, 3 … among the events of that command.</param>
/// <param name="Actor">Who sent the command, or null if unknown.</param>
/// <param name="Bundle">The digest of the bundle that decided it, or null without one.</param>
/// <param name="Context">The command's context as sent, or null.</param>
public sealed record Event(
    EventDraft Draft, AggregateKey Key, Position Position, DateTimeOffset Time, CommandId CommandId, int Ordinal,
    string? Actor, string? Bundle, JsonObject? Context)
{
    /// <summary>Unique in the tenant, and the same however often the command is decided: <c>command.ordinal</c>.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{CommandId}.{Ordinal}");

    /// <summary>What the whole exchange is about: the context's <c>correlationId</c>, else the command's id.</summary>
    public string CorrelationId => CorrelationIdOf(Context) ?? CommandId.Value;

    /// <summary>What led to the command: the context's <c>causationId</c>, or null.</summary>
    public string? CausationId => CausationIdOf(Context);

    internal static string? CorrelationIdOf(JsonObject? context) => (context?["correlationId"] as JsonString)?.Value;

    internal static string? CausationIdOf(JsonObject? context) => (context?["causationId"] as JsonString)?.Value;
}

/// <summary>The names of <see cref="EventType"/> on the wire and in the journal.</summary>
public static class EventTypes
{
    /// <summary><c>create</c>, <c>patch</c> or <c>delete</c>.</summary>
    public static string ToName(this EventType type) => type switch
    {
        EventType.Create => "create",
        EventType.Patch => "patch",
        _ => "delete",
    };

    /// <summary>The type of that name.</summary>
    /// <exception cref="InvalidDataException">A journal holds a type this version does not know.</exception>
    public static EventType Parse(string name) => name switch
    {
        "create" => EventType.Create,
        "patch" => EventType.Patch,
        "delete" => EventType.Delete,
        _ => throw new InvalidDataException($"The journal holds an event of unknown type \"{name}\"."),
    };
}
