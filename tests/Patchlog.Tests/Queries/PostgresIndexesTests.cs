using System.Collections.Frozen;
using System.Collections.Immutable;
using Npgsql;
using Patchlog.Journal.Postgres;
using Patchlog.Json;
using Patchlog.Searching;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Queries;

/// <summary>
/// Declared indexes on PostgreSQL: queries search by them, and do not sort what an index has in order.
/// </summary>
public sealed class PostgresIndexesTests(PostgresBackend backend, PostgresIndexesTests.Orders orders)
    : IClassFixture<PostgresIndexesTests.Orders>
{
    public static TheoryData<string, string, string> Comparisons => new()
    {
        { "/status", nameof(Comparison.OneOf), "[\"s7\"]" },
        { "/status", nameof(Comparison.OneOf), "[\"s7\",\"s8\",\"s9\"]" },
        { "/status", nameof(Comparison.Prefix), "[\"s7\"]" },
        { "/total", nameof(Comparison.OneOf), "[17.5]" },
        { "/total", nameof(Comparison.Less), "[20]" },
        { "/total", nameof(Comparison.AtLeast), "[39990]" },
        { "/it's\"{odd}", nameof(Comparison.OneOf), "[3]" },
        { "/list/01", nameof(Comparison.Exists), "[]" },
    };

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Comparisons))]
    public async Task A_comparison_of_an_indexed_path_searches_the_index(
        string path, string comparison, string operands)
    {
        var filter = new Filter.Compare(
            PathOf(path), Enum.Parse<Comparison>(comparison), [.. ((JsonArray)JsonValue.Parse(operands)).Items]);

        var plan = await ExplainAsync(orders.Query with { Filter = filter }, null, limit: 100_000);

        plan.ShouldContain("aggregates_by_");
        plan.ShouldNotContain("Seq Scan");
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_sort_by_an_indexed_path_follows_the_index_in_both_directions_from_any_position(
        bool isDescending, bool isFirst)
    {
        var query = orders.Query with { Sort = [new(PathOf("/total"), isDescending)] };
        var position = new KeysetPosition([ValueKey.Of(5000)], AggregateId.Trusted("id5000"));

        var plan = await ExplainAsync(query, isFirst ? null : position, limit: 100);

        plan.ShouldContain("aggregates_by_");
        plan.ShouldNotContain("Sort");
        if (!isFirst)
            plan.ShouldContain(isDescending ? "< ROW(" : "> ROW(");
    }

    [Fact]
    public async Task The_planner_knows_how_many_documents_have_a_value_of_an_indexed_path()
    {
        var filter = new Filter.Compare(
            PathOf("/total"), Comparison.OneOf, [.. ((JsonArray)JsonValue.Parse("[1.5,2.5,3.5,5.5,6.5,7.5]")).Items]);

        var plan = await ExplainAsync(orders.Query with { Filter = filter }, null, limit: 101);

        plan.ShouldContain("aggregates_by_");
        plan.ShouldNotContain("rows=101 ");
    }

    [Fact]
    public async Task A_sort_within_one_value_of_another_indexed_path_reads_only_documents_with_that_value()
    {
        var filter = new Filter.Compare(PathOf("/status"), Comparison.OneOf, ["s7"]);

        var plan = await ExplainAsync(
            orders.Query with { Filter = filter, Sort = [new(PathOf("/total"), true)] }, null, limit: 100);

        plan.ShouldContain("aggregates_by_");
        plan.ShouldNotContain("Seq Scan");
    }

    [Fact]
    public async Task Two_processes_do_not_create_indexes_at_the_same_time()
    {
        var database = await backend.CreateDatabaseAsync();
        await using var journal = await Backend.OpenAsync(database);
        await using var other = await PostgresBackend.ConnectAsync(database);
        await using var transaction = await other.BeginTransactionAsync(Cancellation);
        await RunAsync(other, "lock table aggregates in share update exclusive mode");
        var (type, path) = (TargetName.Trusted("orders"), PathOf("/a").Pointer);

        var first = journal.Indexes.CreateAsync(type, path, Cancellation);
        await using var second = await Backend.OpenAsync(database);
        await Eventually.HoldsAsync(
            async () => (await second.Indexes.ListAsync(Cancellation)).Length == 1, what: "the first has begun");

        await Should.ThrowAsync<InvalidDataException>(() => second.Indexes.CreateAsync(type, path, Cancellation));
        await transaction.CommitAsync(Cancellation);
        (await first).ShouldBeTrue();
    }

    async Task<string> ExplainAsync(Query query, KeysetPosition? after, int limit)
    {
        await using var connection = await PostgresBackend.ConnectAsync(orders.Database);
        var statement = PostgresQuery.Select(query, after, limit, long.MaxValue, Orders.Paths.ToFrozenSet());
        await using var command = new NpgsqlCommand($"explain {statement.Text}", connection);
        command.Parameters.AddRange(statement.Parameters.ToArray());
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        List<string> lines = [];
        while (await reader.ReadAsync(Cancellation))
            lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }

    static async Task RunAsync(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    static QueryPath PathOf(string pointer) => QueryPath.TryParse(pointer, out var path, out var problem)
        ? path : throw new InvalidOperationException(problem.Detail);

    /// <summary>A database with many orders.</summary>
    public sealed class Orders(PostgresBackend backend) : IAsyncLifetime
    {
        /// <summary>The declared paths.</summary>
        public static ImmutableArray<string> Paths { get; } = ["/status", "/total", "/it's\"{odd}", "/list/01"];

        internal DatabaseAddress Database { get; private set; } = new DatabaseAddress.SqliteMemory();

        internal Query Query { get; } = new(Tenant.Trusted("t"), TargetName.Trusted("orders"));

        /// <inheritdoc/>
        public async ValueTask InitializeAsync()
        {
            Database = await backend.CreateDatabaseAsync();
            await using var journal = await Backend.OpenAsync(Database);
            await backend.ExecuteAsync("""
                insert into patchlog.aggregates (tenant, target_name, target_id, version, created_at, updated_at, body)
                select 't', case when n % 4 = 0 then 'invoices' else 'orders' end, 'id' || n, 1, now(), now(),
                    json_build_object('id', 'id' || n, 'status', 's' || (n % 100), 'total', n + 0.5,
                        'it''s"{odd}', n, 'list', case when n = 1 then '{"01":1}' else '[1,2]' end::json)
                from generate_series(1, 40000) as n
                """, Database);
            foreach (var path in Paths)
                await journal.Indexes.CreateAsync(Query.TargetName, PathOf(path).Pointer, Cancellation);
        }

        /// <inheritdoc/>
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
