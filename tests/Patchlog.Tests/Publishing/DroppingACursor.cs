using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Following;
using Patchlog.Publishing;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Publishing;

/// <summary>A named subscription that is dropped under its workers: it stays dropped, and each of them is told.</summary>
public abstract class DroppingACursor : JournalContract, IAsyncLifetime
{
    // A worker that gives no sign of life within the test, unless it is to.
    static readonly FeedLimits Quiet = new()
    {
        Lease = TimeSpan.FromHours(1),
        RenewInterval = TimeSpan.FromHours(1),
        ClaimInterval = TimeSpan.FromMilliseconds(5),
    };

    readonly Feed _feed;
    readonly DurableSubscriptions _subscriptions;

    private protected DroppingACursor(Backend backend) : base(backend)
    {
        _feed = new(Journal.Feed, Journal.Epoch, Quiet, TimeProvider.System, NullLogger.Instance);
        _subscriptions = Of(Quiet);
    }

    [Fact]
    public async Task A_worker_can_acknowledge_nothing_more_and_what_it_tries_makes_nothing_again()
    {
        await AppendAsync(Entries.Create(Key("a")));
        await using var share = await JoinAsync(_subscriptions, "first");
        (await share.CommitAsync(new(1), Cancellation)).ShouldBeNull();

        (await DropAsync()).ShouldBeTrue();

        var problem = (await share.CommitAsync(new(1), Cancellation)).ShouldNotBeNull();
        problem.Code.ShouldBe(ProblemCode.SubscriptionLost);
        problem.Detail.ShouldContain("dropped");
        await share.LeaveAsync();
        (await _subscriptions.ListAsync(Tenant, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_worker_hears_of_it_with_its_next_sign_of_life()
    {
        await using var share = await JoinAsync(Of(Quiet with { RenewInterval = TimeSpan.FromMilliseconds(5) }), "first");

        await DropAsync();

        await Eventually.HoldsAsync(() => share.Ending.IsCancellationRequested);
        share.Why.ShouldNotBeNull().Code.ShouldBe(ProblemCode.SubscriptionLost);
        (await _subscriptions.ListAsync(Tenant, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_worker_that_waits_for_a_share_does_not_make_it_again()
    {
        // A worker of another process, which has everything and does not give way.
        var now = TimeProvider.System.GetUtcNow();
        var (held, _) = DurableSubscriptionState.Create(FeedFilter.All, Position.Start).Join("first", now, now + Quiet.Lease);
        (await Journal.DurableSubscriptions.TryReplaceAsync(Tenant, "work", 0, held.Write(), Cancellation)).ShouldBeTrue();
        var waiting = _subscriptions.JoinAsync(Tenant, "work", FeedFilter.All, FeedStart.Start, "second", Cancellation);
        await Eventually.HoldsAsync(async () =>
            (await _subscriptions.ListAsync(Tenant, Cancellation)).Single().Workers == 2);

        await DropAsync();

        var (none, refusal) = await waiting;
        none.ShouldBeNull();
        refusal.ShouldNotBeNull().Code.ShouldBe(ProblemCode.SubscriptionLost);
        (await _subscriptions.ListAsync(Tenant, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_worker_of_the_old_one_has_no_part_in_a_new_one_of_the_same_name()
    {
        await AppendAsync(Entries.Create(Key("a")), Entries.Create(Key("b")));
        await using var old = await JoinAsync(_subscriptions, "first");
        await old.CommitAsync(new(1), Cancellation);
        await DropAsync();

        await using var @new = await JoinAsync(_subscriptions, "second");
        (await old.CommitAsync(new(2), Cancellation)).ShouldNotBeNull().Code.ShouldBe(ProblemCode.SubscriptionLost);

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

    DurableSubscriptions Of(FeedLimits limits) => new(Journal.DurableSubscriptions, _feed, limits, TimeProvider.System, NullLogger.Instance);

    Task<bool> DropAsync() => _subscriptions.DropAsync(Tenant, "work", Cancellation);

    async Task<PartitionLease> JoinAsync(DurableSubscriptions cursors, string worker)
    {
        var (share, refusal) =
            await cursors.JoinAsync(Tenant, "work", FeedFilter.All, FeedStart.Start, worker, Cancellation);
        refusal.ShouldBeNull();
        return share!;
    }
}

public sealed class Dropping_a_cursor_on_sqlite(SqliteBackend backend) : DroppingACursor(backend);

public sealed class Dropping_a_cursor_on_postgresql(PostgresBackend backend) : DroppingACursor(backend);
