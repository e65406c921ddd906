using System.Net.WebSockets;
using System.Text;

namespace Patchlog.Bench.Soak;

/// <summary>A WebSocket that sends texts, and takes whole messages without looking at them.</summary>
sealed class Socket : IDisposable
{
    readonly ClientWebSocket _socket = new();
    readonly byte[] _buffer = new byte[64 << 10];

    public static async Task<Socket> OpenAsync(Uri server, CancellationToken ending)
    {
        var socket = new Socket();
        await socket._socket.ConnectAsync(
            new UriBuilder(server) { Scheme = "ws", Path = "/ws" }.Uri, ending);
        await socket.TakeAsync(ending);     // welcome

        return socket;
    }

    public Task SendAsync(string text, CancellationToken ending, bool isEnd = true) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, isEnd, ending);

    /// <summary>Takes a message; its first bytes as a text.</summary>
    public async Task<string> TakeAsync(CancellationToken ending)
    {
        var start = "";
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer, ending);
            if (part.MessageType == WebSocketMessageType.Close)
                throw new WebSocketException("The server closed the connection.");

            if (start.Length == 0)
                start = Encoding.UTF8.GetString(_buffer, 0, Math.Min(part.Count, 200));

            if (part.EndOfMessage)
                return start;
        }
    }

    public void Dispose() => _socket.Dispose();
}
