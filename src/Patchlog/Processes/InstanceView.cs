using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Processes;

/// <summary>An instance of a process, as operators see it. Immutable.</summary>
/// <param name="Key">The instance.</param>
/// <param name="State">Its document, with version and times.</param>
public sealed record InstanceView(AggregateKey Key, AggregateState State)
{
    /// <summary>
    /// The events that it takes now, as its definition writes them; null if the definition is not to be had.
    /// </summary>
    public ImmutableArray<string>? Accepts { get; init; }

    /// <summary>Its timers, the earliest first: each with <c>name</c>, <c>entry</c> and <c>dueAt</c>.</summary>
    public ImmutableArray<JsonObject> Timers { get; init; } = [];

    /// <summary>
    /// The commands that it has issued and that are not answered yet, in order: each with <c>id</c>, <c>number</c>,
    /// <c>command</c> (null where they are too large together, or damaged), <c>dueAt</c>, <c>attempts</c>, and
    /// <c>lastProblem</c> if it was postponed.
    /// </summary>
    public ImmutableArray<JsonObject> Commands { get; init; } = [];

    /// <summary>The last of its events, oldest first.</summary>
    public ImmutableArray<Event> Events { get; init; } = [];
}
