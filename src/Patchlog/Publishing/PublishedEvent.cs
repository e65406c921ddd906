using Patchlog.Following;
using Patchlog.Json;

namespace Patchlog.Publishing;

/// <summary>An event in memory, for all its readers: its text is made once, when the first of them wants it.</summary>
sealed class PublishedEvent
{
    // Roughly what an event's text has beside its documents.
    const int Envelope = 400;

    readonly Event? _event;
    byte[]? _json;

    public PublishedEvent(Event @event)
    {
        _event = @event;
        (Position, TargetName, TargetId) = (@event.Position, @event.Key.TargetName, @event.Key.TargetId);
        Bytes = Envelope + (@event.Draft.Body?.Utf8Length ?? 0) + (@event.Draft.Data?.Utf8Length ?? 0)
            + (@event.Context?.Utf8Length ?? 0);
    }

    public PublishedEvent(FeedItem item)
    {
        (Position, TargetName, TargetId) = (item.Position, item.TargetName, item.TargetId);
        _json = item.Json.ToArray();
        Bytes = _json.Length;
    }

    public Position Position { get; }

    public TargetName TargetName { get; }

    public AggregateId TargetId { get; }

    /// <summary>About how long its text is.</summary>
    public long Bytes { get; }

    public FeedItem ToItem() => new(Position, TargetName, TargetId, _json ??= Render());

    byte[] Render()
    {
        using var writer = new JsonWriter((int)Math.Min(Bytes, 1 << 20));
        EventJson.Write(writer, _event ?? throw new InvalidOperationException("There is neither event nor text."));
        return writer.Written.ToArray();
    }
}
