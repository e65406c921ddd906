using System.Globalization;
using CsCheck;
using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.Searching;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Queries;

/// <summary>Both databases find what the model finds, in its order, page by page and counted.</summary>
public abstract class QueryTests(Backend backend) : JournalContract(backend)
{
    /// <summary>The type of the documents that are searched.</summary>
    private protected virtual TargetName Type { get; } = TargetName.Trusted("orders");

    [Fact]
    public Task Any_query_finds_the_documents_that_the_model_finds_in_the_same_order() =>
        Gen.Select(RandomQueries.Body.Array[0, 25], RandomQueries.Query.Array[1, 12])
            .SampleAsync(async (bodies, queries) =>
            {
                var tenant = NewTenant();
                var documents = await WriteAsync(tenant, bodies);
                foreach (var (filter, sort, deleted, limit) in queries)
                {
                    var query = new Query(tenant, Type) { Filter = filter, Sort = sort, Deleted = deleted };
                    var expected = NaiveQuery.Find(documents, query);
                    (await PagesAsync(query, limit)).Select(TextOf).ShouldBe(expected.Select(TextOf), TextOf(query));
                    (await Reader.CountAsync(query, isEstimate: false, Cancellation)).ShouldBe(expected.Count);
                    expected.Where(document => !filter.Matches(document.Id, document.State)).ShouldBeEmpty();
                }
            }, iter: 60, threads: 1);

    [Fact]
    public async Task A_page_of_a_query_ends_at_a_number_of_bytes_and_has_at_least_one_document()
    {
        var text = new string('x', 1000);
        await WriteAsync(
            Tenant, [.. Enumerable.Range(0, 5).Select(i => JsonObject.Of(new("text", text), new("n", i)))]);
        var query = new Query(Tenant, Type) { Sort = [new(RandomQueries.PathOf("n"), IsDescending: true)] };

        (await Reader.FindAsync(query, null, 100, 1, Cancellation)).Items.Length.ShouldBe(1);
        (await Reader.FindAsync(query, null, 100, 2500, Cancellation)).Items.Length.ShouldBe(2);
        (await Reader.FindAsync(query, null, 100, 2500, Cancellation)).HasMore.ShouldBeTrue();
        (await Reader.FindAsync(query, null, 100, 100_000, Cancellation)).HasMore.ShouldBeFalse();
    }

    [Fact]
    public async Task The_next_page_begins_behind_the_last_document_even_if_that_is_gone()
    {
        await WriteAsync(Tenant, [.. Enumerable.Range(0, 6).Select(i => JsonObject.Of(new JsonMember("n", i % 2)))]);
        var query = new Query(Tenant, Type) { Sort = [new(RandomQueries.PathOf("n"), false)] };
        var first = (await Reader.FindAsync(query, null, 2, long.MaxValue, Cancellation)).Items;
        var position = query.PositionOf(first[1].Id, first[1].State);

        await AppendAsync(Entries.Delete(new(Tenant, Type, first[1].Id), 1));

        (await Reader.FindAsync(query, position, 9, long.MaxValue, Cancellation)).Items.Select(item => item.Id.Value)
            .ShouldBe(["4", "1", "3", "5"]);
    }

    [Fact]
    public async Task The_estimated_count_of_a_query_is_a_number()
    {
        await WriteAsync(Tenant, [JsonObject.Empty, JsonObject.Empty]);

        (await Reader.CountAsync(new Query(Tenant, Type), isEstimate: true, Cancellation))
            .ShouldBeInRange(0, 1_000_000);
    }

    async Task<List<FoundDocument>> PagesAsync(Query query, int limit)
    {
        List<FoundDocument> all = [];
        KeysetPosition? after = null;
        while (true)
        {
            var (items, hasMore) = await Reader.FindAsync(query, after, limit, long.MaxValue, Cancellation);
            items.Length.ShouldBeLessThanOrEqualTo(limit);
            all.AddRange(items);
            if (!hasMore)
                return all;
            after = query.PositionOf(items[^1].Id, items[^1].State);
            query.Admits(after).ShouldBeTrue();
        }
    }

    /// <summary>Writes documents with the ids 0, 1, 2 …; some versions are more than one, some are deleted.</summary>
    private protected async Task<List<FoundDocument>> WriteAsync(Tenant tenant, IReadOnlyList<JsonObject?> bodies)
    {
        List<FoundDocument> documents = [];
        foreach (var (i, body) in bodies.Index())
        {
            var key = new AggregateKey(tenant, Type, AggregateId.Trusted(i.ToString(CultureInfo.InvariantCulture)));
            var first = body?.With("id", key.TargetId.Value) ?? Entries.Body(key, 0);
            Append[] batch = body is null
                ? [Entries.Create(key, first), Entries.Delete(key, 1, isChained: true)]
                : [Entries.Create(key, first)];
            await Journal.AppendAsync(tenant, batch, Cancellation);
            documents.Add(new(key.TargetId, await LoadAsync(key)));
        }
        return documents;
    }

    static string TextOf(Query query) =>
        $"{TextOf(query.Filter)} by {string.Join(", ", query.Sort.Select(key => $"{key.Path} {key.IsDescending}"))}";

    static string TextOf(Filter filter) => filter switch
    {
        Filter.All all => $"({string.Join(" and ", all.Filters.Select(TextOf))})",
        Filter.Any any => $"({string.Join(" or ", any.Filters.Select(TextOf))})",
        Filter.Not not => $"not {TextOf(not.Inner)}",
        Filter.Compare compare => $"{compare.Path} {compare.Comparison} {string.Join(", ", compare.Operands)}",
        _ => "",
    };

    static string TextOf(FoundDocument document) => $"{document.Id} {Texts.Of(document.State)}";
}

public sealed class QueryTests_on_sqlite(SqliteBackend backend) : QueryTests(backend);

public sealed class QueryTests_on_sqlite_in_memory(MemoryBackend backend) : QueryTests(backend);

public sealed class QueryTests_on_postgresql(PostgresBackend backend) : QueryTests(backend);

/// <summary>
/// The same with an index on most of the paths: they are searched, and hold whatever documents hold.
/// </summary>
public abstract class IndexedQueryTests(Backend backend) : QueryTests(backend), IAsyncLifetime
{
    private protected override TargetName Type { get; } = TargetName.Trusted("indexed");

    public async ValueTask InitializeAsync()
    {
        foreach (var name in RandomQueries.Names)
            await Journal.Indexes.CreateAsync(Type, RandomQueries.PathOf(name).Pointer, Cancellation);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

public sealed class QueryTests_on_sqlite_with_indexes(SqliteBackend backend) : IndexedQueryTests(backend);

public sealed class QueryTests_on_sqlite_in_memory_with_indexes(MemoryBackend backend) : IndexedQueryTests(backend);

public sealed class QueryTests_on_postgresql_with_indexes(PostgresBackend backend) : IndexedQueryTests(backend);
