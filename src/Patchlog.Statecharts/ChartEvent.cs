using Patchlog.Json;

namespace Patchlog.Statecharts;

/// <summary>What a machine is fed with. A closed family. Immutable.</summary>
public abstract record ChartEvent
{
    ChartEvent() { }

    /// <summary>An event from outside.</summary>
    /// <param name="Type">What the descriptors of transitions are held against, such as <c>orders.created</c>.</param>
    /// <param name="Value">
    /// What expressions see as <c>event</c>; its <c>type</c> is set to <paramref name="Type"/>.
    /// </param>
    public sealed record External(string Type, JsonObject Value) : ChartEvent;

    /// <summary>A timer has fired. A stale one is not taken.</summary>
    /// <param name="Name">The timer, as <see cref="ChartEffect.SetTimer"/> named it.</param>
    /// <param name="Entry">The state entry that set it.</param>
    public sealed record Timer(string Name, long Entry) : ChartEvent;

    /// <summary>What became of a command. That of one which is no longer awaited is not taken.</summary>
    /// <param name="Number">The command, as <see cref="ChartEffect.SendCommand"/> numbered it.</param>
    /// <param name="IsSuccess">Whether it took effect.</param>
    /// <param name="Value">What it answered, or why it was refused.</param>
    public sealed record Outcome(long Number, bool IsSuccess, JsonValue Value) : ChartEvent;
}
