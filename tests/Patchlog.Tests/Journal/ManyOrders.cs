using Patchlog.Journal.Sqlite;
using Patchlog.Searching;
using Patchlog.Testing;
using Patchlog.Tests.Harness;
using Xunit;

namespace Patchlog.Tests.Journal;

/// <summary>
/// A SQLite file with more orders than a query reads before it is a scan; <c>status</c> has 100 values and <c>total</c>
/// is the number, both indexed, <c>plain</c> is the number backwards.
/// </summary>
public sealed class ManyOrders(SqliteBackend backend) : IAsyncLifetime
{
    /// <summary>How many orders each tenant has.</summary>
    public const int Count = 6000;

    SqliteJournal? _journal;

    internal static Tenant[] Tenants { get; } = [Tenant.Trusted("a"), Tenant.Trusted("b"), Tenant.Trusted("c")];

    internal static TargetName Orders { get; } = TargetName.Trusted("orders");

    internal TestClock Clock { get; } = new();

    internal DatabaseAddress.SqliteFile Database { get; private set; } = new("");

    internal SqliteJournal Journal => _journal!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Database = (DatabaseAddress.SqliteFile)await backend.CreateDatabaseAsync();
        _journal = SqliteJournal.Open(Database.Path, Clock);
        foreach (var tenant in Tenants)
            await backend.ExecuteAsync($$"""
                insert into tenants values ('{{tenant}}');
                with recursive numbers (n) as (select 0 union all select n + 1 from numbers where n + 1 < {{Count}})
                insert into aggregates (tenant, target_name, target_id, version, created_at, updated_at, body)
                select '{{tenant}}', 'orders', printf('id%05d', n), 1, 0, 0,
                    printf('{"id":"id%05d","status":"s%d","total":%d,"plain":%d}', n, n % 100, n, {{Count}} - n)
                from numbers
                """, Database);
        foreach (var name in new[] { "status", "total" })
            await Journal.Indexes.CreateAsync(
                Orders, PathOf(name).Pointer, TestContext.Current.CancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_journal is not null)
            await _journal.DisposeAsync();
    }

    internal static QueryPath PathOf(string name) => QueryPath.TryParse(name, out var path, out var problem)
        ? path
        : throw new InvalidOperationException(problem.Detail);
}
