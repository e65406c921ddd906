using System.Buffers;
using System.Net.WebSockets;
using Patchlog.Server.Wire;

namespace Patchlog.Server.WebSockets;

/// <summary>
/// Reads whole text messages into one buffer, which grows up to the limit and shrinks again for the next message.
/// </summary>
/// <param name="socket">The socket.</param>
/// <param name="maxBytes">The most bytes of one message.</param>
sealed class MessageReader(WebSocket socket, int maxBytes) : IDisposable
{
    byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferLimits.MessageBytes);

    /// <summary>Reads the next message; its text is valid until the next call.</summary>
    public async ValueTask<Message> ReadAsync(CancellationToken cancellation)
    {
        Shrink();
        var length = 0;
        while (true)
        {
            if (length == _buffer.Length)
                Grow(length);

            var result = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellation);
            length += result.Count;
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

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(2 * length, maxBytes + 1));
        _buffer.AsSpan(0, length).CopyTo(larger);

        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    // One large message must not make a quiet connection large forever.
    void Shrink()
    {
        if (_buffer.Length <= BufferLimits.KeptMessageBytes)
            return;

        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = ArrayPool<byte>.Shared.Rent(BufferLimits.MessageBytes);
    }
}
