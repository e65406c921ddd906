using System.Collections.Immutable;

namespace Patchlog.Journal.Sqlite;

/// <summary>Named subscriptions, each a row.</summary>
sealed class SqliteDurableSubscriptions(SqlitePool pool, TimeProvider time) : IDurableSubscriptionStore
{
    public Task<StoredDurableSubscription> FindAsync(Tenant tenant, string name, CancellationToken cancellation) =>
        pool.ReadAsync(session =>
        {
            using var row = session["find_durable_subscription"].Text(tenant.Value).Text(name);
            return row.Step()
                ? new StoredDurableSubscription(row.ReadNumber(0), row.ReadBytes(1).ToArray(), time.GetUtcNow())
                : new StoredDurableSubscription(0, null, time.GetUtcNow());
        }, cancellation);

    public Task<bool> TryReplaceAsync(
        Tenant tenant, string name, long revision, byte[] document, CancellationToken cancellation) =>
        pool.WriteAsync(session => session.InTransaction(() =>
        {
            using var row = session[revision == 0 ? "add_durable_subscription" : "change_durable_subscription"]
                .Text(tenant.Value).Text(name).Utf8(document);
            return (revision == 0 ? row.Time(time.GetUtcNow()) : row.Number(revision)).Step();
        }), cancellation);

    public Task<ImmutableArray<ListedDurableSubscription>> ListAsync(Tenant? tenant, CancellationToken cancellation) =>
        pool.ReadAsync(session =>
        {
            var subscriptions = ImmutableArray.CreateBuilder<ListedDurableSubscription>();
            using var row = session["list_durable_subscriptions"].Text(tenant?.Value);
            while (row.Step())
                subscriptions.Add(new(
                    Tenant.Trusted(row.ReadText(0)), row.ReadText(1), row.ReadBytes(2).ToArray(), time.GetUtcNow()));
            return subscriptions.ToImmutable();
        }, cancellation);

    public Task<bool> DropAsync(Tenant tenant, string name, CancellationToken cancellation) =>
        pool.WriteAsync(session => session.InTransaction(() =>
        {
            using var row = session["drop_durable_subscription"].Text(tenant.Value).Text(name);
            return row.Step();
        }), cancellation);
}
