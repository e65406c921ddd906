using System.Net;
using Patchlog.Server.Tests.Harness.Contracts;
using Patchlog.Testing;
using Shouldly;

namespace Patchlog.Server.Tests.Harness;

/// <summary>A client of the feed as Server-Sent Events (WHATWG HTML §9.2) that hides nothing: it shows block after block.</summary>
public sealed class EventStreamClient : IAsyncDisposable
{
    readonly HttpClient _client;
    readonly StreamReader _reader;

    EventStreamClient(HttpClient client, Answer head, Stream stream)
    {
        _client = client;
        Head = head;
        _reader = new(stream);
    }

    /// <summary>How the answer begins; its text is the stream.</summary>
    public Answer Head { get; }

    /// <summary>Opens a stream.</summary>
    /// <param name="server">The server.</param>
    /// <param name="path">Path and query of the feed.</param>
    /// <param name="lastEventId">Where a browser would say that it broke off.</param>
    /// <param name="network">The way to the server; null for the usual one.</param>
    /// <param name="decompression">What the client accepts, as browsers do.</param>
    public static async Task<EventStreamClient> OpenAsync(
        Uri server, string path, string? lastEventId = null, SlowNetwork? network = null,
        DecompressionMethods decompression = DecompressionMethods.None)
    {
        var handler = network?.Handler ?? new SocketsHttpHandler { AutomaticDecompression = decompression };
        var client = new HttpClient(handler) { Timeout = Eventually.Patience };
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, path));
            request.Headers.Accept.Add(new("text/event-stream"));
            if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            var head = Answer.OfHead(response);
            await Contract.HoldAsync(new(server, "GET", path), head);
            return new(client, head, await response.Content.ReadAsStreamAsync());
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>The next block; null when the server has ended the stream.</summary>
    /// <param name="isDeadlineElsewhere">Whether the test waits for something else meanwhile, and fails by that.</param>
    /// <exception cref="IOException">The connection broke off.</exception>
    public async Task<StreamBlock?> NextAsync(bool isDeadlineElsewhere = false)
    {
        var next = ReadBlockAsync();
        return isDeadlineElsewhere ? await next : await Eventually.EndsAsync(next, what: "the next block of the stream");
    }

    /// <summary>Skips what else comes until a block of this type.</summary>
    public async Task<StreamBlock> NextAsync(string type)
    {
        while (true)
        {
            var block = (await NextAsync()).ShouldNotBeNull($"The stream ended before {type}.");
            if (block.Type == type) return block;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    async Task<StreamBlock?> ReadBlockAsync()
    {
        List<string> lines = [];
        while (await _reader.ReadLineAsync() is { } line)
        {
            if (line.Length == 0) return new(lines);
            lines.Add(line);
        }
        return null;
    }
}
