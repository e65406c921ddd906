using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Following;
using Patchlog.Publishing;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Publishing;

/// <summary>
/// A durable subscription that is dropped under its workers: it stays dropped, and each of them is told.
/// </summary>
public abstract class DurableSubscriptionsTests : JournalContract, IAsyncLifetime
{
    // The clock stands still, so a worker gives no sign of life until a test advances it.
    readonly TestClock _clock = new();

    // Leases are measured by the database's clock: they do not end within a test.
    readonly FeedLimits _limits = new() { Lease = TimeSpan.FromHours(1) };

    readonly Feed _feed;
    readonly DurableSubscriptions _subscriptions;

    private protected DurableSubscriptionsTests(Backend backend) : base(backend)
    {
        _feed = Journal.Feed.ToFeed(_limits, _clock);
        _subscriptions = NewSubscriptions();
    }

    [Fact]
    public async Task A_worker_of_a_dropped_subscription_can_acknowledge_nothing_and_creates_nothing()
    {
        await AppendAsync(Entries.Create(Key("a")));
        await using var lease = await JoinAsync(_subscriptions, "first");
        (await lease.CommitAsync(new(1), Cancellation)).ShouldBe(new Result<Position>.Ok(new(1)));

        (await DropAsync()).ShouldBeTrue();

        var problem = ProblemOf(await lease.CommitAsync(new(1), Cancellation));
        problem.Code.ShouldBe(ProblemCode.SubscriptionLost);
        problem.Detail.ShouldContain("dropped");
        await lease.LeaveAsync();
        (await _subscriptions.ListAsync(Tenant, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_keeps_a_position_with_the_tenant_of_the_server()
    {
        var joined = await _subscriptions.JoinAsync(
            Patchlog.Tenant.System, "work", FeedFilter.All, FeedStart.Start, "first", Cancellation);

        joined.TryGet(out _, out var problem).ShouldBeFalse();
        problem.Code.ShouldBe(ProblemCode.InvalidRequest);
        problem.Errors.ShouldHaveSingleItem().Code.ShouldBe("reserved");
        (await _subscriptions.ListAsync(Patchlog.Tenant.System, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_that_was_acknowledged_beyond_the_end_of_the_journal_can_be_taken_and_says_so()
    {
        await AppendAsync(Entries.Create(Key("a")));
        var lost = DurableSubscriptionState.Create(FeedFilter.All, new(5));
        (await Journal.DurableSubscriptions.TryReplaceAsync(
            Tenant, "work", 0, DurableSubscriptionJson.Write(lost), Cancellation)).ShouldBeTrue();

        await using var lease = await JoinAsync(_subscriptions, "first");

        lease.RewoundFrom.ShouldBe(new(5));
        lease.Reader.Position.ShouldBe(new(1));
        (await lease.CommitAsync(new(1), Cancellation)).ShouldBe(new Result<Position>.Ok(new(1)));
    }

    [Fact]
    public async Task A_worker_in_another_process_learns_of_a_drop_when_it_renews_its_lease()
    {
        await using var lease = await JoinAsync(NewSubscriptions(), "first");

        await DropAsync();

        await Eventually.HoldsAsync(() =>
        {
            _clock.Advance(_limits.RenewInterval);
            return lease.Ending.IsCancellationRequested;
        });
        lease.EndReason.ShouldNotBeNull().Code.ShouldBe(ProblemCode.SubscriptionLost);
        (await _subscriptions.ListAsync(Tenant, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_worker_that_waits_for_its_partition_does_not_create_a_dropped_subscription_again()
    {
        // A worker of another process owns all shards and does not give way.
        var now = TimeProvider.System.GetUtcNow();
        var held = DurableSubscriptionState.Create(FeedFilter.All, Position.Start)
            .Join("first", now, now + _limits.Lease, out _);
        var document = DurableSubscriptionJson.Write(held);
        (await Journal.DurableSubscriptions.TryReplaceAsync(Tenant, "work", 0, document, Cancellation)).ShouldBeTrue();
        var waiting = _subscriptions.JoinAsync(
            Tenant, "work", FeedFilter.All, FeedStart.Start, "second", Cancellation);
        await Eventually.HoldsAsync(async () =>
            (await _subscriptions.ListAsync(Tenant, Cancellation)).Single().Workers == 2);

        await DropAsync();

        ProblemOf(await waiting).Code.ShouldBe(ProblemCode.SubscriptionLost);
        (await _subscriptions.ListAsync(Tenant, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_worker_of_a_dropped_subscription_has_no_part_in_a_new_one_of_the_same_name()
    {
        await AppendAsync(Entries.Create(Key("a")), Entries.Create(Key("b")));
        await using var old = await JoinAsync(_subscriptions, "first");
        await old.CommitAsync(new(1), Cancellation);
        await DropAsync();

        await using var @new = await JoinAsync(_subscriptions, "second");
        ProblemOf(await old.CommitAsync(new(2), Cancellation)).Code.ShouldBe(ProblemCode.SubscriptionLost);

        @new.Reader.Position.ShouldBe(Position.Start);
        var status = (await _subscriptions.ListAsync(Tenant, Cancellation)).ShouldHaveSingleItem();
        (status.Acknowledged, status.Workers).ShouldBe((Position.Start, 1));
    }

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _feed.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>What another process has: it shares nothing but the database.</summary>
    DurableSubscriptions NewSubscriptions() =>
        new(Journal.DurableSubscriptions, _feed, _limits, _clock, NullLogger.Instance);

    Task<bool> DropAsync() => _subscriptions.DropAsync(Tenant, "work", Cancellation);

    async Task<PartitionLease> JoinAsync(DurableSubscriptions subscriptions, string worker) =>
        (await subscriptions.JoinAsync(Tenant, "work", FeedFilter.All, FeedStart.Start, worker, Cancellation))
            .ShouldBeOfType<Result<PartitionLease>.Ok>().Value;

    static Problem ProblemOf<T>(Result<T> result)
        where T : notnull =>
        result.ShouldBeOfType<Result<T>.Refused>().Problem;
}

public sealed class DurableSubscriptionsTests_on_sqlite(SqliteBackend backend) : DurableSubscriptionsTests(backend);

public sealed class DurableSubscriptionsTests_on_postgresql(PostgresBackend backend)
    : DurableSubscriptionsTests(backend);
