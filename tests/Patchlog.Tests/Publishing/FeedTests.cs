using CsCheck;
using Patchlog.Following;
using Patchlog.Journal;
using Patchlog.Journal.Sqlite;
using Patchlog.Publishing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Publishing;

/// <summary>
/// Readers of a feed that keeps so little in memory that they fall behind all the time, while this process and others
/// write.
/// </summary>
public sealed class FeedTests
{
    const int Readers = 3;

    static readonly Tenant Tenant = Patchlog.Tenant.Trusted("default");

    static readonly FeedLimits Tiny = new()
    {
        MaxTailBytesPerTenant = 2500,       // a few events
        MaxPageBytes = 1500,
        MaxPageEvents = 3,
        MaxGap = 4,
        MaxScan = 5,
        PollInterval = TimeSpan.FromMilliseconds(2),
        CheckpointInterval = TimeSpan.FromMilliseconds(1),
    };

    static readonly Gen<(int Who, int What)> AnyStep = Gen.Select(Gen.Int[0, Readers - 1], Gen.Int[0, 5]);

    [Fact]
    public async Task Every_reader_is_told_the_wanted_events_in_order_without_hole_or_repetition() =>
        await AnyStep.Array[1, 60].SampleAsync(async steps =>
        {
            await using var inner = SqliteJournal.Open(null, TimeProvider.System);
            await using var feed = inner.Feed.ToFeed(Tiny);
            var journal = new PublishingJournal(inner, feed, Damage.ToNowhere, static (_, _) => { });
            FeedFilter[] filters =
                [FeedFilter.All, new(Name(0)), new(Name(1), AggregateId.Trusted("1"))];
            var readers = new List<(FeedReader Reader, List<long> Seen)>();
            foreach (var filter in filters)
                readers.Add((await OpenAsync(feed, filter, FeedStart.Start), []));
            List<AggregateKey> written = [];

            foreach (var (who, what) in steps)
            {
                if (what < 3)
                {
                    var key = new AggregateKey(Tenant, Name(who % 2), AggregateId.Trusted($"{written.Count}"));
                    // An append that bypasses the publishing journal is like one of another server.
                    await (what == 0 ? (IJournal)inner : journal).AppendAsync(
                        Tenant, [Entries.Create(key)], Cancellation);
                    written.Add(key);
                }
                else
                {
                    await ReadOnceAsync(readers[who].Reader, readers[who].Seen);
                }
            }

            for (var i = 0; i < filters.Length; i++)
            {
                var expected = written.Select((key, at) => (key, Position: at + 1L))
                    .Where(item => filters[i].Matches(new(item.Position), item.key.TargetName, item.key.TargetId))
                    .Select(item => item.Position).ToList();
                while (readers[i].Reader.Position.Number < written.Count)
                {
                    await readers[i].Reader.WaitAsync(Cancellation);
                    await ReadOnceAsync(readers[i].Reader, readers[i].Seen);
                }
                readers[i].Seen.ShouldBe(expected);
                readers[i].Reader.Dispose();
            }
        }, iter: 150);

    [Fact]
    public async Task A_reader_that_falls_behind_is_told_so_and_told_when_it_has_caught_up()
    {
        await using var inner = SqliteJournal.Open(null, TimeProvider.System);
        await using var feed = inner.Feed.ToFeed(Tiny);
        var journal = new PublishingJournal(inner, feed, Damage.ToNowhere, static (_, _) => { });
        using var reader = await OpenAsync(feed, FeedFilter.All, FeedStart.End);
        (await reader.NextAsync(10, Cancellation)).ShouldBeOfType<FeedMessage.CaughtUp>();

        for (var id = 0; id < 40; id++)
            await journal.AppendAsync(
                Tenant, [Entries.Create(new(Tenant, Name(0), AggregateId.Trusted($"{id}")))], Cancellation);

        (await reader.NextAsync(10, Cancellation)).ShouldBe(new FeedMessage.FellBehind(Position.Start));
        List<long> seen = [];
        FeedMessage? last = null;
        while (last is not FeedMessage.CaughtUp)
            last = await ReadOnceAsync(reader, seen);
        seen.ShouldBe(Enumerable.Range(1, 40).Select(position => (long)position));
    }

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static TargetName Name(int number) => TargetName.Trusted(number == 0 ? "orders" : "invoices");

    static async Task<FeedReader> OpenAsync(Feed feed, FeedFilter filter, FeedStart start) =>
        (await feed.OpenAsync(Tenant, filter, start, Cancellation)).ShouldBeOfType<Result<FeedReader>.Ok>().Value;

    static async Task<FeedMessage?> ReadOnceAsync(FeedReader reader, List<long> seen)
    {
        var message = await reader.NextAsync(2, Cancellation);
        if (message is FeedMessage.Events { Page: var page })
            using (page)
                seen.AddRange(page.Items.Select(item => item.Position.Number));
        return message;
    }
}
