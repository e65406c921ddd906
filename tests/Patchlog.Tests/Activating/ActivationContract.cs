using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Bundles;
using Patchlog.Json;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Activating;

/// <summary>Servers, one after another or beside each other, on a database that only one test uses.</summary>
public abstract class ActivationContract(Backend backend) : IAsyncDisposable
{
    private protected const string Orders = "schemas/orders.json";

    readonly List<DocumentStore> _stores = [];
    DatabaseAddress? _database;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();

        GC.SuppressFinalize(this);
    }

    /// <summary>The digests that were ever said to be active, null where it was said that none is.</summary>
    private protected static async Task<List<string?>> AnnouncedAsync(DocumentStore store)
    {
        var key = new AggregateKey(Tenant.System, TargetName.Trusted("bundles"), AggregateId.Trusted("active"));
        List<string?> digests = [];
        var last = (await store.Documents.GetAsync(key)).Version;
        for (var version = 1L; version <= last.Number; version++)
        {
            (await store.Documents.GetAsync(key, new Version(version), Cancellation))
                .TryGet(out var state, out _).ShouldBeTrue();
            digests.Add((state!.Body!["digest"] as JsonString)?.Value);
        }

        return digests;
    }

    private protected static async Task<Outcome> RunAsync(DocumentStore store, Command command) =>
        await await store.SubmitAsync(command, Cancellation);

    private protected static Task ActivatesAsync(DocumentStore store, BundleFiles files) =>
        Eventually.HoldsAsync(() => store.Bundle.Bundle?.Digest == files.Digest);

    private protected async Task<DocumentStore> OpenAsync(WrittenSource? source)
    {
        _database ??= await backend.CreateDatabaseAsync();
        var store = await DocumentStore.OpenAsync(
            _database, new() { Bundles = source }, TimeProvider.System, NullLoggerFactory.Instance, Cancellation);
        _stores.Add(store);
        await store.StartBundlesAsync(Cancellation);
        return store;
    }

    private protected async Task CloseAsync(DocumentStore store)
    {
        _stores.Remove(store);
        await store.DisposeAsync();
    }
}
