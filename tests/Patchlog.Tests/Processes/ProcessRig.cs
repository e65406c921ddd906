using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Intake;
using Patchlog.Json;
using Patchlog.Processes;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Processes;

/// <summary>Servers that run processes, on a database that only one test uses.</summary>
sealed class ProcessRig(Backend backend) : IAsyncDisposable
{
    static int _count;

    readonly List<DocumentStore> _stores = [];
    DatabaseAddress? _database;

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The clock of all servers that have none of their own.</summary>
    public ShiftedClock Clock { get; } = new();

    /// <summary>What the bundle has.</summary>
    public WrittenSource Source { get; } = new();

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
    }

    /// <summary>Opens a server with a bundle, and lets it run processes.</summary>
    public async Task<DocumentStore> StartAsync(params (string Path, string Text)[] bundle)
    {
        Source.Write([.. bundle, Machines.Passer]);
        var store = await OpenAsync(Source);
        store.StartProcesses();

        return store;
    }

    /// <summary>Opens a server that runs no processes.</summary>
    public async Task<DocumentStore> OpenAsync(WrittenSource? source, TimeProvider? clock = null)
    {
        _database ??= await backend.CreateDatabaseAsync();
        var store = await DocumentStore.OpenAsync(
            _database, new() { Bundles = source }, clock ?? Clock, NullLoggerFactory.Instance, Cancellation);
        _stores.Add(store);
        await store.StartBundlesAsync(Cancellation);

        return store;
    }

    public async Task CloseAsync(DocumentStore store)
    {
        _stores.Remove(store);
        await store.DisposeAsync();
    }

    /// <summary>Sends a command, and answers with its outcome.</summary>
    public Task<Outcome> SendAsync(DocumentStore store, string envelope, string tenant = "t") =>
        SendAsync(store, envelope, Clock, tenant);

    /// <summary>Sends a command that must take effect.</summary>
    public async Task<Outcome.Success> DoAsync(DocumentStore store, string envelope, string tenant = "t")
    {
        var outcome = await SendAsync(store, envelope, tenant);
        return outcome as Outcome.Success
            ?? throw new InvalidOperationException(((Outcome.Failure)outcome).Problem.ToString());
    }

    /// <summary>Cancels an instance, as HTTP's DELETE does.</summary>
    public async Task<Outcome.Success> CancelAsync(DocumentStore store, string process, string id)
    {
        var envelope = JsonObject.Of(
            new("type", "orchestration"), new("tenant", "t"), new("targetName", process), new("targetId", id),
            new("body", JsonObject.Empty.With("event", "cancel")));
        Envelope.TryRead(envelope, PatchLimits.Default, Clock, out var command, out _).ShouldBeTrue();

        return (Outcome.Success)await await store.SubmitAsync(
            Instances.ToCancel(command! with { ReceivedAt = Clock.GetUtcNow() }), Cancellation);
    }

    /// <summary>Deletes what no client can delete.</summary>
    public async Task DeleteAsync(DocumentStore store, AggregateKey key)
    {
        var command = new Command
        {
            Id = CommandId.Generate(Clock),
            Type = CommandType.Delete,
            Target = key,
            ReceivedAt = Clock.GetUtcNow(),
            Digest = Digest.Of(JsonObject.Empty),
        };

        (await await store.SubmitAsync(command, Cancellation)).ShouldBeOfType<Outcome.Success>();
    }

    /// <summary>The timers that the database has for an instance.</summary>
    public static async Task<int> CountTimersAsync(DocumentStore store, AggregateKey key) =>
        (await store.Journal.Processes.ListTimersAsync(
            key.Tenant, key.TargetName.Process ?? "", key.TargetId, 100, Cancellation)).Length;

    /// <summary>The document of an instance; null while there is none.</summary>
    public static async Task<JsonObject?> FindAsync(
        DocumentStore store, string process, string id, string tenant = "t") =>
        (await store.Documents.GetAsync(KeyOf("process." + process, id, tenant))).Body;

    /// <summary>A document; null while there is none.</summary>
    public static async Task<JsonObject?> DocumentAsync(
        DocumentStore store, string type, string id, string tenant = "t") =>
        (await store.Documents.GetAsync(KeyOf(type, id, tenant))).Body;

    /// <summary>Waits until an instance is in a state.</summary>
    public static Task ReachesAsync(
        DocumentStore store, string process, string id, string state, string tenant = "t") =>
        Eventually.HoldsAsync(
            async () => await FindAsync(store, process, id, tenant) is { } document && IsIn(document, state),
            what: $"{process}/{id} in {state}");

    /// <summary>The instance, with what it waits for.</summary>
    public static async Task<InstanceView> ViewAsync(
        DocumentStore store, string process, string id, string tenant = "t")
    {
        (await store.Instances.FindAsync(KeyOf("process." + process, id, tenant), Cancellation))
            .TryGet(out var view, out var problem).ShouldBeTrue(problem?.Detail);
        return view!;
    }

    /// <summary>The events of an aggregate, oldest first.</summary>
    public static async Task<List<Event>> EventsAsync(DocumentStore store, string type, string id, string tenant = "t")
    {
        var key = KeyOf(type, id, tenant);

        return [.. (await store.Documents.ReadHistoryAsync(key, Version.None, 1_000, Cancellation)).Items];
    }

    public static AggregateKey KeyOf(string type, string id, string tenant = "t") =>
        new(Tenant.Trusted(tenant), TargetName.Trusted(type), AggregateId.Trusted(id));

    public static bool IsIn(JsonObject document, string state) =>
        document["states"] is JsonArray states && states.Items.ToArray().Contains(JsonString.From(state));

    static async Task<Outcome> SendAsync(DocumentStore store, string envelope, TimeProvider clock, string tenant)
    {
        var json = (JsonObject)JsonValue.Parse(envelope);
        if (json["id"] is null)
            json = json.With("id", string.Create(
                CultureInfo.InvariantCulture, $"sent-{Interlocked.Increment(ref _count)}"));

        Envelope.TryRead(json.With("tenant", tenant), PatchLimits.Default, clock, out var command, out var problem)
            .ShouldBeTrue(problem?.Detail);

        return await await store.SubmitAsync(command! with { ReceivedAt = clock.GetUtcNow() }, Cancellation);
    }
}
