using System.Threading.Channels;
using Patchlog.Server.Tests.Harness;

namespace Patchlog.Server.Tests.Faults;

/// <summary>Reads the events of the type <c>orders</c> as fast as its network lets it, over either wire.</summary>
abstract class Reader(SlowNetwork? network) : IAsyncDisposable
{
    readonly List<string> _positions = [];
    volatile string? _last;

    /// <summary>The way to the server; null for the usual one.</summary>
    public SlowNetwork? Network => network;

    /// <summary>Whether it may wait for a message as long as it takes: the test waits for the end of its connection.</summary>
    protected bool IsSlow => network is { IsSlow: true };

    /// <summary>The positions of what it got.</summary>
    public IReadOnlyList<string> Positions => _positions;

    /// <summary>The position of what it got last; null before the first.</summary>
    public string? Last => _last;

    /// <summary>Subscribes, and takes nothing yet but the word that it is there.</summary>
    public abstract Task OpenAsync(Uri server, string after);

    /// <summary>Reads on, up to an event.</summary>
    public async Task ReadToAsync(string position)
    {
        while (_positions.Count == 0 || _positions[^1] != position)
            Add(await NextAsync() ?? throw new IOException("The connection ended."));
    }

    /// <summary>Reads until the server breaks the connection off.</summary>
    public async Task ReadToEndAsync()
    {
        while (await NextAsync() is { } positions) Add(positions);
    }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    void Add(IEnumerable<string> positions)
    {
        _positions.AddRange(positions);
        _last = _positions.Count == 0 ? null : _positions[^1];
    }

    /// <summary>The positions in the next message, which may be none; null when the connection has ended.</summary>
    protected abstract Task<IEnumerable<string>?> NextAsync();
}

/// <summary>Over a WebSocket.</summary>
sealed class SocketReader(SlowNetwork? network = null) : Reader(network)
{
    WebSocketClient? _client;

    public override async Task OpenAsync(Uri server, string after)
    {
        _client = await WebSocketClient.ConnectAsync(server, Network);
        await _client.SendAsync(
            $$"""{"type":"subscribe","id":"s","tenant":"t","targetName":"orders","after":"{{after}}"}""");
        await _client.NextAsync("subscribed");
    }

    public override async ValueTask DisposeAsync()
    {
        if (_client is not null) await _client.DisposeAsync();
    }

    protected override async Task<IEnumerable<string>?> NextAsync()
    {
        try
        {
            var frame = await _client!.NextAsync(isDeadlineElsewhere: IsSlow);
            return frame.TextAt("type") == "events"
                ? frame.At("events").EnumerateArray().Select(@event => @event.TextAt("position")!)
                : [];
        }
        catch (ChannelClosedException)
        {
            return null;
        }
    }
}

/// <summary>Over Server-Sent Events.</summary>
sealed class StreamedReader(SlowNetwork? network = null) : Reader(network)
{
    EventStreamClient? _client;

    public override async Task OpenAsync(Uri server, string after)
    {
        _client = await EventStreamClient.OpenAsync(server, $"/v1/t/events?type=orders&after={after}", null, Network);
        await _client.NextAsync("subscribed");
    }

    public override async ValueTask DisposeAsync()
    {
        if (_client is not null) await _client.DisposeAsync();
    }

    protected override async Task<IEnumerable<string>?> NextAsync()
    {
        try
        {
            return await _client!.NextAsync(isDeadlineElsewhere: IsSlow) switch
            {
                null => null,
                { Type: "message" } block => [block.Data.TextAt("position")!],
                _ => [],
            };
        }
        catch (IOException)
        {
            return null;
        }
    }
}
