using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Journal;
using Patchlog.Journal.Sqlite;
using Patchlog.Publishing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Publishing;

/// <summary>
/// A reader that catches up asks the journal for about as many events as it will send: the rest would be read for
/// nothing, or the statement would have to be stopped.
/// </summary>
public sealed class FittingPages
{
    static readonly Tenant Tenant = Patchlog.Tenant.Trusted("default");

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(200, 3000)]
    [InlineData(20_000, 60)]
    [InlineData(100_000, 60)]
    public async Task What_is_asked_for_is_sent(int bytes, int events)
    {
        await using var journal = SqliteJournal.Open(null, TimeProvider.System);
        for (var id = 0; id < events; id++)
        {
            var body = Entries.Parse($$"""{"id":"{{id}}","text":"{{new string('x', bytes)}}"}""");
            var key = new AggregateKey(Tenant, TargetName.Trusted("orders"), AggregateId.Trusted($"{id}"));
            await ((IJournal)journal).AppendAsync(Tenant, [Entries.Create(key, body)], Cancellation);
        }
        var watched = new WatchedFeed(journal.Feed);
        await using var feed = new Feed(watched, journal.Epoch, new(), TimeProvider.System, NullLogger.Instance);
        using var reader = (await feed.OpenAsync(Tenant, FeedFilter.All, FeedStart.Start, Cancellation)).Reader!;

        while (await reader.NextAsync(int.MaxValue, Cancellation) is FeedMessage.Events { Batch: var batch })
            batch.Dispose();

        // Nothing is known of their size at first.
        reader.Position.Number.ShouldBe(events);
        watched.Asked.Skip(1).Sum().ShouldBeLessThan(2 * events);
    }

    /// <summary>A real feed, with a note of how many events each page was asked for.</summary>
    sealed class WatchedFeed(IJournalFeed inner) : IJournalFeed
    {
        public List<long> Asked { get; } = [];

        public Task<FeedBatch> ReadAsync(Tenant tenant, FeedRange range, CancellationToken cancellation)
        {
            Asked.Add(Math.Min(range.Limit, range.UpTo.Number - range.After.Number));
            return inner.ReadAsync(tenant, range, cancellation);
        }

        public Task<Position[]> FindHeadsAsync(IReadOnlyList<Tenant> tenants, CancellationToken cancellation) =>
            inner.FindHeadsAsync(tenants, cancellation);

        public Task ListenAsync(Action<Tenant, Position> heard, CancellationToken cancellation) =>
            inner.ListenAsync(heard, cancellation);
    }
}
