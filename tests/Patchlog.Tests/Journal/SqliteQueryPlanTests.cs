using System.Globalization;
using Patchlog.Journal.Sqlite;
using Patchlog.Json;
using Patchlog.Searching;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>How SQLite's queries find their documents, chunk after chunk, and that the way does not change the answer.</summary>
public sealed class SqliteQueryPlanTests(ManyOrders orders) : IClassFixture<ManyOrders>
{
    static readonly Filter Status = Of("status", Comparison.OneOf, "s7");
    static readonly Filter Statuses = Of("status", Comparison.OneOf, "s7", "s8", "s9");
    static readonly Filter Middle = new Filter.All(
        [Of("total", Comparison.AtLeast, 1000), Of("total", Comparison.Less, 1400)]);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Ways => new()
    {
        { "status", "", "walk in order" },          // one value: by id within it
        { "statuses", "", "candidates" },
        { "statuses", "plain", "walk" },
        { "middle", "total", "walk in order" },
        { "middle", "-total", "walk in order" },
        { "most", "total", "walk in order" },
        { "most", "-total", "walk in order" },
        { "most", "", "scan" },                     // a lookup each would cost more
        { "most", "plain", "scan" },
        { "", "total", "walk in order" },
        { "", "-total", "walk in order" },
        { "none", "", "candidates" },
        { "absent", "total", "walk in order" },
        { "", "", "scan" },
        { "", "plain", "scan" },
        { "unindexed", "-total", "walk in order" },
        { "unindexed", "", "scan" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Every_way_leads_to_the_same_documents_on_pages_of_any_size(string filter, string sort, string way)
    {
        var query = QueryOf(filter, sort);

        using (var session = Connect())
            WayOf(SqliteQueryPlan.Choose(session, query, after: null, isIndexed: true)).ShouldBe(way);

        var expected = Enumerable.Range(0, ManyOrders.Count)
            .Select(DocumentOf).Where(document => query.Filter.Matches(document.Id, document.State)).ToList();
        expected.Sort((left, right) =>
            query.Compare(query.PositionOf(left.Id, left.State), query.PositionOf(right.Id, right.State)));
        foreach (var limit in new[] { 700, 100_000 })
            (await PagesAsync(query, limit)).ShouldBe(expected.Select(document => document.Id.Value));
        (await orders.Journal.Reader.CountAsync(query, isEstimate: false, Cancellation)).ShouldBe(expected.Count);
    }

    [Fact]
    public async Task A_page_that_is_full_of_bytes_goes_on_where_it_ended_whatever_the_way()
    {
        foreach (var (filter, sort, _) in Ways.Select(row => row.Data))
        {
            var query = QueryOf(filter, sort);
            KeysetPosition? after = null;
            List<string> ids = [];
            for (var page = 0; page < 4; page++)
            {
                var (items, hasMore) = await orders.Journal.Reader.FindAsync(query, after, 1000, 200, Cancellation);
                items.Length.ShouldBeLessThan(6);
                ids.AddRange(items.Select(item => item.Id.Value));
                if (!hasMore)
                    break;
                after = query.PositionOf(items[^1].Id, items[^1].State);
            }

            ids.ShouldBe((await PagesAsync(query, 100_000)).Take(ids.Count), $"{filter} by {sort}");
        }
    }

    [Fact]
    public async Task A_query_begins_again_when_its_index_is_dropped_meanwhile()
    {
        var path = ManyOrders.PathOf("plain");
        await orders.Journal.Indexes.CreateAsync(ManyOrders.Orders, path.Pointer, Cancellation);
        var count = new SqliteCount(
            new(ManyOrders.Tenants[0], ManyOrders.Orders) { Filter = Of("plain", Comparison.Less, 701) }, isIndexed: true);
        using var session = Connect();

        count.Step(session).ShouldBeFalse();
        await orders.Journal.Indexes.DropAsync(ManyOrders.Orders, path.Pointer, Cancellation);
        while (!count.Step(session))
        {
        }

        count.Answer.ShouldBe(700);
    }

    SqliteSession Connect() => new(SqliteSettings.OpenReader(orders.Database.Path), SqliteSql.Texts);

    async Task<List<string>> PagesAsync(Query query, int limit)
    {
        List<string> ids = [];
        for (KeysetPosition? after = null; ;)
        {
            var (items, hasMore) = await orders.Journal.Reader.FindAsync(
                query, after, limit, long.MaxValue, Cancellation);
            ids.AddRange(items.Select(item => item.Id.Value));
            if (!hasMore)
                return ids;
            after = query.PositionOf(items[^1].Id, items[^1].State);
        }
    }

    static string WayOf(SqliteSource source) => source switch
    {
        SqliteScan => "scan",
        SqliteCandidates => "candidates",
        SqliteIndexWalk { IsInOrder: true } => "walk in order",
        _ => "walk",
    };

    static Query QueryOf(string filter, string sort) => new(ManyOrders.Tenants[0], ManyOrders.Orders)
    {
        Filter = filter switch
        {
            "status" => Status,
            "statuses" => Statuses,
            "middle" => Middle,
            "most" => Of("total", Comparison.AtLeast, 100),
            "none" => new Filter.All([Status, Of("status", Comparison.OneOf, "s8")]),
            "absent" => new Filter.Not(Of("total", Comparison.Exists)),
            "unindexed" => Of("plain", Comparison.Less, 50),
            _ => Filter.Everything,
        },
        Sort = sort.Length == 0 ? [] : [new(ManyOrders.PathOf(sort.TrimStart('-')), sort.StartsWith('-'))],
    };

    static Filter.Compare Of(string path, Comparison comparison, params JsonValue[] operands) =>
        new(ManyOrders.PathOf(path), comparison, [.. operands]);

    static FoundDocument DocumentOf(int n)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"id{n:D5}");
        var body = JsonObject.Of(
            new("id", id), new("status", $"s{n % 100}"), new("total", n), new("plain", ManyOrders.Count - n));

        return new(AggregateId.Trusted(id), AggregateState.None with { Version = new(1), Body = body });
    }
}
