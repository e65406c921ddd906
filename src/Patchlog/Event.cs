using System.Globalization;
using Patchlog.Json;

namespace Patchlog;

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
    /// <summary>
    /// Unique in the tenant, and the same however often the command is decided: <c>command.ordinal</c>.
    /// </summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{CommandId}.{Ordinal}");

    /// <summary>What the whole exchange is about: the context's <c>correlationId</c>, else the command's id.</summary>
    public string CorrelationId => CorrelationIdOf(Context) ?? CommandId.Value;

    /// <summary>What led to the command: the context's <c>causationId</c>, or null.</summary>
    public string? CausationId => CausationIdOf(Context);

    /// <summary>When the command was received: the time that its decision knew.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>
    /// The other aggregates that the decision rested on, each with <c>targetName</c>, <c>targetId</c> and
    /// <c>version</c> (0 if it was not there); null without any.
    /// </summary>
    public JsonArray? Reads { get; init; }

    /// <summary>
    /// What was asked for: <c>name</c>, <c>type</c> and <c>body</c> of the command. On its first event, and only where
    /// the events do not tell it; else null.
    /// </summary>
    public JsonObject? Asked { get; init; }

    /// <summary>
    /// The names of the business rules that fired for the command, each once, in order. On its last event; null without
    /// any.
    /// </summary>
    public JsonArray? Rules { get; init; }

    /// <summary>
    /// How many commands of processes led to the command, one after another; 0 where it was sent from outside.
    /// </summary>
    public int Depth { get; init; }

    /// <summary>Bytes of the texts of its documents.</summary>
    public long Bytes =>
        (Draft.Body?.Utf8Length ?? 0L) + (Draft.Data?.Utf8Length ?? 0) + (Reads?.Utf8Length ?? 0)
        + (Asked?.Utf8Length ?? 0) + (Rules?.Utf8Length ?? 0) + (Context?.Utf8Length ?? 0);

    internal static string? CorrelationIdOf(JsonObject? context) => context?.TextOf("correlationId");

    internal static string? CausationIdOf(JsonObject? context) => context?.TextOf("causationId");
}
