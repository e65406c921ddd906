using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Patchlog.Journal.Sqlite;

/// <summary>Bundles, each a row.</summary>
sealed class SqliteBundles(SqlitePool pool, TimeProvider time) : IBundleStore
{
    // A file has one server: what it uses needs not be written down.
    readonly ConcurrentDictionary<Guid, ImmutableArray<string>> _uses = new();

    public Task StoreAsync(string digest, string content, CancellationToken cancellation) =>
        pool.WriteAsync(session => session.InTransaction(() =>
        {
            using var row = session[SqliteSql.StoreBundle]
                .Text(Tenant.System.Value).Text(digest).Text(content).Time(time.GetUtcNow());

            return row.Step();
        }), cancellation);

    public Task<string?> FindAsync(string digest, CancellationToken cancellation) =>
        pool.ReadAsync(session =>
        {
            using var row = session[SqliteSql.FindBundle].Text(Tenant.System.Value).Text(digest);

            return row.Step() ? row.ReadText(0) : null;
        }, cancellation);

    public Task<ImmutableArray<string>> ListAsync(CancellationToken cancellation) =>
        pool.ReadAsync(session =>
        {
            var digests = ImmutableArray.CreateBuilder<string>();
            using var row = session[SqliteSql.ListBundles].Text(Tenant.System.Value);
            while (row.Step())
                digests.Add(row.ReadText(0));

            return digests.ToImmutable();
        }, cancellation);

    public Task UseAsync(Guid server, ImmutableArray<string> digests, CancellationToken cancellation)
    {
        _uses[server] = digests;

        return Task.CompletedTask;
    }

    public Task<ImmutableArray<string>> ListUsedAsync(CancellationToken cancellation) =>
        Task.FromResult(_uses.Values.SelectMany(digests => digests).Distinct().Order(StringComparer.Ordinal)
            .ToImmutableArray());
}
