using System.Collections.Immutable;
using Patchlog.Json;

namespace Patchlog.Journal;

/// <summary>
/// One decided command on its way into the journal. Even a refusal comes here, to ask whether what it was decided on
/// still holds: no answer leaves on the word of a cache.
/// </summary>
sealed record Append
{
    /// <summary>The command.</summary>
    public required Command Command { get; init; }

    /// <summary>What is to be written of the command.</summary>
    public required AppendKind Kind { get; init; }

    /// <summary>The version the command was decided on.</summary>
    public required Version Expected { get; init; }

    /// <summary>
    /// True if the command was decided on the result of the entry of the same aggregate before it in the same batch.
    /// False means that the aggregate must be at <see cref="Expected"/> in the database.
    /// </summary>
    public bool IsChained { get; set; }

    /// <summary>The other aggregates that the decision rested on.</summary>
    /// <exception cref="ArgumentException">
    /// There are more than <see cref="JournalLimits.MaxConditionsPerEntry"/>.
    /// </exception>
    public ImmutableArray<Condition> Conditions
    {
        get;
        init => field = Bounded(value, JournalLimits.MaxConditionsPerEntry, "conditions");
    } = [];

    /// <summary>
    /// The events, with versions that follow <see cref="Expected"/>; empty unless <see cref="AppendKind.Events"/>.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// There are more than <see cref="JournalLimits.MaxEventsPerCommand"/>.
    /// </exception>
    public ImmutableArray<EventDraft> Events
    {
        get;
        init => field = Bounded(value, JournalLimits.MaxEventsPerCommand, "events");
    } = [];

    /// <summary>
    /// What else takes place if the entry is admitted, in this order. Any kind of entry may have effects.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// There are more than <see cref="JournalLimits.MaxEffectsPerEntry"/>.
    /// </exception>
    public ImmutableArray<Effect> Effects
    {
        get;
        init => field = Bounded(value, JournalLimits.MaxEffectsPerEntry, "effects");
    } = [];

    /// <summary>The digest of the bundle that decided, or null without one.</summary>
    public string? Bundle { get; init; }

    /// <summary>What was asked for, where the events do not tell it; else null.</summary>
    public JsonObject? Asked { get; init; }

    /// <summary>The names of the rules that fired, each once, in order; null without any.</summary>
    public JsonArray? Rules { get; init; }

    /// <summary>The conditions as each event keeps them; null without any.</summary>
    public JsonArray? Reads => Conditions.IsEmpty ? null : field ??= EventReads.Of(Conditions);

    /// <summary>
    /// The document after the last event, or after those of a trial; null when that deletes it.
    /// </summary>
    public JsonObject? BodyAfter { get; init; }

    /// <summary>
    /// Bytes that the entry brings to the database: context, events, the state after them, and effects.
    /// </summary>
    public long Weight
    {
        get
        {
            var conditions = Conditions.Sum(
                static condition => JournalLimits.BytesPerCondition + condition.Key.TargetId.Value.Length);
            long weight = (Command.Context?.Utf8Length ?? 0) + conditions;
            foreach (var effect in Effects)
                weight += effect.Payload.Utf8Length;

            if (Kind != AppendKind.Events)
                return weight;

            weight += BodyAfter?.Utf8Length ?? 0;
            foreach (var draft in Events)
                if (draft.Type != EventType.Create) // a creation is the state after it: it travels once
                    weight += (draft.Body?.Utf8Length ?? 0) + (draft.Data?.Utf8Length ?? 0);

            weight += (Asked?.Utf8Length ?? 0) + (Rules?.Utf8Length ?? 0);

            // Each event keeps them, as text.
            return weight + Events.Length * conditions;
        }
    }

    /// <summary>The version after the last event.</summary>
    public Version VersionAfter => Expected.Plus(Events.Length);

    /// <summary>True if the state after this entry is to be kept for time travel.</summary>
    public bool IsSnapshot => Snapshots.AreDue(Expected, VersionAfter);

    /// <summary>The events as the journal has numbered them: those after a position, at one time.</summary>
    public ImmutableArray<Event> EventsAfter(Position head, DateTimeOffset time)
    {
        var receivedAt = Microseconds.ToTime(Microseconds.Of(Command.ReceivedAt));
        var events = ImmutableArray.CreateBuilder<Event>(Events.Length);
        foreach (var draft in Events)
            events.Add(new(
                draft, Command.Target, new(head.Number + events.Count + 1), time, Command.Id, events.Count + 1,
                Command.Actor, Bundle, Command.Context)
            {
                ReceivedAt = receivedAt,
                Reads = Reads,
                Asked = AskedOf(events.Count + 1),
                Rules = RulesOf(events.Count + 1),
                Depth = Command.Depth,
            });

        return events.MoveToImmutable();
    }

    /// <summary>What one of the events keeps of what was asked for: it stands on the first.</summary>
    public JsonObject? AskedOf(int ordinal) => ordinal == 1 ? Asked : null;

    /// <summary>What one of the events keeps of the rules: they stand on the last, which they have judged.</summary>
    public JsonArray? RulesOf(int ordinal) => ordinal == Events.Length ? Rules : null;

    /// <summary>What one of the events will say in the journal.</summary>
    /// <param name="draft">The event.</param>
    /// <param name="ordinal">Its ordinal among the events.</param>
    /// <param name="texts">Its documents.</param>
    public EventContent ContentOf(EventDraft draft, int ordinal, in EventTexts texts) => new()
    {
        Key = Command.Target,
        Version = draft.Version,
        Type = draft.Type,
        Name = draft.Name,
        CommandId = Command.Id,
        Ordinal = ordinal,
        CommandDigest = Command.Digest,
        Actor = Command.Actor,
        Bundle = Bundle,
        ReceivedAt = Command.ReceivedAt,
        Depth = Command.Depth,
        Texts = texts,
    };

    static ImmutableArray<T> Bounded<T>(ImmutableArray<T> items, int limit, string what) =>
        items.Length <= limit
            ? items
            : throw new ArgumentException(
                $"An entry may have {limit} {what}; this one has {items.Length}.", nameof(items));
}
