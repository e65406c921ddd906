using Patchlog.Following;
using Patchlog.Journal;
using Patchlog.Journal.Sqlite;
using Patchlog.Publishing;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Publishing;

/// <summary>The pages that a reader asks the journal for while it catches up, and what it tells when it has.</summary>
public sealed class FeedReaderTests
{
    static readonly Tenant Tenant = Patchlog.Tenant.Trusted("default");

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(200, 3000)]
    [InlineData(20_000, 60)]
    [InlineData(100_000, 60)]
    public async Task A_reader_that_catches_up_asks_for_about_as_many_events_as_a_page_holds(int bytes, int events)
    {
        await using var journal = await JournalOfAsync(bytes, events);
        var watched = new WatchedFeed(journal.Feed);
        await using var feed = watched.ToFeed();
        using var reader = await OpenAsync(feed);

        while (await reader.NextAsync(int.MaxValue, Cancellation) is FeedMessage.Events { Page: var page })
            page.Dispose();

        // The first page is asked for without knowing the size of an event.
        reader.Position.Number.ShouldBe(events);
        watched.Asked.Skip(1).Sum().ShouldBeLessThan(2 * events);
    }

    [Fact]
    public async Task Pages_grow_for_a_reader_that_takes_them_promptly_as_long_as_there_is_memory()
    {
        const long usual = 4 << 10;
        var limits = new FeedLimits
        {
            MaxPageBytes = (int)usual,
            MaxLongPageBytes = (int)usual * 8,
            MaxLongPagesBytes = usual * 8,
        };
        var clock = new TestClock();
        await using var journal = await JournalOfAsync(bytes: 200, events: 3000);
        var watched = new WatchedFeed(journal.Feed);
        await using var feed = watched.ToFeed(limits, clock);
        using var prompt = await OpenAsync(feed);
        using var other = await OpenAsync(feed);
        prompt.PagesMayGrow = other.PagesMayGrow = true;
        using var usually = await OpenAsync(feed);

        (await SizesAsync(prompt, 5)).ShouldBe([usual, 2 * usual, 4 * usual, 8 * usual, 8 * usual]);
        (await SizesAsync(other, 3)).ShouldBe([usual, usual, usual], "the first reader has all of the memory");
        (await SizesAsync(usually, 3)).ShouldBe([usual, usual, usual]);
        clock.Advance(limits.PromptWithin);
        (await SizesAsync(prompt, 2)).ShouldBe([usual, 2 * usual]);
        prompt.Dispose();
        (await SizesAsync(other, 1)).ShouldBe([usual], "it was slow, too");
        (await SizesAsync(other, 3)).ShouldBe([2 * usual, 4 * usual, 8 * usual]);

        async Task<long[]> SizesAsync(FeedReader reader, int pages)
        {
            watched.Bytes.Clear();
            for (var page = 0; page < pages; page++)
                (await reader.NextAsync(int.MaxValue, Cancellation))
                    .ShouldBeOfType<FeedMessage.Events>().Page.Dispose();
            return [.. watched.Bytes];
        }
    }

    [Fact]
    public async Task A_reader_without_wanted_events_is_told_how_far_it_has_come_once_in_each_interval()
    {
        var limits = new FeedLimits();
        var clock = new TestClock();
        await using var inner = SqliteJournal.Open(null, clock);
        await using var feed = inner.Feed.ToFeed(limits, clock);
        var journal = new PublishingJournal(inner, feed, Damage.ToNowhere, static (_, _) => { });
        using var reader = await OpenAsync(feed, new FeedFilter(TargetName.Trusted("invoices")));
        (await reader.NextAsync(10, Cancellation)).ShouldBeOfType<FeedMessage.CaughtUp>();

        for (var checkpoint = 1; checkpoint <= 3; checkpoint++)
        {
            var key = new AggregateKey(Tenant, TargetName.Trusted("orders"), AggregateId.Trusted($"{checkpoint}"));
            await journal.AppendAsync(Tenant, [Entries.Create(key)], Cancellation);
            (await reader.NextAsync(10, Cancellation)).ShouldBeNull("the interval has not passed");
            var waiting = reader.WaitAsync(Cancellation);
            clock.Advance(limits.CheckpointInterval);

            await waiting;
            (await reader.NextAsync(10, Cancellation)).ShouldBe(new FeedMessage.Checkpoint(new(checkpoint)));
        }
    }

    static async Task<FeedReader> OpenAsync(Feed feed, FeedFilter filter = default) =>
        (await feed.OpenAsync(Tenant, filter, FeedStart.Start, Cancellation))
            .ShouldBeOfType<Result<FeedReader>.Ok>().Value;

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

    /// <summary>A real feed that notes how many events and bytes each page was asked for.</summary>
    sealed class WatchedFeed(IJournalFeed inner) : IJournalFeed
    {
        public List<long> Asked { get; } = [];

        public List<long> Bytes { get; } = [];

        public Task<FeedPage> ReadAsync(Tenant tenant, FeedRange range, CancellationToken cancellation)
        {
            Asked.Add(Math.Min(range.Limit, range.UpTo.Number - range.After.Number));
            Bytes.Add(range.MaxBytes);
            return inner.ReadAsync(tenant, range, cancellation);
        }

        public Task<FoundHead[]> FindHeadsAsync(IReadOnlyList<TenantHead> tenants, CancellationToken cancellation) =>
            inner.FindHeadsAsync(tenants, cancellation);

        public Task ListenAsync(Action<Tenant, Position> heard, CancellationToken cancellation) =>
            inner.ListenAsync(heard, cancellation);
    }
}
