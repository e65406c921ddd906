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
/// other waits its turn for <see cref="NextAsync(TimeSpan?)"/>.
/// </summary>
public sealed class WebSocketClient : IAsyncDisposable
{
    readonly ClientWebSocket _socket = new();
    readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> _waiting = [];
    readonly Channel<JsonElement> _others = Channel.CreateUnbounded<JsonElement>();
    readonly SemaphoreSlim _sending = new(1);
    Task _reading = Task.CompletedTask;
    Task _held = Task.CompletedTask;

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

    /// <summary>Opens a connection that takes nothing of what the server sends.</summary>
    public static async Task<WebSocketClient> ConnectWithoutReadingAsync(Uri server, SlowNetwork? network = null)
    {
        using var deadline = new CancellationTokenSource(Eventually.Patience);
        var client = new WebSocketClient();
        using var invoker = network is null ? null : new HttpMessageInvoker(network.Handler, disposeHandler: false);
        await client._socket.ConnectAsync(
            new UriBuilder(server) { Scheme = "ws", Path = "/ws" }.Uri, invoker, deadline.Token);
        return client;
    }

    /// <summary>Begins to take what the server sends.</summary>
    public void StartReading() => _reading = Task.Run(ReadAsync);

    /// <summary>Sends a text message.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    /// <summary>Sends any message, or a part of one.</summary>
    public async Task SendAsync(byte[] bytes, WebSocketMessageType type, bool isEnd = true)
    {
        using var deadline = new CancellationTokenSource(Eventually.Patience);
        await _sending.WaitAsync(deadline.Token);
        try
        {
            await _socket.SendAsync(bytes, type, isEnd, deadline.Token);
        }
        catch (Exception gone)
            when (gone is ObjectDisposedException or OperationCanceledException && !deadline.IsCancellationRequested)
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
        return await answer.Task.WaitAsync(Eventually.Patience);
    }

    /// <summary>The next frame that answers no request.</summary>
    /// <param name="within">Replaces <see cref="Eventually.Patience"/>.</param>
    /// <exception cref="ChannelClosedException">The connection ended.</exception>
    public async Task<JsonElement> NextAsync(TimeSpan? within = null)
    {
        using var deadline = new CancellationTokenSource(within ?? Eventually.Patience);
        return await _others.Reader.ReadAsync(deadline.Token);
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
        await _reading.WaitAsync(Eventually.Patience);
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
