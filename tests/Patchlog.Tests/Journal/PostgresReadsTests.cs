using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Patchlog.Journal;
using Patchlog.Journal.Postgres;
using Patchlog.Json;
using Patchlog.Searching;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Patchlog.Tests.Queries;
using Shouldly;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>Queries that take long, and what must not wait for them.</summary>
public sealed class PostgresReadsTests(PostgresBackend backend)
{
    // While a test holds it, every comparison in a query of this database waits.
    const int Gate = 4711;

    static readonly TargetName Orders = TargetName.Trusted("orders");
    static readonly Tenant Busy = Tenant.Trusted("busy");
    static readonly Tenant Other = Tenant.Trusted("other");

    [Fact]
    public async Task Queries_of_a_tenant_hold_up_no_append_no_load_and_no_other_tenant()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var database = await backend.CreateDatabaseAsync();
        await using var journal = await JournalOpener.OpenAsync(database, TimeProvider.System, NullLogger.Instance, cancellation);
        await AppendAsync(journal, Busy, "a");
        await AppendAsync(journal, Other, "a");
        await using var gate = await PostgresBackend.ConnectAsync(database);
        await MakeQueriesWaitAsync(gate);

        var busy = Enumerable.Range(0, PostgresLimits.MaxQueriesPerTenant + ReadLimits.MaxWaitingPerTenant)
            .Select(_ => FindAsync(journal, Busy)).ToList();
        var refused = await Should.ThrowAsync<ReadRefusedException>(() => FindAsync(journal, Busy));
        var other = FindAsync(journal, Other);

        refused.Problem.Code.ShouldBe(ProblemCode.TooManyRequests);
        await AppendAsync(journal, Busy, "b");
        var key = new AggregateKey(Busy, Orders, AggregateId.Trusted("b"));
        (await journal.Reader.LoadAsync([], [key], cancellation)).States[0].IsAlive.ShouldBeTrue();
        (await journal.Reader.FindHeadAsync(Busy, cancellation)).ShouldBe(new(2));
        await Eventually.HoldsAsync(async () =>
            await CountAtGateAsync(gate) == PostgresLimits.MaxQueriesPerTenant + 1);
        busy.ShouldAllBe(query => !query.IsCompleted);

        await ExecuteAsync(gate, $"select pg_advisory_unlock({Gate})");
        (await Eventually.EndsAsync(other)).ShouldBe(1);
        await Eventually.EndsAsync(Task.WhenAll(busy));
    }

    [Fact]
    public async Task A_query_that_has_had_its_time_is_told_so_and_leaves_its_connection_to_others()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var time = new TestClock();
        var database = await backend.CreateDatabaseAsync();
        await using var journal = await JournalOpener.OpenAsync(database, time, NullLogger.Instance, cancellation);
        await AppendAsync(journal, Busy, "a");
        await using var gate = await PostgresBackend.ConnectAsync(database);
        await MakeQueriesWaitAsync(gate);

        var queries = Enumerable.Range(0, 2 * PostgresLimits.MaxQueries).Select(_ => FindAsync(journal, Busy)).ToList();
        await Eventually.HoldsAsync(() => time.CountTimers(ReadLimits.QueryPatience) == queries.Count);
        time.Advance(ReadLimits.QueryPatience);

        foreach (var query in queries)
            (await Should.ThrowAsync<ReadRefusedException>(() => Eventually.EndsAsync(query)))
                .Problem.Code.ShouldBe(ProblemCode.QueryTimeout);

        await ExecuteAsync(gate, $"select pg_advisory_unlock({Gate})");
        (await FindAsync(journal, Busy)).ShouldBe(1);
    }

    static async Task<int> FindAsync(IJournal journal, Tenant tenant)
    {
        var filter = new Filter.Compare(RandomQueries.PathOf("n"), Comparison.OneOf, [JsonValue.Parse("0")]);
        var page = await journal.Reader.FindAsync(
            new(tenant, Orders) { Filter = filter }, null, 100, long.MaxValue, CancellationToken.None);

        return page.Items.Length;
    }

    static async Task AppendAsync(IJournal journal, Tenant tenant, string id) =>
        (await journal.AppendAsync(
            tenant, [Entries.Create(new(tenant, Orders, AggregateId.Trusted(id)))],
            CancellationToken.None)).Entries.ShouldBe([AppendedEntry.Admitted]);

    /// <summary>Lets the function by which queries compare wait for the gate, which is closed.</summary>
    static async Task MakeQueriesWaitAsync(NpgsqlConnection gate)
    {
        await ExecuteAsync(gate, $"select pg_advisory_lock({Gate})");
        await ExecuteAsync(gate, """
            alter function patchlog.key(json) rename to key_at_once
            """);
        await ExecuteAsync(gate, $$"""
            create function patchlog.key(value json) returns text language plpgsql immutable as $body$
            begin
                perform pg_advisory_lock_shared({{Gate}});
                perform pg_advisory_unlock_shared({{Gate}});
                return patchlog.key_at_once(value);
            end
            $body$
            """);
    }

    static async Task<long> CountAtGateAsync(NpgsqlConnection gate)
    {
        await using var command = new NpgsqlCommand(
            $"select count(*) from pg_locks where locktype = 'advisory' and objid = {Gate} and not granted", gate);

        return (long)(await command.ExecuteScalarAsync() ?? 0L);
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
