using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>What both databases promise about bundles.</summary>
public abstract class BundleStoreTests(Backend backend) : JournalContract(backend)
{
    [Fact]
    public async Task A_bundle_is_found_by_its_digest_on_every_server_and_stays_as_it_was_stored()
    {
        var digest = $"sha256:{Guid.NewGuid():N}";
        const string content = """{"schemas/a.json":"{\"title\":\"Ä 🎉\"}"}""";

        await Journal.Bundles.StoreAsync(digest, content, Cancellation);
        await Journal.Bundles.StoreAsync(digest, "{}", Cancellation);

        var elsewhere = await Backend.JoinAsync();
        (await elsewhere.Bundles.FindAsync(digest, Cancellation)).ShouldBe(content);
        (await elsewhere.Bundles.FindAsync($"{digest}0", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Many_servers_may_store_one_bundle_at_once()
    {
        var digest = $"sha256:{Guid.NewGuid():N}";
        var journals = new[] { Journal, await Backend.JoinAsync() };

        await Task.WhenAll(Enumerable.Range(0, 16).Select(at =>
            journals[at % 2].Bundles.StoreAsync(digest, new string('x', 1 << 20), Cancellation)));

        (await Journal.Bundles.FindAsync(digest, Cancellation))!.Length.ShouldBe(1 << 20);
    }
}

public sealed class BundleStoreTestsOnSqlite(SqliteBackend backend) : BundleStoreTests(backend);

public sealed class BundleStoreTestsInMemory(MemoryBackend backend) : BundleStoreTests(backend);

public sealed class BundleStoreTestsOnPostgreSql(PostgresBackend backend) : BundleStoreTests(backend);
