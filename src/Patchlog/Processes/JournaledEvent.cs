using System.Globalization;
using Patchlog.Deciding.Transitions;
using Patchlog.Json;

namespace Patchlog.Processes;

/// <summary>An event of the journal as processes see it. Immutable.</summary>
/// <param name="Position">Its position.</param>
/// <param name="Json">The event, as every reader of the feed gets it.</param>
sealed record JournaledEvent(Position Position, JsonObject Json)
{
    /// <summary>What transitions call it: <c>orders.created</c>.</summary>
    public string Type { get; } = ProcessInput.TypeOf(Json);

    /// <summary>The bundle that decided it; null without one.</summary>
    public string? Bundle => Json.TextOf("bundle");

    /// <summary>Its id: command and ordinal.</summary>
    public string Id => Json.TextOf("id") ?? "";

    /// <summary>What the whole exchange is about.</summary>
    public string CorrelationId => Json.TextOf("correlationId") ?? Id;

    /// <summary>How many inputs and commands of processes led to it, one after another.</summary>
    public int Depth => (int)(Json.IntegerOf("depth") ?? 0);

    /// <summary>When it was journaled.</summary>
    public DateTimeOffset Time =>
        DateTimeOffset.TryParse(
            Json.TextOf("time"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : DateTimeOffset.UnixEpoch;
}
