using System.Buffers;
using System.Net.WebSockets;
using Patchlog.Server.Wire;

namespace Patchlog.Server.WebSockets;

/// <summary>
/// Reads whole text messages into one buffer. For a message that does not fit into its first buffer, memory is reserved
/// as it grows: a client that sends half of a message waits, or makes room for others, like any that holds something.
/// </summary>
/// <param name="socket">The socket.</param>
/// <param name="maxBytes">The most bytes of one message.</param>
/// <param name="account">Counts the memory.</param>
/// <param name="time">The clock by which the client makes progress.</param>
sealed class MessageReader(WebSocket socket, int maxBytes, MemoryAccount account, TimeProvider time) : IDisposable
{
    byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferLimits.MessageBytes);
    long _reserved;

    /// <summary>Reads the next message; its text is valid until the next call.</summary>
    public async ValueTask<Message> ReadAsync(CancellationToken cancellation)
    {
        Shrink();
        var length = 0;
        while (true)
        {
            if (length == _buffer.Length)
                await GrowAsync(length, cancellation);

            var result = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellation);
            length += result.Count;
            if (_reserved > 0)
                account.LastProgress = time.GetTimestamp();

            switch (result.MessageType)
            {
                case WebSocketMessageType.Close:
                    return new(default, new(WebSocketCloseStatus.NormalClosure, Reason: null));
                case WebSocketMessageType.Binary:
                    return new(default, new(WebSocketCloseStatus.InvalidMessageType, "A message must be text."));
            }

            if (length > maxBytes)
                return new(default, new(
                    WebSocketCloseStatus.MessageTooBig, $"A message must have at most {maxBytes} bytes."));

            if (result.EndOfMessage)
                return new(_buffer.AsMemory(0, length), Closing: null);
        }
    }

    /// <summary>
    /// The message was parsed: takes over what was reserved for it, so that the caller counts what it really takes.
    /// </summary>
    public long TakeReservation()
    {
        var reserved = _reserved;
        (_reserved, account.ReceivedBytes, account.IsReceiving) = (0, 0, false);

        return reserved;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    async ValueTask GrowAsync(int length, CancellationToken cancellation)
    {
        var size = Math.Min(2 * length, maxBytes + 1);
        var needed = (long)BufferLimits.CountedPerMessageByte * size;
        account.IsReceiving = true;
        account.LastProgress = time.GetTimestamp();
        await account.ReserveAsync(needed - _reserved, cancellation);
        account.ReceivedBytes = _reserved = needed;

        var larger = ArrayPool<byte>.Shared.Rent(size);
        _buffer.AsSpan(0, length).CopyTo(larger);

        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    // One large message must not make a quiet connection large forever.
    void Shrink()
    {
        if (_buffer.Length <= 2 * BufferLimits.MessageBytes)
            return;

        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = ArrayPool<byte>.Shared.Rent(BufferLimits.MessageBytes);
    }
}
