using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Following;
using Patchlog.Journal;
using Patchlog.Journal.Sqlite;
using Patchlog.Publishing;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Publishing;

/// <summary>A lease that can't be renewed lasts as long as it was promised, and no longer.</summary>
public sealed class PartitionLeaseTests
{
    static readonly Tenant Tenant = Patchlog.Tenant.Trusted("default");

    // No multiple of the interval: the timers of renewals are told from those of the lease by their length.
    static readonly FeedLimits Limits = new() { Lease = new FeedLimits().Lease + TimeSpan.FromSeconds(1) };

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lease_ends_when_the_database_is_away_for_as_long_as_it_lasts()
    {
        await using var rig = new Rig();
        await using var lease = await rig.JoinAsync();
        rig.Store.IsAway = true;

        var renewals = Limits.Lease / Limits.RenewInterval;
        for (var renewal = 1; renewal < renewals; renewal++)
            await rig.RenewAsync(renewal);
        lease.Ending.IsCancellationRequested.ShouldBeFalse();
        rig.Clock.Advance(Limits.RenewInterval);

        await Eventually.HoldsAsync(() => lease.Ending.IsCancellationRequested);
        lease.EndReason.ShouldNotBeNull().Code.ShouldBe(ProblemCode.Unavailable);
    }

    [Fact]
    public async Task A_lease_goes_on_when_the_database_comes_back_in_time()
    {
        await using var rig = new Rig();
        await using var lease = await rig.JoinAsync();

        rig.Store.IsAway = true;
        await rig.RenewAsync(1);
        rig.Store.IsAway = false;
        for (var renewal = 2; renewal < 20; renewal++)
            await rig.RenewAsync(renewal);

        lease.Ending.IsCancellationRequested.ShouldBeFalse();
        (await lease.CommitAsync(Position.Start, Cancellation)).ShouldBe(new Result<Position>.Ok(Position.Start));
    }

    [Fact]
    public async Task A_lease_whose_renewal_gets_no_answer_ends_in_its_time()
    {
        await using var rig = new Rig();
        await using var lease = await rig.JoinAsync();
        var answer = new TaskCompletionSource();
        rig.Store.Answer = answer.Task;

        rig.Clock.Advance(Limits.RenewInterval);
        await Eventually.HoldsAsync(() => rig.Clock.CountTimers(Limits.Lease - Limits.RenewInterval) == 1);
        rig.Clock.Advance(Limits.Lease - Limits.RenewInterval);

        await Eventually.HoldsAsync(() => lease.Ending.IsCancellationRequested);
        lease.EndReason.ShouldNotBeNull().Code.ShouldBe(ProblemCode.Unavailable);
        answer.SetResult();
    }

    [Fact]
    public async Task A_lease_that_fails_in_a_way_that_nobody_thought_of_ends_and_lets_its_reader_go()
    {
        await using var rig = new Rig();
        var lease = await rig.JoinAsync();
        rig.Store.Answer = Task.FromException(new NotSupportedException("Nobody thought of it."));

        rig.Clock.Advance(Limits.RenewInterval);

        await Eventually.HoldsAsync(() => lease.Ending.IsCancellationRequested);
        lease.EndReason.ShouldNotBeNull().Code.ShouldBe(ProblemCode.Internal);
        await lease.DisposeAsync();
    }

    /// <summary>A worker of a durable subscription, with a database and a clock that the test controls.</summary>
    sealed class Rig : IAsyncDisposable
    {
        readonly SqliteJournal _journal;
        readonly Feed _feed;
        readonly DurableSubscriptions _subscriptions;

        public Rig()
        {
            _journal = SqliteJournal.Open(null, Clock);
            Store = new(((IJournal)_journal).DurableSubscriptions);
            _feed = _journal.Feed.ToFeed(Limits, Clock);
            _subscriptions = new(Store, _feed, Limits, Clock, NullLogger.Instance);
        }

        public TestClock Clock { get; } = new();

        public DistantStore Store { get; }

        /// <summary>Joins, and returns when the lease has been renewed for the first time.</summary>
        public async Task<PartitionLease> JoinAsync()
        {
            var joined = await _subscriptions.JoinAsync(
                Tenant, "work", FeedFilter.All, FeedStart.Start, "worker", Cancellation);
            await WaitsAsync(renewals: 1);

            return joined.ShouldBeOfType<Result<PartitionLease>.Ok>().Value;
        }

        /// <summary>Lets the time pass until the next renewal, and returns when it was tried.</summary>
        public async Task RenewAsync(int renewal)
        {
            Clock.Advance(Limits.RenewInterval);
            await WaitsAsync(renewal + 1);
        }

        public async ValueTask DisposeAsync()
        {
            await _feed.DisposeAsync();
            await _journal.DisposeAsync();
        }

        Task WaitsAsync(int renewals) =>
            Eventually.HoldsAsync(() => Clock.CountTimers(Limits.RenewInterval) == renewals);
    }

    /// <summary>A store of a database that can be away.</summary>
    sealed class DistantStore(IDurableSubscriptionStore inner) : IDurableSubscriptionStore
    {
        volatile bool _isAway;

        public bool IsAway { get => _isAway; set => _isAway = value; }

        /// <summary>What a read waits for before it is answered.</summary>
        public Task Answer { get; set; } = Task.CompletedTask;

        public async Task<StoredDurableSubscription> FindAsync(
            Tenant tenant, string name, CancellationToken cancellation)
        {
            ThrowIfAway();
            await Answer;

            return await inner.FindAsync(tenant, name, cancellation);
        }

        public Task<bool> TryReplaceAsync(
            Tenant tenant, string name, long revision, byte[] document, CancellationToken cancellation)
        {
            ThrowIfAway();
            return inner.TryReplaceAsync(tenant, name, revision, document, cancellation);
        }

        public Task<ImmutableArray<ListedDurableSubscription>> ListAsync(
            Tenant? tenant, CancellationToken cancellation) => inner.ListAsync(tenant, cancellation);

        public Task<bool> DropAsync(Tenant tenant, string name, CancellationToken cancellation) =>
            inner.DropAsync(tenant, name, cancellation);

        void ThrowIfAway()
        {
            if (_isAway)
                throw new JournalUnavailableException(Applied.No, new IOException("The database is away."));
        }
    }
}
