using Patchlog.Json;

namespace Patchlog;

/// <summary>State = fold(journal). Pure; the one place that says what an event does to a state.</summary>
public static class Fold
{
    /// <summary>The state after one more event.</summary>
    /// <exception cref="InvalidDataException">
    /// The event does not fit the state: the journal is damaged, or an event is missing.
    /// </exception>
    public static AggregateState Apply(AggregateState state, Event @event) => Apply(state, @event, out _);

    /// <summary>The state after one more event, and the work that it took.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="event">The event.</param>
    /// <param name="work">
    /// The bytes of the event's body, which have been read, and the slots that its patch touched: the same on every
    /// machine. One event's work is bounded, because it was counted when the event was accepted.
    /// </param>
    /// <exception cref="InvalidDataException">The event does not fit the state.</exception>
    internal static AggregateState Apply(AggregateState state, Event @event, out long work)
    {
        var draft = @event.Draft;
        if (draft.Version != state.Version.Plus(1))
            throw Damaged(@event, $"it makes version {draft.Version}, but the state before it is at {state.Version}");

        var createdAt = state.Version == Version.None ? @event.Time : state.CreatedAt;

        return new(draft.Version, BodyAfter(state.Body, @event, out work), createdAt, @event.Time);
    }

    static JsonObject? BodyAfter(JsonObject? body, Event @event, out long work)
    {
        work = @event.Draft.Body?.Utf8Length ?? 0;

        return @event.Draft.Type switch
        {
            EventType.Create =>
                @event.Draft.Body as JsonObject ?? throw Damaged(@event, "its body is not an object"),
            EventType.Patch => Patched(body, @event, ref work),
            EventType.Delete => null,
        };
    }

    static JsonObject Patched(JsonObject? body, Event @event, ref long work)
    {
        if (body is null)
            throw Damaged(@event, "it patches an aggregate that is not there");

        if (@event.Draft.Body is not { } document
            || !JsonPatch.TryRead(document, StoredLimits.Patch, out var patch, out _))
            throw Damaged(@event, "its body is not a JSON Patch");

        if (!patch.TryApply(body, StoredLimits.Patch, out var after, out var fault, out var touchedSlots))
            throw Damaged(@event, $"its patch does not apply: {fault.Detail}");

        work += touchedSlots;

        return after as JsonObject ?? throw Damaged(@event, "its patch leaves no object");
    }

    static InvalidDataException Damaged(Event @event, string why) =>
        new($"Event {@event.Position} of tenant {@event.Key.Tenant} ({@event.Key}) can't be folded: {why}.");
}
