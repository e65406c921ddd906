using System.Net.WebSockets;
using System.Text.Json;

namespace Patchlog.Testing;

/// <summary>A page in a browser. Not thread-safe.</summary>
public sealed class BrowserPage : IAsyncDisposable
{
    readonly ClientWebSocket _socket = new();
    int _commands;

    BrowserPage()
    {
    }

    /// <summary>Begins to drive a page.</summary>
    /// <param name="address">Where the browser takes commands for it.</param>
    internal static async Task<BrowserPage> AttachAsync(Uri address)
    {
        var page = new BrowserPage();
        await Eventually.EndsAsync(page._socket.ConnectAsync(address, CancellationToken.None));

        return page;
    }

    /// <summary>What an expression of JavaScript has come to in the page, also if that is a promise.</summary>
    /// <param name="expression">The expression.</param>
    /// <exception cref="InvalidOperationException">It throws, or its promise is rejected; the message says why.</exception>
    public async Task<JsonElement> EvaluateAsync(string expression) =>
        await TryEvaluateAsync(expression)
            ?? throw new InvalidOperationException($"The page went away while this was evaluated: {expression}");

    /// <summary>Waits until an expression of JavaScript is true in the page, also across its navigation.</summary>
    /// <param name="expression">The expression.</param>
    public Task BecomesTrueAsync(string expression) => Eventually.HoldsAsync(
        async () => (await TryEvaluateAsync(expression))?.ValueKind == JsonValueKind.True, what: expression);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    // Null if the browser could not: the page that it was for was replaced by another.
    async Task<JsonElement?> TryEvaluateAsync(string expression)
    {
        var id = ++_commands;
        var command = new
        {
            id,
            method = "Runtime.evaluate",
            @params = new { expression, awaitPromise = true, returnByValue = true },
        };
        await _socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(command), WebSocketMessageType.Text, endOfMessage: true,
            CancellationToken.None);

        if (await Eventually.EndsAsync(AnswerAsync(id), what: expression) is not { } answer)
            return null;

        if (answer.TryGetProperty("exceptionDetails", out var exception))
            throw new InvalidOperationException(exception.GetRawText());

        return answer.GetProperty("result").TryGetProperty("value", out var value) ? value : default(JsonElement);
    }

    // Events of the page come in between.
    async Task<JsonElement?> AnswerAsync(int id)
    {
        while (true)
        {
            using var message = JsonDocument.Parse(await ReceiveAsync());
            if (message.RootElement.TryGetProperty("id", out var answered) && answered.GetInt32() == id)
                return message.RootElement.TryGetProperty("result", out var result) ? result.Clone() : null;
        }
    }

    async Task<byte[]> ReceiveAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[64 << 10];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer, CancellationToken.None);
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
                return message.ToArray();
        }
    }
}
