using Patchlog.Json;

namespace Patchlog.Journal;

/// <summary>An event as its row holds it: nothing of it is believed yet.</summary>
sealed record StoredEvent
{
    public required AggregateKey Key { get; init; }

    public required Version Version { get; init; }

    public required Position Position { get; init; }

    public required DateTimeOffset Time { get; init; }

    public required string Type { get; init; }

    public required string Name { get; init; }

    public required string CommandId { get; init; }

    public required int Ordinal { get; init; }

    public required byte[] CommandDigest { get; init; }

    public required byte[] Digest { get; init; }

    public string? Actor { get; init; }

    public string? Bundle { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>How many commands of processes led to the command; 0 for none.</summary>
    public int Depth { get; init; }

    /// <summary>The text of the document or the patch; empty without one.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>The text of the business facts; empty without any.</summary>
    public byte[] Data { get; init; } = [];

    /// <summary>The text of what the decision rested on; empty without any.</summary>
    public byte[] Reads { get; init; } = [];

    /// <summary>The text of what was asked for; empty where it is not kept.</summary>
    public byte[] Asked { get; init; } = [];

    /// <summary>The text of the names of the rules that fired; empty without any.</summary>
    public byte[] Rules { get; init; } = [];

    /// <summary>The text of the command's context; empty without one.</summary>
    public byte[] Context { get; init; } = [];

    /// <summary>Bytes of the documents.</summary>
    public long Bytes =>
        Body.Length + Data.Length + Reads.Length + Asked.Length + Rules.Length + Context.Length;

    /// <summary>Whether the row is, byte by byte, what was written at its position.</summary>
    public bool IsIntact
    {
        get
        {
            if (Digest.Length != EventDigest.Length || CommandDigest.Length != Patchlog.Digest.Length
                || !EventTypes.TryParse(Type, out var type))
                return false;

            var content = new EventContent
            {
                Key = Key,
                Version = Version,
                Type = type,
                Name = Name,
                CommandId = Patchlog.CommandId.Trusted(CommandId),
                Ordinal = Ordinal,
                CommandDigest = Patchlog.Digest.FromBytes(CommandDigest),
                Actor = Actor,
                Bundle = Bundle,
                ReceivedAt = ReceivedAt,
                Depth = Depth,
                Texts = new()
                {
                    Body = Body,
                    Data = Data,
                    Reads = Reads,
                    Asked = Asked,
                    Rules = Rules,
                    Context = Context,
                },
            };

            return EventDigest.Of(content.ToDigest(), Position, Time) == EventDigest.FromBytes(Digest);
        }
    }

    /// <summary>The event.</summary>
    /// <exception cref="InvalidDataException">The row holds none.</exception>
    public Event ToEvent() => new(
        new(Name, EventTypes.Parse(Type), Version, Parse(Body), Parse(Data)), Key, Position, Time,
        Patchlog.CommandId.Trusted(CommandId), Ordinal, Actor, Bundle, Parse(Context) as JsonObject)
    {
        ReceivedAt = ReceivedAt,
        Reads = Parse(Reads) as JsonArray,
        Asked = Parse(Asked) as JsonObject,
        Rules = Parse(Rules) as JsonArray,
        Depth = Depth,
    };

    JsonValue? Parse(byte[] text) =>
        text.Length == 0 ? null
        : JsonValue.TryParse(text, StoredLimits.Json, out var value, out var fault) ? value
        : throw new InvalidDataException($"Event {Position} of {Key} is not JSON: {fault.Detail}");
}
