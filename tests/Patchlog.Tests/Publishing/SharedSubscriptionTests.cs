using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Following;
using Patchlog.Journal;
using Patchlog.Publishing;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Publishing;

/// <summary>However many workers of a process want something of one subscription, the database is asked for one.</summary>
public abstract class SharedSubscriptionTests : JournalContract, IAsyncLifetime
{
    const int Waiting = 300;

    readonly TestClock _clock = new();
    readonly FeedLimits _limits = new() { Lease = TimeSpan.FromHours(1) };
    readonly CountingStore _store;
    readonly Feed _feed;
    readonly DurableSubscriptions _subscriptions;

    private protected SharedSubscriptionTests(Backend backend) : base(backend)
    {
        _store = new(Journal.DurableSubscriptions);
        _feed = Journal.Feed.ToFeed(_limits, _clock);
        _subscriptions = new(_store, _feed, _limits, _clock, NullLogger.Instance);
    }

    [Fact]
    public async Task Workers_that_wait_for_a_name_cost_the_database_as_much_as_one_and_learn_what_that_one_sees()
    {
        await HoldElsewhereAsync();
        var waiting = Enumerable.Range(0, Waiting).Select(number => JoinAsync($"worker{number}")).ToList();
        await Eventually.HoldsAsync(() => _subscriptions.CountClaimants() == Waiting);
        (await CountWorkersAsync()).ShouldBe(Partition.ShardCount);

        var before = _store.Calls;
        for (var step = 0; step < 40; step++)
        {
            _clock.Advance(_limits.ClaimInterval);
            await Task.Yield();
        }

        waiting.ShouldAllBe(worker => !worker.IsCompleted);
        _subscriptions.CountInMemory.ShouldBe(1);

        // In another process: nobody here is told.
        await Journal.DurableSubscriptions.DropAsync(Tenant, "work", Cancellation);
        await Eventually.HoldsAsync(() =>
        {
            _clock.Advance(_limits.ClaimInterval);
            return waiting.TrueForAll(worker => worker.IsCompleted);
        });

        foreach (var worker in waiting)
            (await worker).ShouldBeOfType<Result<PartitionLease>.Refused>().Problem.Code
                .ShouldBe(ProblemCode.SubscriptionLost);
        (_store.Calls - before).ShouldBeLessThan(Waiting);
        await Eventually.HoldsAsync(() => _subscriptions.CountInMemory == 0);
    }

    [Fact]
    public async Task Changes_that_are_wanted_together_are_stored_together()
    {
        var shared = new SharedSubscription(Tenant, "work", _store, _limits, _clock);

        var changes = Enumerable.Range(0, Waiting).Select(number => shared.ChangeAsync<int>((state, _) =>
        {
            state ??= DurableSubscriptionState.Create(FeedFilter.All, Position.Start);
            var next = state.AcknowledgedByAll.Number + 1;

            return new(state with { Acknowledged = [.. state.Acknowledged.Select(_ => new Position(next))] }, number);
        })).ToList();

        (await Task.WhenAll(changes)).ShouldBe(Enumerable.Range(0, Waiting));
        _store.Writes.ShouldBeLessThan(Waiting / 10);
        (await _subscriptions.ListAsync(Tenant, Cancellation)).Single().Acknowledged.ShouldBe(new(Waiting));
    }

    [Fact]
    public async Task A_change_that_fails_costs_the_others_nothing()
    {
        var shared = new SharedSubscription(Tenant, "work", _store, _limits, _clock);

        var bad = shared.ChangeAsync<int>((_, _) => throw new NotSupportedException("Nobody thought of it."));
        var good = shared.ChangeAsync<int>(
            (_, _) => new(DurableSubscriptionState.Create(FeedFilter.All, Position.Start), 1));

        await Should.ThrowAsync<NotSupportedException>(bad);
        (await good).ShouldBe(1);
    }

    [Fact]
    public async Task A_change_that_always_loses_its_race_is_given_up_as_unavailable()
    {
        _store.LosesRaces = true;
        var joining = JoinAsync("worker");

        await Eventually.HoldsAsync(() =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(250));
            return joining.IsCompleted;
        });

        await Should.ThrowAsync<JournalUnavailableException>(joining);
        // To join, and to leave.
        _store.Writes.ShouldBeInRange(_limits.MaxCompareAndSetAttempts, 2 * _limits.MaxCompareAndSetAttempts);
    }

    [Fact]
    public async Task Nothing_is_kept_of_a_name_when_its_last_worker_has_left()
    {
        for (var number = 0; number < 20; number++)
        {
            var joined = await _subscriptions.JoinAsync(
                Tenant, $"name{number}", FeedFilter.All, FeedStart.Start, "worker", Cancellation);
            joined.TryGet(out var lease, out _).ShouldBeTrue();
            await lease!.LeaveAsync();
            await lease.DisposeAsync();
        }

        await Eventually.HoldsAsync(() => _subscriptions.CountInMemory == 0);
    }

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _feed.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A worker of another process owns all shards, and does not give way.</summary>
    async Task HoldElsewhereAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        var held = DurableSubscriptionState.Create(FeedFilter.All, Position.Start)
            .Join("elsewhere", now, now + _limits.Lease, out _);
        (await Journal.DurableSubscriptions.TryReplaceAsync(
            Tenant, "work", 0, DurableSubscriptionJson.Write(held), Cancellation)).ShouldBeTrue();
    }

    async Task<int> CountWorkersAsync()
    {
        var found = await Journal.DurableSubscriptions.FindAsync(Tenant, "work", Cancellation);

        return DurableSubscriptionJson.Read(found.Document.ShouldNotBeNull()).Workers.Count;
    }

    Task<Result<PartitionLease>> JoinAsync(string worker) =>
        _subscriptions.JoinAsync(Tenant, "work", FeedFilter.All, FeedStart.Start, worker, Cancellation);
}

public sealed class SharedSubscriptionTestsOnSqlite(SqliteBackend backend) : SharedSubscriptionTests(backend);

public sealed class SharedSubscriptionTestsOnPostgreSql(PostgresBackend backend) : SharedSubscriptionTests(backend);
