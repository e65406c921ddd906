using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Patchlog.Server.Tests.Harness.Contracts;
using Patchlog.Testing;

namespace Patchlog.Server.Tests.Harness;

/// <summary>
/// A client of <c>/ws</c>. It reads all the time: a frame that answers a <see cref="RequestAsync"/> goes there, any
/// other waits its turn for <see cref="NextAsync(bool)"/>.
/// </summary>
public sealed class WebSocketClient : IAsyncDisposable
{
    readonly ClientWebSocket _socket = new();
    readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> _waiting = [];
    readonly Channel<JsonElement> _others = Channel.CreateUnbounded<JsonElement>();
    readonly SemaphoreSlim _sending = new(1);
    Task _reading = Task.CompletedTask;
    Task _held = Task.CompletedTask;
    long _frames;

    WebSocketClient()
    {
    }

    /// <summary>Opens a connection.</summary>
    /// <param name="server">The server.</param>
    /// <param name="network">The way to it; null for the usual one.</param>
    public static async Task<WebSocketClient> ConnectAsync(Uri server, SlowNetwork? network = null)
    {
        var client = await ConnectWithoutReadingAsync(server, network);
        client.StartReading();
        return client;
    }

    /// <summary>Opens a connection over TLS.</summary>
    /// <param name="server">The server.</param>
    /// <param name="handler">Knows whom to trust.</param>
    /// <param name="version">The version of HTTP over which the socket is opened.</param>
    public static async Task<WebSocketClient> ConnectAsync(Uri server, HttpMessageHandler handler, System.Version version)
    {
        var client = new WebSocketClient();
        client._socket.Options.HttpVersion = version;
        client._socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;

        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        var address = new UriBuilder(server) { Scheme = "wss", Path = "/ws" }.Uri;
        await Eventually.EndsAsync(
            client._socket.ConnectAsync(address, invoker, CancellationToken.None), what: $"{address} takes a connection");

        client.StartReading();
        return client;
    }

    /// <summary>Opens a connection that takes nothing of what the server sends.</summary>
    public static async Task<WebSocketClient> ConnectWithoutReadingAsync(Uri server, SlowNetwork? network = null)
    {
        var client = new WebSocketClient();
        // Whoever sends on a connection that was reset is told, and then nobody else is: see SlowNetwork.IsCut.
        if (network is not null) client._socket.Options.KeepAliveInterval = TimeSpan.Zero;
        using var invoker = network is null ? null : new HttpMessageInvoker(network.Handler, disposeHandler: false);
        var address = new UriBuilder(server) { Scheme = "ws", Path = server.AbsolutePath.TrimEnd('/') + "/ws" }.Uri;
        await Eventually.EndsAsync(
            client._socket.ConnectAsync(address, invoker, CancellationToken.None), what: $"{address} takes a connection");
        return client;
    }

    /// <summary>Begins to take what the server sends.</summary>
    public void StartReading() => _reading = Task.Run(ReadAsync);

    /// <summary>Sends a text message.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    /// <summary>Sends any message, or a part of one.</summary>
    public async Task SendAsync(byte[] bytes, WebSocketMessageType type, bool isEnd = true)
    {
        await Eventually.EndsAsync(_sending.WaitAsync(), what: "the message before this one is sent");
        try
        {
            await Eventually.EndsAsync(
                _socket.SendAsync(bytes, type, isEnd, CancellationToken.None), what: "a message is sent");
        }
        catch (Exception gone) when (gone is ObjectDisposedException or OperationCanceledException)
        {
            throw new WebSocketException("The connection broke off.", gone);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Sends a frame or a bare command with an <c>id</c>, and waits for the frame that answers it.</summary>
    /// <exception cref="WebSocketException">The connection ended before the answer.</exception>
    public async Task<JsonElement> RequestAsync(string frame)
    {
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        var id = JsonElement.Parse(frame).TextAt("id")!;
        if (!_waiting.TryAdd(id, answer)) throw new ArgumentException($"Already waiting for {id}.", nameof(frame));

        if (!_reading.IsCompleted) await SendAsync(frame);
        if (_reading.IsCompleted) GiveUpWaiting();
        return await Eventually.EndsAsync(
            answer.Task, () => Volatile.Read(ref _frames), $"the answer to {frame[..Math.Min(frame.Length, 200)]}");
    }

    /// <summary>The next frame that answers no request.</summary>
    /// <param name="isDeadlineElsewhere">Whether the test waits for something else meanwhile, and fails by that.</param>
    /// <exception cref="ChannelClosedException">The connection ended.</exception>
    public async Task<JsonElement> NextAsync(bool isDeadlineElsewhere = false)
    {
        var next = _others.Reader.ReadAsync().AsTask();
        return isDeadlineElsewhere ? await next : await Eventually.EndsAsync(next, what: "the next frame");
    }

    /// <summary>Skips what else comes until a frame of this type.</summary>
    public async Task<JsonElement> NextAsync(string type)
    {
        while (true)
        {
            if (await NextAsync() is var frame && frame.TextAt("type") == type) return frame;
        }
    }

    /// <summary>Waits until the connection is closed; the code the server gave, or null if it just broke off.</summary>
    public async Task<int?> ClosedAsync()
    {
        await Eventually.EndsAsync(_reading, what: "the connection closes");
        return (int?)_socket.CloseStatus;
    }

    /// <summary>Breaks the connection off without a word.</summary>
    public void Vanish() => _socket.Abort();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _sending.Dispose();
        await _held;
    }

    async Task ReadAsync()
    {
        try
        {
            while (await ReadMessageAsync() is { } frame) Deliver(frame);
        }
        catch (Exception gone)
            when (gone is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Either side broke off: whoever waits is told below.
        }
        _others.Writer.TryComplete();
        GiveUpWaiting();
    }

    async Task<JsonElement?> ReadMessageAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close) return null;
            message.Write(buffer, 0, part.Count);
            if (!part.EndOfMessage) continue;
            Hold(Encoding.UTF8.GetString(message.ToArray()));
            return JsonElement.Parse(message.ToArray());
        }
    }

    // Nobody waits for the verdict here; the first bad one fails the test when the client goes.
    void Hold(string frame)
    {
        var verdict = Contract.HoldFrameAsync(frame);
        if (!_held.IsFaulted) _held = _held.IsCompleted ? verdict : Task.WhenAll(_held, verdict);
    }

    void Deliver(JsonElement frame)
    {
        Interlocked.Increment(ref _frames);
        if (frame.TryGetProperty("id", out var id) && _waiting.TryRemove(id.GetString()!, out var answer))
            answer.SetResult(frame);
        else
            _others.Writer.TryWrite(frame);
    }

    void GiveUpWaiting()
    {
        foreach (var id in _waiting.Keys)
        {
            if (_waiting.TryRemove(id, out var answer))
                answer.SetException(new WebSocketException("The connection ended before the answer."));
        }
    }
}
