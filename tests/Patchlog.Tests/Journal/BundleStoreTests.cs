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

    [Fact]
    public async Task A_bundle_is_used_until_its_servers_say_that_they_use_another()
    {
        var (mine, other) = (Guid.NewGuid(), Guid.NewGuid());
        var (first, second) = ($"sha256:{mine:N}", $"sha256:{other:N}");
        var elsewhere = await Backend.JoinAsync();

        await Journal.Bundles.UseAsync(mine, [first, second], Cancellation);
        await elsewhere.Bundles.UseAsync(other, [second], Cancellation);
        new[] { first, second }.ShouldBeSubsetOf(await Journal.Bundles.ListUsedAsync(Cancellation));

        await Journal.Bundles.UseAsync(mine, [], Cancellation);
        (await elsewhere.Bundles.ListUsedAsync(Cancellation)).ShouldNotContain(first);
        (await elsewhere.Bundles.ListUsedAsync(Cancellation)).ShouldContain(second);

        await elsewhere.Bundles.UseAsync(other, [], Cancellation);
        (await Journal.Bundles.ListUsedAsync(Cancellation)).ShouldNotContain(second);
    }
}

public sealed class BundleStoreTestsOnSqlite(SqliteBackend backend) : BundleStoreTests(backend);

public sealed class BundleStoreTestsInMemory(MemoryBackend backend) : BundleStoreTests(backend);

public sealed class BundleStoreTestsOnPostgreSql(PostgresBackend backend) : BundleStoreTests(backend)
{
    [Fact]
    public async Task A_server_that_is_gone_without_a_word_is_forgotten_after_a_while()
    {
        var (gone, here) = (Guid.NewGuid(), Guid.NewGuid());
        var digest = $"sha256:{gone:N}";
        await Journal.Bundles.UseAsync(gone, [digest], Cancellation);

        await Backend.ExecuteAsync(
            $"update patchlog.bundle_uses set said_at = said_at - interval '61 seconds' where server = '{gone}'");
        (await Journal.Bundles.ListUsedAsync(Cancellation)).ShouldNotContain(digest);

        await Journal.Bundles.UseAsync(here, [], Cancellation);
        (await Backend.QueryAsync($"select 1 from patchlog.bundle_uses where server = '{gone}'")).ShouldBeEmpty();
    }
}
