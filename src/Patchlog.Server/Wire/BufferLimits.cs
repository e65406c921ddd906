namespace Patchlog.Server.Wire;

/// <summary>How many bytes the server holds for one connection while it reads and writes.</summary>
static class BufferLimits
{
    /// <summary>The buffer of a WebSocket's next message; a longer message makes it grow.</summary>
    public const int MessageBytes = 4 << 10;

    /// <summary>
    /// Bytes of memory that are counted for each byte of a message while it comes: for its text, for what it is parsed
    /// to, and for its answer. How much it really is, is known when it is parsed.
    /// </summary>
    public const int CountedPerMessageByte = 5;

    /// <summary>Bytes of the text of an HTTP body up to which nothing is reserved for it.</summary>
    public const int SmallBodyBytes = 4 << 10;

    /// <summary>Bytes of the text of an HTTP reply up to which nothing is reserved for it.</summary>
    public const int SmallReplyBytes = 16 << 10;

    /// <summary>Bytes of a large HTTP reply that are sent at once.</summary>
    public const int ReplyPieceBytes = 64 << 10;

    /// <summary>Bytes of a body that the web server reads ahead of its handler.</summary>
    public const int BodyAheadBytes = 64 << 10;

    /// <summary>Bytes of all bodies of one HTTP/2 connection that the web server reads ahead.</summary>
    public const int BodiesAheadBytes = 256 << 10;

    /// <summary>Bytes that are counted for a message of events while it is made: its page, and the frame.</summary>
    public const int EventsBytes = 128 << 10;

    /// <summary>Bytes that are counted for a frame beside what it was parsed to.</summary>
    public const int FrameBytes = 512;

    /// <summary>The most bytes that a connection may reserve ahead of those that wait, if it holds nothing.</summary>
    public const int NewcomerBytes = 64 << 10;

    /// <summary>
    /// How long a reservation waits before a client that does nothing has to make room, and how long that client must
    /// have done nothing.
    /// </summary>
    public static readonly TimeSpan EvictionPatience = TimeSpan.FromSeconds(1);

    /// <summary>Small WebSocket messages that leave in one piece.</summary>
    public const int CoalescedBytes = 32 << 10;

    /// <summary>The buffer for the bytes that are discarded while a closed WebSocket lingers.</summary>
    public const int LingerBytes = 4 << 10;

    /// <summary>
    /// Bytes of an event stream that are sent at once: the client has to take them in the time it is given.
    /// </summary>
    public const int StreamPieceBytes = 64 << 10;
}
