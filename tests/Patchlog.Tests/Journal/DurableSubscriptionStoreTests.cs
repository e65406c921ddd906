using System.Text;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>What both databases promise to durable subscriptions.</summary>
public abstract class DurableSubscriptionStoreTests(Backend backend) : JournalContract(backend)
{
    static readonly byte[] Document = Encoding.UTF8.GetBytes("""{"n":1}""");

    [Fact]
    public async Task A_document_is_replaced_by_whoever_has_seen_it_as_it_is()
    {
        (await ReplaceAsync("work", 0)).ShouldBeTrue();
        (await ReplaceAsync("work", 0)).ShouldBeFalse("It is there by now.");
        var found = await Journal.DurableSubscriptions.FindAsync(Tenant, "work", Cancellation);

        (await ReplaceAsync("work", found.Revision - 1)).ShouldBeFalse();
        (await ReplaceAsync("work", found.Revision)).ShouldBeTrue();
        (await ReplaceAsync("work", found.Revision)).ShouldBeFalse();

        found.Document.ShouldBe(Document);
        (await Journal.DurableSubscriptions.FindAsync(NewTenant(), "work", Cancellation)).Document.ShouldBeNull();
    }

    [Fact]
    public async Task A_dropped_one_is_gone_and_only_that()
    {
        foreach (var name in new[] { "a", "b" })
            await ReplaceAsync(name, 0);

        (await Journal.DurableSubscriptions.DropAsync(Tenant, "a", Cancellation)).ShouldBeTrue();

        (await Journal.DurableSubscriptions.DropAsync(Tenant, "a", Cancellation)).ShouldBeFalse();
        (await Journal.DurableSubscriptions.DropAsync(NewTenant(), "b", Cancellation)).ShouldBeFalse();
        var left = (await Journal.DurableSubscriptions.ListAsync(Tenant, Cancellation)).ShouldHaveSingleItem();
        (left.Tenant, left.Name).ShouldBe((Tenant, "b"));
        left.Document.ShouldBe(Document);
    }

    [Fact]
    public async Task Whoever_saw_one_before_it_was_dropped_can_t_change_it_when_it_is_there_again()
    {
        await ReplaceAsync("work", 0);
        var before = await Journal.DurableSubscriptions.FindAsync(Tenant, "work", Cancellation);
        await Journal.DurableSubscriptions.DropAsync(Tenant, "work", Cancellation);

        (await ReplaceAsync("work", before.Revision)).ShouldBeFalse();
        (await ReplaceAsync("work", 0)).ShouldBeTrue();
        (await ReplaceAsync("work", before.Revision)).ShouldBeFalse();
    }

    [Fact]
    public async Task All_are_listed_by_tenant_and_name()
    {
        var other = NewTenant();
        string[] names = ["b", "A", "a", "_"];
        foreach (var name in names)
            await ReplaceAsync(name, 0);
        await Journal.DurableSubscriptions.TryReplaceAsync(other, "x", 0, Document, Cancellation);

        (await Journal.DurableSubscriptions.ListAsync(Tenant, Cancellation)).Select(subscription => subscription.Name)
            .ShouldBe(names.Order(StringComparer.Ordinal));
        var all = await Journal.DurableSubscriptions.ListAsync(null, Cancellation);
        all.Count(subscription => subscription.Tenant == Tenant || subscription.Tenant == other).ShouldBe(names.Length + 1);
        var keys = all.Select(subscription => $"{subscription.Tenant} {subscription.Name}").ToList();
        keys.ShouldBe(keys.Order(StringComparer.Ordinal));
    }

    Task<bool> ReplaceAsync(string name, long revision) =>
        Journal.DurableSubscriptions.TryReplaceAsync(Tenant, name, revision, Document, Cancellation);
}

public sealed class DurableSubscriptionStoreTestsOnSqlite(SqliteBackend backend) : DurableSubscriptionStoreTests(backend);

public sealed class DurableSubscriptionStoreTestsInMemory(MemoryBackend backend) : DurableSubscriptionStoreTests(backend);

public sealed class DurableSubscriptionStoreTestsOnPostgreSql(PostgresBackend backend) : DurableSubscriptionStoreTests(backend);
