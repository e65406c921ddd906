using Patchlog.Json;

namespace Patchlog.Statecharts;

/// <summary>What a step asks its host to do. A closed family. Immutable.</summary>
public abstract record ChartEffect
{
    ChartEffect() { }

    /// <summary>Sets a timer, which comes back as <see cref="ChartEvent.Timer"/>.</summary>
    /// <param name="Name">The timer: unique among those of one state entry.</param>
    /// <param name="Entry">The state entry that it belongs to.</param>
    /// <param name="Delay">How long after the step it is due; not negative.</param>
    public sealed record SetTimer(string Name, long Entry, TimeSpan Delay) : ChartEffect;

    /// <summary>Ends a timer that is set; it never comes from the timer that is being taken.</summary>
    /// <param name="Name">The timer.</param>
    /// <param name="Entry">The state entry that it belongs to.</param>
    public sealed record EndTimer(string Name, long Entry) : ChartEffect;

    /// <summary>Sends a command, whose outcome comes back as <see cref="ChartEvent.Outcome"/>.</summary>
    /// <param name="Number">1, 2, 3 … among all commands of the instance.</param>
    /// <param name="Command">
    /// <c>type</c>, <c>targetName</c>, and, where the definition gives them, <c>name</c>, <c>targetId</c>,
    /// <c>targetVersion</c>, <c>body</c>: members of an envelope, not yet checked by its schema.
    /// </param>
    /// <param name="IsCompensation">Whether it undoes what another has done.</param>
    public sealed record SendCommand(long Number, JsonObject Command, bool IsCompensation = false) : ChartEffect;

    /// <summary>Tells an event of the process to whoever listens.</summary>
    /// <param name="Name">The event.</param>
    /// <param name="Data">Its data; null without any.</param>
    public sealed record Emit(string Name, JsonValue? Data) : ChartEffect;
}
