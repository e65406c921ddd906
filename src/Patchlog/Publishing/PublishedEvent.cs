using Patchlog.Following;
using Patchlog.Json;

namespace Patchlog.Publishing;

/// <summary>
/// An event in memory, shared by all its readers. Its text is made once, when the first reader wants it.
/// </summary>
sealed class PublishedEvent
{
    // Roughly the bytes of an event's text beside its documents.
    const int EnvelopeBytes = 400;

    readonly Event? _event;
    byte[]? _json;

    /// <summary>An event that this process has committed.</summary>
    public PublishedEvent(Event @event)
    {
        _event = @event;
        (Position, TargetName, TargetId) = (@event.Position, @event.Key.TargetName, @event.Key.TargetId);
        Bytes = EnvelopeBytes + (@event.Draft.Body?.Utf8Length ?? 0) + (@event.Draft.Data?.Utf8Length ?? 0)
            + (@event.Context?.Utf8Length ?? 0);
    }

    /// <summary>An event that was read from the journal.</summary>
    public PublishedEvent(FeedItem item)
    {
        (Position, TargetName, TargetId) = (item.Position, item.TargetName, item.TargetId);
        _json = item.Json.ToArray();
        Bytes = _json.Length;
    }

    /// <summary>The position of the event.</summary>
    public Position Position { get; }

    /// <summary>The type of the event's aggregate.</summary>
    public TargetName TargetName { get; }

    /// <summary>The id of the event's aggregate.</summary>
    public AggregateId TargetId { get; }

    /// <summary>The length of the event's text, or an estimate of it.</summary>
    public long Bytes { get; }

    /// <summary>The event as readers get it.</summary>
    public FeedItem ToItem() => new(Position, TargetName, TargetId, _json ??= Render());

    byte[] Render()
    {
        using var writer = new JsonWriter((int)Math.Min(Bytes, FeedLimits.MaxGuessedBytes));
        EventJson.Write(writer, _event ?? throw new InvalidOperationException("There is neither event nor text."));

        return writer.Written.ToArray();
    }
}
