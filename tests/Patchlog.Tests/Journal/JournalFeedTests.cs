using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CsCheck;
using Patchlog.Following;
using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>The journal as a feed reads it: the list of its events, cut into pages.</summary>
public abstract class JournalFeedTests(Backend backend) : JournalContract(backend)
{
    static readonly (int Limit, long MaxBytes)[] Bounds =
        [(1, 1 << 20), (3, 1 << 20), (1000, 1), (1000, 700), (1000, 20_000), (1000, 1 << 20)];

    [Fact]
    public async Task Pages_of_any_size_and_filter_make_the_list() =>
        await RandomAppends.Batches.SampleAsync(async batches =>
        {
            var tenant = NewTenant();
            var model = new ListJournal();
            List<CommandId> used = [];
            foreach (var steps in batches)
            {
                var batch = ToBatch(steps, tenant, model, used);
                model.Append(batch, (await Journal.AppendAsync(tenant, batch, CancellationToken.None)).Time);
            }
            foreach (var filter in FiltersOf(model))
                foreach (var (limit, maxBytes) in Bounds)
                    for (var after = 0; after < model.Events.Count; after += 9)
                        await ShouldReadLikeAsync(model.Events, tenant, filter, null, after, limit, maxBytes);
            foreach (var filter in FiltersOf(model))
                foreach (var bundles in BundlesOf())
                    await ShouldReadLikeAsync(model.Events, tenant, filter, bundles, 0, limit: 3, maxBytes: 1 << 20);
        }, iter: 3);

    [Fact]
    public async Task Heads_come_in_the_order_of_the_question_and_are_zero_where_nothing_is()
    {
        var other = NewTenant();
        await AppendAsync(Entries.Create(Key("a")), Entries.Create(Key("b")));
        await Journal.AppendAsync(other, [Entries.Create(Key("a") with { Tenant = other })], Cancellation);

        var heads = await Journal.Feed.FindHeadsAsync(
            [.. new[] { other, NewTenant(), Tenant, other }.Select(tenant => new TenantHead(tenant, Head.Start))],
            Cancellation);

        heads.Select(found => found.Head.Position.Number).ShouldBe([1, 0, 2, 1]);
    }

    [Theory]
    [InlineData(3_000_000_000)]
    [InlineData(9_007_199_254_740_993)]
    public async Task Positions_may_be_larger_than_31_and_than_53_bits(long head)
    {
        Assert.SkipWhen(Backend is MemoryBackend, "Nobody else can reach a database in memory.");
        await AppendAsync(Entries.Create(Key("a")));
        await MoveHeadAsync(head);

        await AppendAsync(Entries.Set(Key("a"), 1, 1), Entries.Create(Key("b", "invoices")));

        (await FindHeadAsync()).Position.ShouldBe(new(head + 2));
        (FeedFilter Filter, long[] Positions)[] expected =
        [
            (FeedFilter.All, [head, head + 1, head + 2]),
            (new(TargetName.Trusted("invoices")), [head + 2]),
            (new(TargetName.Trusted("orders"), AggregateId.Trusted("a")), [head, head + 1]),
        ];
        foreach (var (filter, positions) in expected)
        {
            using var page = await Journal.Feed.ReadAsync(
                Tenant, new(new(head - 1), new(head + 2), filter, 10, 1 << 20), Cancellation);
            page.Items.Select(item => item.Position.Number).ShouldBe(positions);
            page.Through.Number.ShouldBe(head + 2);
        }
    }

    [Fact]
    public async Task A_page_of_big_documents_ends_by_bytes_and_leaves_the_connection_usable()
    {
        const int count = 40;
        var text = new string('x', 100_000);
        await AppendAsync([.. Enumerable.Range(0, count).Select(number => Entries.Create(
            Key($"{number}"), JsonObject.Of(new("id", $"{number}"), new("text", text))))]);

        for (var round = 0; round < 30; round++)
        {
            using var page = await Journal.Feed.ReadAsync(
                Tenant, new(new(round), new(count), FeedFilter.All, count, 250_000), Cancellation);

            page.Items.Select(item => item.Position.Number).ShouldBe([round + 1, round + 2, round + 3]);
            page.Through.ShouldBe(new(round + 3));
            (await Reader.FindHeadAsync(Tenant, Cancellation)).ShouldBe(new(count));
        }
    }

    /// <summary>Moves the tenant's only event to a position far away.</summary>
    async Task MoveHeadAsync(long position)
    {
        var table = Backend is PostgresBackend ? "patchlog.events" : "events";
        await Backend.ExecuteAsync(string.Create(
            CultureInfo.InvariantCulture, $"update {table} set position = {position} where tenant = '{Tenant}'"));
    }

    async Task ShouldReadLikeAsync(
        IReadOnlyList<Event> events, Tenant tenant, FeedFilter filter, ImmutableArray<string>? bundles, long after, int limit,
        long maxBytes)
    {
        var wanted = events.Where(@event => @event.Position.Number > after
            && filter.Matches(@event.Position, @event.Key.TargetName, @event.Key.TargetId)
            && (bundles is not { } named || named.Any(bundle => bundle == @event.Bundle))).ToList();
        List<string> seen = [];
        for (var through = after; through < events.Count;)
        {
            using var page = await Journal.Feed.ReadAsync(
                tenant, new(new(through), new(events.Count), filter, limit, maxBytes) { Bundles = bundles },
                CancellationToken.None);
            page.Items.Length.ShouldBeLessThanOrEqualTo(limit);
            page.Through.Number.ShouldBeInRange(through + 1, events.Count);
            page.Items.ShouldAllBe(item => item.Position.Number > through && item.Position.Number <= page.Through.Number);
            page.Items.SkipLast(1).Sum(item => (long)item.Json.Length).ShouldBeLessThan(maxBytes);
            seen.AddRange(page.Items.Select(item => Encoding.UTF8.GetString(item.Json.Span)));
            through = page.Through.Number;
        }
        seen.ShouldBe(wanted.Select(TextOf));
    }

    static IEnumerable<FeedFilter> FiltersOf(ListJournal model) =>
    [
        FeedFilter.All, new(TargetName.Trusted("orders")), new(TargetName.Trusted("Orders")),
        new(TargetName.Trusted("nothing")), new(TargetName.Trusted("orders"), AggregateId.Trusted("nobody")),
        .. model.Keys.Select(key => new FeedFilter(key.TargetName, key.TargetId)),
    ];

    static ImmutableArray<string>[] BundlesOf() =>
        [[], ["nothing"], ["sha256-0"], ["sha256-1", "nothing"], ["sha256-1", "sha256-0"]];

    static string TextOf(Event @event)
    {
        using var writer = new JsonWriter();
        EventJson.Write(writer, @event);
        return Encoding.UTF8.GetString(writer.Written.Span);
    }
}

public sealed class JournalFeedTestsOnSqlite(SqliteBackend backend) : JournalFeedTests(backend);

public sealed class JournalFeedTestsInMemory(MemoryBackend backend) : JournalFeedTests(backend);

public sealed class JournalFeedTestsOnPostgreSql(PostgresBackend backend) : JournalFeedTests(backend);
