using System.Collections.Immutable;
using Patchlog.Following;
using Patchlog.Json;

namespace Patchlog.Publishing;

/// <summary>An event in memory as text, made once and shared by all its readers. Immutable.</summary>
sealed class PublishedEvent
{
    PublishedEvent(Position position, TargetName targetName, AggregateId targetId, byte[] json) =>
        (Position, TargetName, TargetId, Json) = (position, targetName, targetId, json);

    /// <summary>An event that was read from the journal.</summary>
    public PublishedEvent(FeedItem item)
        : this(item.Position, item.TargetName, item.TargetId, item.Json.ToArray())
    {
    }

    /// <summary>The position of the event.</summary>
    public Position Position { get; }

    /// <summary>The type of the event's aggregate.</summary>
    public TargetName TargetName { get; }

    /// <summary>The id of the event's aggregate.</summary>
    public AggregateId TargetId { get; }

    /// <summary>The text that readers get.</summary>
    public byte[] Json { get; }

    /// <summary>The bytes that it takes in memory, all that belongs to it included.</summary>
    public long Bytes =>
        Json.Length + FeedLimits.EventBytes + sizeof(char) * (TargetName.Value.Length + TargetId.Value.Length);

    /// <summary>Events that this process has committed.</summary>
    public static IEnumerable<PublishedEvent> Of(ImmutableArray<Event> events) => events.Select(Of);

    /// <summary>The event as readers get it.</summary>
    public FeedItem ToItem() => new(Position, TargetName, TargetId, Json);

    static PublishedEvent Of(Event @event)
    {
        var documents = (@event.Draft.Body?.Utf8Length ?? 0) + (@event.Draft.Data?.Utf8Length ?? 0L)
            + (@event.Context?.Utf8Length ?? 0);

        using var writer = new JsonWriter(
            (int)Math.Min(documents + FeedLimits.EnvelopeBytes, FeedLimits.MaxGuessedBytes));
        EventJson.Write(writer, @event);

        return new(@event.Position, @event.Key.TargetName, @event.Key.TargetId, writer.Written.ToArray());
    }
}
