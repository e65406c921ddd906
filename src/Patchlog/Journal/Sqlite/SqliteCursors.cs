using System.Collections.Immutable;

namespace Patchlog.Journal.Sqlite;

/// <summary>Named subscriptions, each a row.</summary>
sealed class SqliteCursors(SqlitePool pool, TimeProvider time) : ICursorStore
{
    public Task<StoredCursor> FindAsync(Tenant tenant, string name, CancellationToken cancellation) =>
        pool.ReadAsync(session =>
        {
            using var row = session["find_cursor"].Text(tenant.Value).Text(name);
            return row.Step()
                ? new StoredCursor(row.ReadNumber(0), row.ReadBytes(1).ToArray(), time.GetUtcNow())
                : new StoredCursor(0, null, time.GetUtcNow());
        }, cancellation);

    public Task<bool> TryReplaceAsync(
        Tenant tenant, string name, long revision, byte[] document, CancellationToken cancellation) =>
        pool.WriteAsync(session => session.InTransaction(() =>
        {
            using var row = session[revision == 0 ? "add_cursor" : "change_cursor"]
                .Text(tenant.Value).Text(name).Utf8(document);
            return (revision == 0 ? row.Time(time.GetUtcNow()) : row.Number(revision)).Step();
        }), cancellation);

    public Task<ImmutableArray<ListedCursor>> ListAsync(Tenant? tenant, CancellationToken cancellation) =>
        pool.ReadAsync(session =>
        {
            var cursors = ImmutableArray.CreateBuilder<ListedCursor>();
            using var row = session["list_cursors"].Text(tenant?.Value);
            while (row.Step())
                cursors.Add(new(
                    Tenant.Trusted(row.ReadText(0)), row.ReadText(1), row.ReadBytes(2).ToArray(), time.GetUtcNow()));
            return cursors.ToImmutable();
        }, cancellation);

    public Task<bool> DropAsync(Tenant tenant, string name, CancellationToken cancellation) =>
        pool.WriteAsync(session => session.InTransaction(() =>
        {
            using var row = session["drop_cursor"].Text(tenant.Value).Text(name);
            return row.Step();
        }), cancellation);
}
