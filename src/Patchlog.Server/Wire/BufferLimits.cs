namespace Patchlog.Server.Wire;

/// <summary>How many bytes the server holds for one connection while it reads and writes.</summary>
static class BufferLimits
{
    /// <summary>The buffer of a WebSocket's next message; a longer message makes it grow.</summary>
    public const int MessageBytes = 4 << 10;

    /// <summary>The largest such buffer that a WebSocket keeps for its next message.</summary>
    public const int KeptMessageBytes = 64 << 10;

    /// <summary>Small WebSocket messages that leave in one piece.</summary>
    public const int CoalescedBytes = 32 << 10;

    /// <summary>The buffer for the bytes that are discarded while a closed WebSocket lingers.</summary>
    public const int LingerBytes = 4 << 10;

    /// <summary>
    /// Bytes of an event stream that are sent at once: the client has to take them in the time it is given.
    /// </summary>
    public const int StreamPieceBytes = 64 << 10;
}
