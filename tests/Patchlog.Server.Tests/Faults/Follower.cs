using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;

namespace Patchlog.Server.Tests.Faults;

/// <summary>
/// Follows a tenant, or one aggregate of it, through bad networks to servers that it picks at random; after each cut it
/// goes on after the last position that it was told.
/// </summary>
abstract class Follower(string? target, int seed, params Uri[] servers) : IAsyncDisposable
{
    readonly Random _random = new(seed);
    readonly TcpProxy[] _proxies = [.. servers.Select(server => TcpProxy.Start(server.Port))];
    readonly List<JsonElement> _received = [];
    volatile bool _isStopping;
    volatile string? _last;
    volatile int _afterCheckpoint;

    /// <summary>The aggregate; null for the whole tenant.</summary>
    public string? Target => target;

    /// <summary>How many times it subscribed, but for the first.</summary>
    public int Resumptions { get; private set; } = -1;

    /// <summary>How many times the last that it had been told was a checkpoint.</summary>
    public int AfterCheckpoint => _afterCheckpoint;

    /// <summary>What happens when it has got a checkpoint, before it goes on.</summary>
    public Func<Task> AtCheckpoint { get; set; } = () => Task.CompletedTask;

    /// <summary>Where to go on: a place in the feed, or <c>start</c>.</summary>
    protected string After { get; private set; } = "start";

    /// <summary>Whether that is a checkpoint, and not an event.</summary>
    protected bool IsAfterCheckpoint { get; private set; }

    /// <summary>Breaks its connection.</summary>
    public void Cut()
    {
        foreach (var proxy in _proxies) proxy.Cut();
    }

    /// <summary>Follows until it is stopped.</summary>
    public async Task FollowAsync()
    {
        while (!_isStopping)
        {
            try
            {
                var proxy = _proxies[_random.Next(_proxies.Length)];
                await FollowAsync(new Uri($"http://127.0.0.1:{proxy.Port}"));
            }
            catch (Exception cut)
                when (cut is WebSocketException or ChannelClosedException or HttpRequestException or IOException)
            {
                // What came before was taken: go on after it.
            }
        }
    }

    /// <summary>
    /// Waits until it has the last of the wanted events, stops it, and fails unless it got all of them, in order, and
    /// nothing else.
    /// </summary>
    public async Task ShouldHaveReceivedAsync(IReadOnlyList<JsonElement> wanted, Task following)
    {
        await Eventually.HoldsAsync(
            () => following.IsFaulted || _last == wanted[^1].TextAt("position"),
            progress: () => _received.Count,
            what: "a follower receives the last event");

        _isStopping = true;
        // Again and again: a connection that was being made is not there to be cut.
        await Eventually.HoldsAsync(() =>
        {
            Cut();
            return following.IsCompleted;
        });
        await following;

        _received.Select(@event => @event.TextAt("position"))
            .ShouldBe(wanted.Select(@event => @event.TextAt("position")));
        _received.Zip(wanted).ShouldAllBe(pair => JsonElement.DeepEquals(pair.First, pair.Second));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        foreach (var proxy in _proxies) await proxy.DisposeAsync();
    }

    /// <summary>Follows over one connection, to its end.</summary>
    protected abstract Task FollowAsync(Uri server);

    /// <summary>The subscription is there.</summary>
    protected void Begin()
    {
        Resumptions++;
        if (IsAfterCheckpoint) _afterCheckpoint++;
    }

    /// <summary>Takes events.</summary>
    protected void Take(string epoch, params IEnumerable<JsonElement> events)
    {
        _received.AddRange(events);
        _last = _received[^1].TextAt("position");
        (After, IsAfterCheckpoint) = ($"{epoch}.{_last}", false);
    }

    /// <summary>Takes the word that there was nothing for it up to a position.</summary>
    protected Task TakeCheckpointAsync(string epoch, string position)
    {
        (After, IsAfterCheckpoint) = ($"{epoch}.{position}", true);
        return AtCheckpoint();
    }
}
