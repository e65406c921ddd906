using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Following;
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
        await using var journal = await JournalOfAsync(bytes, events);
        var watched = new WatchedFeed(journal.Feed);
        await using var feed = new Feed(watched, journal.Epoch, new(), TimeProvider.System, NullLogger.Instance);
        using var reader = (await feed.OpenAsync(Tenant, FeedFilter.All, FeedStart.Start, Cancellation)).Reader!;

        while (await reader.NextAsync(int.MaxValue, Cancellation) is FeedMessage.Events { Batch: var batch })
            batch.Dispose();

        // Nothing is known of their size at first.
        reader.Position.Number.ShouldBe(events);
        watched.Asked.Skip(1).Sum().ShouldBeLessThan(2 * events);
    }

    [Fact]
    public async Task Pages_grow_for_whoever_takes_them_promptly_and_as_long_as_there_is_memory()
    {
        const long usual = 4 << 10;
        var limits = new FeedLimits
        {
            MaxBatchBytes = (int)usual,
            MaxPageBytes = (int)usual * 8,
            MaxLongPagesBytes = usual * 8,
        };
        var clock = new StandingClock();
        await using var journal = await JournalOfAsync(bytes: 200, events: 3000);
        var watched = new WatchedFeed(journal.Feed);
        await using var feed = new Feed(watched, journal.Epoch, limits, clock, NullLogger.Instance);
        using var prompt = (await feed.OpenAsync(Tenant, FeedFilter.All, FeedStart.Start, Cancellation)).Reader!;
        using var other = (await feed.OpenAsync(Tenant, FeedFilter.All, FeedStart.Start, Cancellation)).Reader!;
        prompt.PagesMayGrow = other.PagesMayGrow = true;
        using var usually = (await feed.OpenAsync(Tenant, FeedFilter.All, FeedStart.Start, Cancellation)).Reader!;

        (await SizesAsync(prompt, 5)).ShouldBe([usual, 2 * usual, 4 * usual, 8 * usual, 8 * usual]);
        (await SizesAsync(other, 3)).ShouldBe([usual, usual, usual], "the one before has it all");
        (await SizesAsync(usually, 3)).ShouldBe([usual, usual, usual]);
        clock.Time += TimeSpan.FromSeconds(1);
        (await SizesAsync(prompt, 2)).ShouldBe([usual, 2 * usual]);
        prompt.Dispose();
        (await SizesAsync(other, 1)).ShouldBe([usual], "it was slow, too");
        (await SizesAsync(other, 3)).ShouldBe([2 * usual, 4 * usual, 8 * usual]);

        async Task<long[]> SizesAsync(FeedReader reader, int pages)
        {
            watched.Bytes.Clear();
            for (var page = 0; page < pages; page++)
                (await reader.NextAsync(int.MaxValue, Cancellation)).ShouldBeOfType<FeedMessage.Events>().Batch.Dispose();
            return [.. watched.Bytes];
        }
    }

    static async Task<SqliteJournal> JournalOfAsync(int bytes, int events)
    {
        var journal = SqliteJournal.Open(null, TimeProvider.System);
        for (var id = 0; id < events; id++)
        {
            var body = Entries.Parse($$"""{"id":"{{id}}","text":"{{new string('x', bytes)}}"}""");
            var key = new AggregateKey(Tenant, TargetName.Trusted("orders"), AggregateId.Trusted($"{id}"));
            await ((IJournal)journal).AppendAsync(Tenant, [Entries.Create(key, body)], Cancellation);
        }
        return journal;
    }

    /// <summary>A clock that stands still until it is set; its timers run by the system's.</summary>
    sealed class StandingClock : TimeProvider
    {
        public TimeSpan Time { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Time.Ticks;
    }

    /// <summary>A real feed, with a note of how many events, and bytes, each page was asked for.</summary>
    sealed class WatchedFeed(IJournalFeed inner) : IJournalFeed
    {
        public List<long> Asked { get; } = [];

        public List<long> Bytes { get; } = [];

        public Task<FeedBatch> ReadAsync(Tenant tenant, FeedRange range, CancellationToken cancellation)
        {
            Asked.Add(Math.Min(range.Limit, range.UpTo.Number - range.After.Number));
            Bytes.Add(range.MaxBytes);
            return inner.ReadAsync(tenant, range, cancellation);
        }

        public Task<Position[]> FindHeadsAsync(IReadOnlyList<Tenant> tenants, CancellationToken cancellation) =>
            inner.FindHeadsAsync(tenants, cancellation);

        public Task ListenAsync(Action<Tenant, Position> heard, CancellationToken cancellation) =>
            inner.ListenAsync(heard, cancellation);
    }
}
