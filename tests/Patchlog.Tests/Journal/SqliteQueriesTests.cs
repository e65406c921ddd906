using System.Globalization;
using Patchlog.Journal;
using Patchlog.Journal.Sqlite;
using Patchlog.Searching;
using Patchlog.Tests.Harness;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>Scans wait for each other, and nobody waits for them: not a load, not the writer, not a short query.</summary>
public sealed class SqliteQueriesTests(ManyOrders orders, SqliteBackend backend) : IClassFixture<ManyOrders>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_every_scanning_thread_is_busy_others_read_and_write_and_tenants_scan_in_turn()
    {
        await using var rig = Rig.Of(orders);
        var busy = rig.BlockScans();
        var first = Enumerable.Range(0, 20).Select(_ => rig.ScanAsync(ManyOrders.Tenants[0], Cancellation)).ToList();
        var second = rig.ScanAsync(ManyOrders.Tenants[1], Cancellation);

        (await rig.Pool.ReadAsync(_ => 1, Cancellation)).ShouldBe(1);
        (await rig.Pool.WriteAsync(_ => 1, Cancellation)).ShouldBe(1);
        (await rig.Queries.RunAsync(
            new SqliteSearch(QueryOf(ManyOrders.Tenants[0]), null, 10, long.MaxValue, isIndexed: false), Cancellation))
            .Items.Length.ShouldBe(10);
        (await rig.Queries.ReadAsync(ManyOrders.Tenants[0], _ => 2, Cancellation)).ShouldBe(2);
        first.Append(second).ShouldAllBe(scan => !scan.IsCompleted);

        rig.Release();
        (await second).ShouldBe(ManyOrders.Count);
        (await Task.WhenAll(first)).ShouldAllBe(count => count == ManyOrders.Count);
        await busy;
    }

    [Fact]
    public async Task Of_one_tenant_so_many_scans_wait_and_no_more_and_another_still_may()
    {
        await using var rig = Rig.Of(orders);
        var busy = rig.BlockScans();
        List<Task<long>> scans = [];
        for (var i = 0; i < SqliteLimits.MaxScans + ReadLimits.MaxWaitingPerTenant; i++)
            scans.Add(rig.ScanAsync(ManyOrders.Tenants[0], Cancellation));

        var refused = await Should.ThrowAsync<ReadRefusedException>(
            () => rig.ScanAsync(ManyOrders.Tenants[0], Cancellation));
        refused.Problem.Code.ShouldBe(ProblemCode.TooManyRequests);
        scans.Add(rig.ScanAsync(ManyOrders.Tenants[1], Cancellation));

        rig.Release();
        (await Task.WhenAll(scans)).ShouldAllBe(count => count == ManyOrders.Count);
        await busy;
    }

    [Fact]
    public async Task A_query_that_takes_too_long_is_ended_with_its_own_problem()
    {
        await using var rig = Rig.Of(orders);
        var busy = rig.BlockScans();
        var scan = rig.ScanAsync(ManyOrders.Tenants[0], Cancellation);
        var waiting = Enumerable.Range(0, 5).Select(_ => rig.ScanAsync(ManyOrders.Tenants[0], Cancellation)).ToList();

        orders.Clock.Advance(ReadLimits.QueryPatience);
        rig.Release();

        foreach (var late in waiting.Append(scan))
            (await Should.ThrowAsync<ReadRefusedException>(late)).Problem.Code.ShouldBe(ProblemCode.QueryTimeout);
        (await rig.ScanAsync(ManyOrders.Tenants[0], Cancellation)).ShouldBe(ManyOrders.Count);
        await busy;
    }

    [Fact]
    public async Task A_query_whose_client_has_left_is_ended_and_leaves_its_place()
    {
        await using var rig = Rig.Of(orders);
        using var left = new CancellationTokenSource();
        var busy = rig.BlockScans();
        var scans = Enumerable.Range(0, 10).Select(_ => rig.ScanAsync(ManyOrders.Tenants[0], left.Token)).ToList();

        await left.CancelAsync();
        rig.Release();

        foreach (var scan in scans)
            await Should.ThrowAsync<OperationCanceledException>(scan);
        (await rig.ScanAsync(ManyOrders.Tenants[0], Cancellation)).ShouldBe(ManyOrders.Count);
        await busy;
    }

    [Fact]
    public async Task A_long_read_ends_within_a_statement_when_it_is_cancelled()
    {
        using var patience = new CancellationTokenSource();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var connection = SqliteSettings.OpenWriter(null);
        connection.CreateFunction("begin_counting", () => begun.TrySetResult());
        using var session = new SqliteSession(connection, SqliteSql.Texts);
        var endless = new SqliteStatement(connection.Handle!, """
            with recursive numbers (n) as (select begin_counting() union all select n + 1 from numbers)
            select count(*) from numbers
            """);

        var counting = Task.Factory.StartNew(
            () => session.Interruptibly(_ => endless.Step(), patience.Token), Cancellation,
            TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await begun.Task;
        await patience.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(counting);
        endless.Release();
    }

    [Fact]
    public async Task The_log_stays_below_its_bound_while_scans_overlap_and_somebody_writes()
    {
        const long frameBytes = 4096 + 24;
        const long largestBatchPages = 100;
        const long bound = frameBytes
            * (SqliteLimits.MaxLogPages + (2 * SqliteLimits.PagesPerCheckpoint) + largestBatchPages);

        var database = (DatabaseAddress.SqliteFile)await backend.CreateDatabaseAsync();
        await using var journal = await Backend.OpenAsync(database);
        var tenant = ManyOrders.Tenants[0];
        var text = new string('x', 50_000);
        for (var i = 0; i < 200; i++)
            await journal.AppendAsync(tenant, [CreateOf(i)], Cancellation);

        using var isOver = new CancellationTokenSource();
        var scans = Enumerable.Range(0, 4).Select(_ => Task.Run(ScanAsync)).ToList();
        var largest = 0L;
        for (var i = 200; i < 2200; i++)
        {
            await journal.AppendAsync(tenant, [CreateOf(i)], Cancellation);
            largest = Math.Max(largest, new FileInfo($"{database.Path}-wal").Length);
        }

        await isOver.CancelAsync();
        (await Task.WhenAll(scans)).ShouldAllBe(count => count > 0);
        largest.ShouldBeLessThan(bound);

        Append CreateOf(int i)
        {
            var key = new AggregateKey(
                tenant, ManyOrders.Orders, AggregateId.Trusted(i.ToString(CultureInfo.InvariantCulture)));
            return Entries.Create(key, Entries.Parse($$"""{"id":"{{key.TargetId}}","text":"{{text}}"}"""));
        }

        async Task<long> ScanAsync()
        {
            var count = 0L;
            while (count == 0 || !isOver.IsCancellationRequested)
                count += await journal.Reader.CountAsync(QueryOf(tenant), isEstimate: false, Cancellation);

            return count;
        }
    }

    static Query QueryOf(Tenant tenant) => new(tenant, ManyOrders.Orders);

    /// <summary>The connections of a file, and the queries on them.</summary>
    sealed class Rig : IAsyncDisposable
    {
        readonly ManualResetEventSlim _gate = new();

        Rig(ManyOrders orders)
        {
            Pool = new(
                orders.Database.Path, SqliteSql.Texts,
                new(SqliteSettings.OpenWriter(orders.Database.Path), SqliteSql.Texts));
            Queries = new(Pool, orders.Clock);
        }

        public SqlitePool Pool { get; }

        public SqliteQueries Queries { get; }

        public static Rig Of(ManyOrders orders) => new(orders);

        /// <summary>Keeps every thread that scans until <see cref="Release"/>.</summary>
        public Task<int[]> BlockScans() => Task.WhenAll(Enumerable.Range(0, SqliteLimits.MaxScans).Select(_ => Pool.ScanAsync(_ =>
        {
            _gate.Wait();
            return 0;
        })));

        public void Release() => _gate.Set();

        public Task<long> ScanAsync(Tenant tenant, CancellationToken cancellation) =>
            Queries.RunAsync(new SqliteCount(QueryOf(tenant), isIndexed: false), cancellation);

        public async ValueTask DisposeAsync()
        {
            _gate.Set();
            await Pool.DisposeAsync();
            _gate.Dispose();
        }
    }
}
