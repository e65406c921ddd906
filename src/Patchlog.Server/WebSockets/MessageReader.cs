using System.Buffers;
using System.Net.WebSockets;
using Patchlog.Server.Wire;

namespace Patchlog.Server.WebSockets;

/// <summary>
/// Reads whole text messages into one buffer. For a message that does not fit into its first buffer, memory is reserved
/// before it grows: for as much as a message may have, since nobody knows how long it will be, and whoever holds half
/// of a message must not wait for the other half. A client that does not send it makes room for others.
/// </summary>
/// <param name="socket">The socket.</param>
/// <param name="maxBytes">The most bytes of one message.</param>
/// <param name="account">Counts the memory of messages that are not whole yet.</param>
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
            {
                await ReserveAsync(cancellation);
                Grow(length);
            }

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

            if (!result.EndOfMessage)
                continue;

            account.IsReceiving = false;    // it is the server's turn
            return new(_buffer.AsMemory(0, length), Closing: null);
        }
    }

    /// <summary>The message is whole and parsed: from now on the caller counts what it really takes.</summary>
    public void Complete()
    {
        if (_reserved == 0)
            return;

        account.Resize(-_reserved);
        _reserved = 0;
    }

    /// <summary>Gives the room of a large message back, which is not read any more.</summary>
    public void Shrink()
    {
        if (_buffer.Length <= 2 * BufferLimits.MessageBytes)
            return;

        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = ArrayPool<byte>.Shared.Rent(BufferLimits.MessageBytes);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    async ValueTask ReserveAsync(CancellationToken cancellation)
    {
        if (_reserved > 0)
            return;

        var needed = (long)BufferLimits.CountedPerMessageByte * maxBytes;
        await account.ReserveAsync(needed, cancellation);
        _reserved = needed;

        // From now on it is the client's turn.
        account.LastProgress = time.GetTimestamp();
        account.IsReceiving = true;
    }

    void Grow(int length)
    {
        var size = Math.Min(2 * length, maxBytes + 1);
        var larger = ArrayPool<byte>.Shared.Rent(size);
        _buffer.AsSpan(0, length).CopyTo(larger);

        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
