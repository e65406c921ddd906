using Patchlog.Json;

namespace Patchlog;

/// <summary>
/// A command of a process as the database has it until it is answered: the members of its envelope, and what ties it to
/// what led to it.
/// </summary>
static class IssuedCommand
{
    /// <summary>What is stored of a command that an input has caused.</summary>
    /// <param name="envelope">The members that the definition gives.</param>
    /// <param name="cause">The command that brought the input.</param>
    /// <param name="isCompensation">Whether it undoes what another has done.</param>
    public static JsonObject Wrap(JsonObject envelope, Command cause, bool isCompensation)
    {
        var stored = JsonObject.Of(
            new("envelope", envelope),
            new("correlationId", Event.CorrelationIdOf(cause.Context) ?? cause.Id.Value),
            new("causationId", cause.Id.Value),
            new("depth", cause.Depth + 1));

        return isCompensation ? stored.With("isCompensation", JsonValue.True) : stored;
    }

    /// <summary>The envelope as it is sent to the own tenant, without the id, which no sender may choose.</summary>
    /// <param name="stored">What is stored.</param>
    /// <param name="id">The command.</param>
    /// <param name="tenant">The tenant of the instance.</param>
    public static JsonObject EnvelopeOf(JsonObject stored, CommandId id, Tenant tenant)
    {
        var envelope = stored["envelope"] as JsonObject ?? JsonObject.Empty;

        return envelope.With("tenant", tenant.Value).With("context", JsonObject.Of(
            new("correlationId", stored["correlationId"] ?? id.Value),
            new("causationId", stored["causationId"] ?? id.Value)));
    }

    /// <summary>How many inputs led to it, one after another.</summary>
    public static int DepthOf(JsonObject stored) => (int)(stored.IntegerOf("depth") ?? 0);

    /// <summary>Whether it undoes what another has done.</summary>
    public static bool IsCompensation(JsonObject stored) => stored["isCompensation"] == JsonValue.True;
}
