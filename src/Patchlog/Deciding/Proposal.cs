using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Deciding;

/// <summary>
/// What a command would do if nothing objected: the document exists here before it is final. Judgement may refuse the
/// proposal, or amend it.
/// </summary>
/// <param name="Events">What would happen, in order; empty if nothing would change.</param>
/// <param name="BodyAfter">The document after the last event; null where there is none.</param>
readonly record struct Proposal(ImmutableArray<ProposedEvent> Events, JsonObject? BodyAfter)
{
    /// <summary>What would happen beside the events, in the same transaction.</summary>
    public ImmutableArray<Effect> Effects { get; init; } = [];

    /// <summary>What is said of an instance of a process; null for everything else.</summary>
    public JsonObject? Process { get; init; }

    /// <summary>What a handler wrote to the log.</summary>
    public ImmutableArray<string> Log { get; init; } = [];

    /// <summary>The rules that fired on it, each once, in order.</summary>
    public ImmutableArray<string> Fired { get; init; } = [];

    /// <summary>Whether it satisfies the schema of its type; null where it was not held to one.</summary>
    public bool? IsValid { get; init; }

    /// <summary>Whether rules have changed it: then its events do not tell what was asked for.</summary>
    public bool IsAmended { get; init; }

    /// <summary>What rules did, file by file, where the decision is traced.</summary>
    public ImmutableArray<JsonValue> Records { get; init; } = [];

    /// <summary>Whether the records leave something out.</summary>
    public bool IsRecordCut { get; init; }

    /// <summary>A proposal of one event.</summary>
    public static Proposal Of(string name, EventType type, JsonValue? body, JsonObject? bodyAfter) =>
        new([new(name, type, body, Data: null)], bodyAfter);

    /// <summary>A proposal of the difference between two documents; of nothing if there is none.</summary>
    public static Proposal OfDifference(string name, JsonObject before, JsonObject after)
    {
        if (after.Equals(before))
            return new([], before);

        // The state becomes what the journal says: numbers that are equal but spelled otherwise stay as they were.
        var difference = JsonDiff.Compute(before, after);
        if (!difference.TryApply(before, StoredLimits.Patch, out var result, out var fault))
            throw new InvalidOperationException($"A difference that does not apply: {fault.Detail}");

        return Of(name, EventType.Patch, difference.ToJson(), (JsonObject)result);
    }
}

/// <summary>An event without its version, which only the conclusion knows.</summary>
/// <param name="Name">What would happen, in the words of the domain.</param>
/// <param name="Type">How <paramref name="Body"/> is applied.</param>
/// <param name="Body">The aggregate, the patch as an array, or null for a deletion.</param>
/// <param name="Data">Business facts beside the change, or null.</param>
readonly record struct ProposedEvent(string Name, EventType Type, JsonValue? Body, JsonValue? Data);
