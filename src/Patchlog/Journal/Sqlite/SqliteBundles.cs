namespace Patchlog.Journal.Sqlite;

/// <summary>Bundles, each a row.</summary>
sealed class SqliteBundles(SqlitePool pool, TimeProvider time) : IBundleStore
{
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
}
