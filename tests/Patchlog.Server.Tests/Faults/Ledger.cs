using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Patchlog.Server.Tests.Harness;
using Shouldly;

namespace Patchlog.Server.Tests.Faults;

/// <summary>
/// What clients sent and what they were told. Each command appends its own id to the array <c>log</c> of an aggregate,
/// so the state tells which commands it is made of, and in which order.
/// </summary>
sealed class Ledger(string tenant)
{
    readonly ConcurrentDictionary<string, string> _open = [];
    readonly ConcurrentDictionary<string, Entry> _acknowledged = [];

    /// <summary>How many commands were acknowledged so far.</summary>
    public int Acknowledged => _acknowledged.Count;

    /// <summary>Envelopes of the tenant.</summary>
    public Envelopes Command { get; } = new(tenant);

    /// <summary>The tenant's part of a server.</summary>
    public Api ApiOf(Uri server) => new(server, $"/v1/{tenant}");

    /// <summary>Notes a command before it is sent.</summary>
    public void Open(string commandId, string command) => _open[commandId] = command;

    /// <summary>Notes an acknowledgement; the same command must always get the same one.</summary>
    public void Close(string commandId, string targetId, long version, string position)
    {
        var entry = new Entry(targetId, version, position);
        _acknowledged.GetOrAdd(commandId, entry).ShouldBe(entry, $"The outcome of {commandId} changed.");
        _open.TryRemove(commandId, out _);
    }

    /// <inheritdoc cref="Close(string, string, long, string)"/>
    public void Close(JsonElement ack) => Close(
        ack.TextAt("commandId")!, ack.TextAt("targetId")!, ack.NumberAt("version"), ack.TextAt("position")!);

    /// <summary>Sends what was never answered again, under its ids.</summary>
    public async Task ResendAsync(Uri server)
    {
        await using var client = await WebSocketClient.ConnectAsync(server);
        var answers = await Task.WhenAll(
            _open.Select(open => client.RequestAsync(Frames.Command(open.Key, open.Value))));
        foreach (var answer in answers)
        {
            answer.TextAt("type").ShouldBe("ack", answer.GetRawText());
            Close(answer);
        }
    }

    /// <summary>
    /// Fails unless each acknowledged command is journaled once and as it was told, versions and positions count
    /// without a hole, and every state is the fold of its events.
    /// </summary>
    public async Task ShouldBeJournaledAsync(Uri server)
    {
        var journaled = new Dictionary<string, Entry>();
        foreach (var targetId in _acknowledged.Values.Select(entry => entry.TargetId).Distinct())
        {
            var facts = await ReadHistoryAsync(server, targetId);
            facts.Select(fact => fact.NumberAt("version")).ShouldBe(
                Enumerable.Range(1, facts.Count).Select(version => (long)version), $"versions of {targetId}");

            var state = (await ApiOf(server).Get($"/orders/{targetId}")).ShouldBe(200);
            state.Version.ShouldBe(facts.Count);
            state.Json.At("log").EnumerateArray().Select(entry => entry.GetString())
                .ShouldBe(facts.Skip(1).Select(fact => fact.TextAt("commandId")), $"state of {targetId}");

            foreach (var fact in facts)
            {
                var commandId = fact.TextAt("commandId")!;
                journaled.TryAdd(commandId, new Entry(targetId, fact.NumberAt("version"), fact.TextAt("position")!))
                    .ShouldBeTrue($"{commandId} had more than one effect.");
            }
        }

        foreach (var (commandId, entry) in _acknowledged)
            journaled.GetValueOrDefault(commandId).ShouldBe(entry, $"{commandId} was acknowledged.");
        journaled.Values.Select(entry => long.Parse(entry.Position, CultureInfo.InvariantCulture)).Order()
            .ShouldBe(Enumerable.Range(1, journaled.Count).Select(position => (long)position), "positions");
    }

    async Task<List<JsonElement>> ReadHistoryAsync(Uri server, string targetId)
    {
        var facts = new List<JsonElement>();
        var page = await ApiOf(server).Get($"/orders/{targetId}/events?limit=1000");
        while (true)
        {
            facts.AddRange(page.ShouldBe(200).Json.At("items").EnumerateArray());
            if (page.NextPage is not { } next) return facts;
            page = await new Api(server).Get(next);
        }
    }

    sealed record Entry(string TargetId, long Version, string Position);
}
