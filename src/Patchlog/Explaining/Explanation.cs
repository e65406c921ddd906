using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Explaining;

/// <summary>Why a command that was accepted has done what it did. Immutable.</summary>
/// <param name="CommandId">The command.</param>
/// <param name="Target">The aggregate.</param>
/// <param name="Version">The aggregate's version after it.</param>
public sealed record Explanation(CommandId CommandId, AggregateKey Target, Version Version)
{
    /// <summary>Its events as they were journaled; empty if it changed nothing, and left nothing to explain.</summary>
    public ImmutableArray<Event> Events { get; init; } = [];

    /// <summary>
    /// The command as handlers and rules see it, as far as the journal tells it: where none of them saw it, of its
    /// events. Null if there is nothing to explain.
    /// </summary>
    public JsonObject? Command { get; init; }

    /// <summary>The document that it was decided on; null where there was none.</summary>
    public JsonObject? Before { get; init; }

    /// <summary>The documents that were read, each with its key and its version.</summary>
    public ImmutableArray<(AggregateKey Key, AggregateState State)> Reads { get; init; } = [];

    /// <summary>How the decision came about, made again; null if there is nothing to explain.</summary>
    public JsonObject? Trace { get; init; }

    /// <summary>Where the decision, made again, is another than what was journaled, which is a fault.</summary>
    public ImmutableArray<ExplanationDifference> Differences { get; init; } = [];

    /// <summary>Bytes of its documents.</summary>
    public long Bytes =>
        Events.Sum(static one => one.Bytes) + (Command?.Utf8Length ?? 0L) + (Before?.Utf8Length ?? 0L)
        + Reads.Sum(static read => read.State.Body?.Utf8Length ?? 0L) + (Trace?.Utf8Length ?? 0L)
        + Differences.Sum(static one => (one.Journaled?.Utf8Length ?? 0L) + (one.Decided?.Utf8Length ?? 0L));
}

/// <summary>A place where a decision, made again, is another than what was journaled.</summary>
/// <param name="Place">What differs, such as <c>/events/0/body</c>.</param>
/// <param name="Journaled">What the journal has there; null for nothing.</param>
/// <param name="Decided">What the decision has there now; null for nothing.</param>
public sealed record ExplanationDifference(string Place, JsonValue? Journaled, JsonValue? Decided);
