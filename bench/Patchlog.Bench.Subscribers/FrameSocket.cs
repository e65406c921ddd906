using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Patchlog.Bench.Subscribers;

/// <summary>
/// A WebSocket that costs its machine as little as possible, so that the server beside it is what is measured. It knows
/// whole text frames, pings and closes (RFC 6455); no fragments: the server sends none. For one reader.
/// </summary>
sealed class FrameSocket : IDisposable
{
    readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    byte[] _buffer;
    int _start, _end;

    FrameSocket(int capacity) => _buffer = new byte[capacity];

    public static async Task<FrameSocket> ConnectAsync(Uri url, int capacity = 4096)
    {
        var socket = new FrameSocket(capacity);
        await socket._socket.ConnectAsync(url.Host, url.Port);
        await socket._socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET /ws HTTP/1.1\r\nHost: {url.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"));
        int head;
        while ((head = socket.Received.IndexOf("\r\n\r\n"u8)) < 0)
            await socket.FillAsync();
        if (!socket.Received.StartsWith("HTTP/1.1 101"u8))
            throw new IOException(Encoding.ASCII.GetString(socket.Received[..head]));
        socket._start += head + 4;
        return socket;
    }

    /// <summary>Sends a text. Masked with zeros, which leaves it as it is.</summary>
    public async Task SendAsync(string text) => await SendAsync(1, Encoding.UTF8.GetBytes(text));

    /// <summary>Waits for bytes, and hands over every frame that has arrived whole, until it is told to stop.</summary>
    /// <param name="take">Takes a text; true to go on.</param>
    public async Task ReadAsync(Func<ReadOnlySpan<byte>, bool> take)
    {
        while (true)
        {
            while (TryTakeFrame(out var opcode, out var from, out var length))
                switch (opcode)
                {
                    case 1 when !take(_buffer.AsSpan(from, length)):
                        return;
                    case 9:
                        await SendAsync(10, _buffer.AsSpan(from, length).ToArray());
                        break;
                    case 8:
                        throw new IOException("The server closed the socket.");
                }
            await FillAsync();
        }
    }

    public void Dispose() => _socket.Dispose();

    Span<byte> Received => _buffer.AsSpan(_start, _end - _start);

    bool TryTakeFrame(out int opcode, out int from, out int length)
    {
        (opcode, from, length) = (0, 0, 0);
        var received = Received;
        if (received.Length < 2)
            return false;
        var (header, size) = (received[1] & 0x7f) switch
        {
            126 when received.Length >= 4 => (4, (long)BinaryPrimitives.ReadUInt16BigEndian(received[2..])),
            127 when received.Length >= 10 => (10, BinaryPrimitives.ReadInt64BigEndian(received[2..])),
            126 or 127 => (0, long.MaxValue),
            var small => (2, small),
        };
        if (size > received.Length - header)
            return false;
        (opcode, from, length) = (received[0] & 0x0f, _start + header, (int)size);
        _start += header + length;
        return true;
    }

    async Task FillAsync()
    {
        if (_start > 0)
        {
            Received.CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, 2 * _end);
        var count = await _socket.ReceiveAsync(_buffer.AsMemory(_end));
        if (count == 0)
            throw new IOException("The server closed the connection.");
        _end += count;
    }

    async Task SendAsync(byte opcode, byte[] payload)
    {
        byte[] header = payload.Length < 126
            ? [(byte)(0x80 | opcode), (byte)(0x80 | payload.Length), 0, 0, 0, 0]
            : [(byte)(0x80 | opcode), 0xfe, (byte)(payload.Length >> 8), (byte)payload.Length, 0, 0, 0, 0];
        await _socket.SendAsync((byte[])[.. header, .. payload]);
    }
}
