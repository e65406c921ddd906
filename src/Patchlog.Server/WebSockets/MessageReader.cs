using System.Buffers;
using System.Net.WebSockets;

namespace Patchlog.Server.WebSockets;

/// <summary>Reads whole text messages into one buffer that grows to the limit and is given back when idle.</summary>
sealed class MessageReader(WebSocket socket, int maxBytes) : IDisposable
{
    const int FirstSize = 4096;

    byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);

    /// <summary>The next message; its text is valid until the next call.</summary>
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
                    return new(default, (WebSocketCloseStatus.NormalClosure, null));
                case WebSocketMessageType.Binary:
                    return new(default, (WebSocketCloseStatus.InvalidMessageType, "Messages are text."));
            }
            if (length > maxBytes)
                return new(default, (WebSocketCloseStatus.MessageTooBig, $"A message has at most {maxBytes} bytes."));
            if (result.EndOfMessage)
                return new(_buffer.AsMemory(0, length), null);
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

    // One large message must not make a quiet connection large for ever.
    void Shrink()
    {
        if (_buffer.Length <= 16 * FirstSize)
            return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    }
}

/// <summary>A whole text message, or why there will be none any more.</summary>
readonly record struct Message(ReadOnlyMemory<byte> Text, (WebSocketCloseStatus Status, string? Reason)? Closing);
