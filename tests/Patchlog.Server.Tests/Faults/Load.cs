using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Patchlog.Testing;
using Shouldly;

namespace Patchlog.Server.Tests.Faults;

/// <summary>Clients that append to a few hot aggregates as fast as they are answered, and keep the ledger.</summary>
sealed class Load : IAsyncDisposable
{
    readonly Ledger _ledger;
    readonly string[] _targets;
    readonly string _name = Fresh.Id();
    readonly CancellationTokenSource _stopping = new();
    readonly int _acknowledgedBefore;
    Task _writers = Task.CompletedTask;
    int _commands;

    Load(Ledger ledger, string[] targets)
    {
        _ledger = ledger;
        _targets = targets;
        _acknowledgedBefore = ledger.Acknowledged;
    }

    /// <summary>Creates the aggregates, and starts writers that share a connection to each server.</summary>
    public static async Task<Load> StartAsync(Ledger ledger, int targets, int writers, params Uri[] servers)
    {
        var load = new Load(ledger, [.. Enumerable.Range(0, targets).Select(_ => Fresh.Id())]);
        await load.CreateTargetsAsync(servers[0]);
        load._writers = Task.WhenAll(servers.Select(server => load.WriteAsync(server, writers / servers.Length)));
        return load;
    }

    /// <summary>The aggregates that all write to.</summary>
    public IReadOnlyList<string> Targets => _targets;

    /// <summary>Waits until this many commands of this load were acknowledged, however slowly.</summary>
    public Task ReachesAsync(int acknowledged) => Eventually.HoldsAsync(
        () => _ledger.Acknowledged - _acknowledgedBefore >= acknowledged || _writers.IsCompleted,
        progress: () => _ledger.Acknowledged,
        what: $"{acknowledged} commands are acknowledged");

    /// <summary>Lets the writers end after the command that each is at, and fails if one of them failed.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await Eventually.EndsAsync(_writers, progress: () => _ledger.Acknowledged, what: "the writers end");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _stopping.Dispose();
    }

    async Task CreateTargetsAsync(Uri server)
    {
        await using var client = await WebSocketClient.ConnectAsync(server);
        foreach (var target in _targets)
        {
            var create = _ledger.Command.Create($$"""{"id":"{{target}}","log":[]}""", target);
            _ledger.Open(target, create);
            _ledger.Close((await client.RequestAsync(Frames.Command(target, create))).ShouldBeAck(version: 1));
        }
    }

    async Task WriteAsync(Uri server, int writers)
    {
        await using var client = await WebSocketClient.ConnectAsync(server);
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => WriteAsync(client)));
    }

    async Task WriteAsync(WebSocketClient client)
    {
        try
        {
            while (!_stopping.IsCancellationRequested)
            {
                var number = Interlocked.Increment(ref _commands);
                var id = string.Create(CultureInfo.InvariantCulture, $"{_name[^8..]}-{number}");
                var command = _ledger.Command.Log(_targets[number % _targets.Length], id, id);
                _ledger.Open(id, command);
                _ledger.Close(await InsistAsync(client, id, command));
            }
        }
        catch (WebSocketException)
        {
            // The server is gone; what it did not answer stays open in the ledger.
        }
    }

    /// <summary>Sends a command until it is acknowledged, as a client does that is told to try again.</summary>
    static async Task<JsonElement> InsistAsync(WebSocketClient client, string id, string command)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = await client.RequestAsync(Frames.Command($"{id}/{attempt}", command));
            if (answer.TextAt("type") == "ack") return answer;

            answer.At("problem/retryable").GetBoolean().ShouldBeTrue(answer.GetRawText());
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }
    }
}
