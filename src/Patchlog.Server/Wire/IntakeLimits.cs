using Patchlog.Json;

namespace Patchlog.Server.Wire;

/// <summary>The bounds of what a client may send, told to it in <c>welcome</c>, and of what waits for it.</summary>
sealed record IntakeLimits
{
    /// <summary>What a text may hold. Its bytes bound an HTTP body and a WebSocket message alike.</summary>
    public JsonLimits Json { get; init; } = JsonLimits.Default;

    /// <summary>What a patch may do.</summary>
    public PatchLimits Patch { get; init; } = new();

    /// <summary>Connections of any kind; those beyond are closed at once. Default 10,000.</summary>
    public long MaxConnections { get; init; } = 10_000;

    /// <summary>WebSockets among them; an upgrade beyond is refused. Default 10,000.</summary>
    public long MaxWebSockets { get; init; } = 10_000;

    /// <summary>Commands in one <c>batch</c> frame or one array.</summary>
    public int MaxCommandsPerBatch { get; init; } = 100;

    /// <summary>Commands of one WebSocket without an answer that was sent; then it is read no further.</summary>
    public int MaxInFlightPerConnection { get; init; } = 256;

    /// <summary>Bytes of answers that wait for one WebSocket's client; then it is read no further.</summary>
    public int MaxWaitingBytesPerConnection { get; init; } = 4 << 20;

    /// <summary>Bytes that wait for one WebSocket's client; then its subscriptions make no more messages.</summary>
    public int MaxWaitingFeedBytesPerConnection { get; init; } = 64 << 10;

    /// <summary>Subscriptions of one WebSocket; those beyond are refused.</summary>
    public int MaxSubscriptionsPerConnection { get; init; } = 1_000;

    /// <summary>How often a quiet stream of events gets a comment, so that both ends know of each other.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long an HTTP request waits at a full server before it gets a 429.</summary>
    public TimeSpan DoorPatience { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often a WebSocket is pinged, and how long the answer may take.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a client may take to close a WebSocket that the server has closed.</summary>
    public TimeSpan LingerPatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long one message of a WebSocket, or 64 KiB of a stream, may take to be sent before the client counts as gone.
    /// </summary>
    public TimeSpan SendPatience { get; init; } = TimeSpan.FromSeconds(30);
}
