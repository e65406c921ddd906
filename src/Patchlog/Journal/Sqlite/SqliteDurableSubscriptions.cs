using System.Collections.Immutable;

namespace Patchlog.Journal.Sqlite;

/// <summary>Durable subscriptions, each a row.</summary>
sealed class SqliteDurableSubscriptions(SqlitePool pool, TimeProvider time) : IDurableSubscriptionStore
{
    // Leases are counted by time that passes: a clock that is set must neither end them nor make them endless.
    readonly DatabaseClock _clock = new(time);

    public Task<StoredDurableSubscription> FindAsync(Tenant tenant, string name, CancellationToken cancellation) =>
        pool.ReadAsync(session =>
        {
            using var row = session[SqliteSql.FindDurableSubscription].Text(tenant.Value).Text(name);

            return row.Step()
                ? new StoredDurableSubscription(row.ReadNumber(0), row.ReadBytes(1).ToArray(), _clock.Now)
                : new StoredDurableSubscription(0, null, _clock.Now);
        }, cancellation);

    public Task<bool> TryReplaceAsync(
        Tenant tenant, string name, long revision, byte[] document, CancellationToken cancellation) =>
        pool.WriteAsync(session => session.InTransaction(() =>
        {
            var statement =
                revision == 0 ? SqliteSql.AddDurableSubscription : SqliteSql.ChangeDurableSubscription;
            using var row = session[statement].Text(tenant.Value).Text(name).Utf8(document);

            return (revision == 0 ? row.Time(time.GetUtcNow()) : row.Number(revision)).Step();
        }), cancellation);

    public Task<ImmutableArray<ListedDurableSubscription>> ListAsync(Tenant? tenant, CancellationToken cancellation) =>
        pool.ReadAsync(session =>
        {
            var subscriptions = ImmutableArray.CreateBuilder<ListedDurableSubscription>();
            using var row = session[SqliteSql.ListDurableSubscriptions].Text(tenant?.Value);
            while (row.Step())
                subscriptions.Add(new(
                    Tenant.Trusted(row.ReadText(0)), row.ReadText(1), row.ReadBytes(2).ToArray(), _clock.Now));

            return subscriptions.ToImmutable();
        }, cancellation);

    public Task<bool> DropAsync(Tenant tenant, string name, CancellationToken cancellation) =>
        pool.WriteAsync(session => session.InTransaction(() =>
        {
            using var row = session[SqliteSql.DropDurableSubscription].Text(tenant.Value).Text(name);

            return row.Step();
        }), cancellation);
}
