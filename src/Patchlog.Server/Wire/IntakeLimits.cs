using Patchlog.Json;

namespace Patchlog.Server.Wire;

/// <summary>The bounds of what a client may send, told to it in <c>welcome</c>, and of what waits for it.</summary>
sealed record IntakeLimits
{
    /// <summary>The bounds of a JSON text. Its bytes bound an HTTP body and a WebSocket message alike.</summary>
    public JsonLimits Json { get; init; } = JsonLimits.Default;

    /// <summary>The bounds of a patch, and of the document that it makes.</summary>
    public PatchLimits Patch { get; init; } = new();

    /// <summary>
    /// The bounds of a body that is a whole document: those of what a patch makes, so that whatever has grown by
    /// patches can be written back.
    /// </summary>
    public JsonLimits Document => Json with
    {
        MaxBytes = Math.Max(Json.MaxBytes, Patch.MaxBytes),
        MaxValues = Math.Max(Json.MaxValues, Patch.MaxValues),
        MaxDepth = Math.Max(Json.MaxDepth, Patch.MaxDepth),
    };

    /// <summary>Connections of any kind; the server closes those beyond at once. Default 10,000.</summary>
    public long MaxConnections { get; init; } = 10_000;

    /// <summary>WebSockets among them; the server refuses an upgrade beyond. Default 10,000.</summary>
    public long MaxWebSockets { get; init; } = 10_000;

    /// <summary>Commands in one <c>batch</c> frame or one array. Default 100.</summary>
    public int MaxCommandsPerBatch { get; init; } = 100;

    /// <summary>
    /// Bytes of a call of the hook, of which nothing is kept. GitHub sends no more than the default, 25 MiB.
    /// </summary>
    public int MaxHookBytes { get; init; } = 25 << 20;

    /// <summary>
    /// Commands of one WebSocket whose answers have not been sent; with more, the server stops reading. Default 256.
    /// </summary>
    public int MaxInFlightPerConnection { get; init; } = 256;

    /// <summary>
    /// Bytes of memory that large messages and bodies take until they are whole, estimated, of all connections; what
    /// does not fit waits. Default 64 MiB.
    /// </summary>
    public long MaxReceivingBytes { get; init; } = 64L << 20;

    /// <summary>
    /// Bytes of memory that frames take until they are answered, estimated, of all connections; what does not fit
    /// waits. Default 96 MiB.
    /// </summary>
    public long MaxIncomingBytes { get; init; } = 96L << 20;

    /// <summary>Bytes of one connection among them; one message alone may take more. Default 8 MiB.</summary>
    public long MaxIncomingBytesPerConnection { get; init; } = 8L << 20;

    /// <summary>
    /// Bytes of answers and events that are made for slow clients, of all connections; what does not fit waits. Default
    /// 64 MiB.
    /// </summary>
    public long MaxOutgoingBytes { get; init; } = 64L << 20;

    /// <summary>Bytes of one connection among them; one answer alone may take more. Default 8 MiB.</summary>
    public long MaxOutgoingBytesPerConnection { get; init; } = 8L << 20;

    /// <summary>
    /// Bytes of the events that a version conflict tells of, and the most memory that such an answer takes for them. If
    /// they are more, or the server is busy, the current version has to do. Default 64 KiB.
    /// </summary>
    public int MaxBytesSince { get; init; } = 64 << 10;

    /// <summary>Events that a version conflict tells of at most. Default 100.</summary>
    public int MaxEventsSince { get; init; } = 100;

    /// <summary>Version conflicts whose events are read at the same moment. Default 2.</summary>
    public int MaxParallelReadsSince { get; init; } = 2;

    /// <summary>
    /// Bytes of answers that wait for one WebSocket; with more, the server stops reading. Default 4 MiB.
    /// </summary>
    public int MaxWaitingBytesPerConnection { get; init; } = 4 << 20;

    /// <summary>
    /// Bytes that wait for one WebSocket; with more, its subscriptions make no further messages. Default 64 KiB.
    /// </summary>
    public int MaxWaitingFeedBytesPerConnection { get; init; } = 64 << 10;

    /// <summary>Subscriptions of one WebSocket; the server refuses those beyond. Default 1,000.</summary>
    public int MaxSubscriptionsPerConnection { get; init; } = 1_000;

    /// <summary>How long an HTTP request waits at a full server before the answer is 429. Default 3 s.</summary>
    public TimeSpan DoorPatience { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How often the server pings a WebSocket, and looks for signs of life: a client that sends nothing and takes
    /// nothing between three looks is cut off. Default 15 s.
    /// </summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long a pong may take: its ping waits behind everything that a slow client has yet to take. Default 1 day.
    /// </summary>
    public TimeSpan PongPatience { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Looks in a row at which nothing has moved, after which a client counts as gone.</summary>
    internal const int MaxStillLooks = 2;

    /// <summary>
    /// How often a quiet event stream gets a comment, which shows both ends that it lives. Default 15 s.
    /// </summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a client may take to close a WebSocket that the server has closed. Default 2 s.</summary>
    public TimeSpan LingerPatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a client may take nothing of what is sent to it before the server counts it as gone; where the system
    /// does not tell what was taken, how long for one WebSocket message, or for
    /// <see cref="BufferLimits.StreamPieceBytes"/> of an event stream. Default 30 s.
    /// </summary>
    public TimeSpan SendPatience { get; init; } = TimeSpan.FromSeconds(30);
}
