using System.Globalization;
using Patchlog.Journal;

namespace Patchlog.Repairing;

/// <summary>
/// Compares a tenant's unique keys with its current states, a page at a time. Others may append meanwhile: a state and
/// its key are read at one moment. For one caller.
/// </summary>
/// <param name="store">The keys.</param>
/// <param name="tenant">The tenant.</param>
/// <param name="differences">Gets a sentence for the first wrong keys of each declaration, and for each twin.</param>
sealed class UniqueKeyCheck(IUniqueKeyStore store, Tenant tenant, List<string> differences)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var declaration in await store.ListAsync(cancellation))
            if (declaration.IsEnforced)
                await CompareAsync(declaration, cancellation);

        var stray = await store.FindStrayAsync(tenant, UniquenessLimits.MaxKeysShown, cancellation);
        differences.AddRange(stray.Select(id => $"{id}: a unique key is kept of it, but nothing accounts for that"));
    }

    async Task CompareAsync(StoredDeclaration stored, CancellationToken cancellation)
    {
        var wrong = 0L;
        AggregateId? after = null;
        for (var hasMore = true; hasMore;)
        {
            (var keys, hasMore) = await store.ReadAsync(stored, tenant, after, cancellation);
            foreach (var key in keys.Where(key => !key.IsRight))
                if (wrong++ < UniquenessLimits.MaxKeysShown)
                    differences.Add(Difference(stored.Declaration, key));

            after = keys.IsEmpty ? after : keys[^1].Id;
        }

        if (wrong > UniquenessLimits.MaxKeysShown)
            differences.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{stored.Declaration} has {wrong} wrong or missing keys in all; rebuild the tenant."));

        if (stored.Stage == UniqueStage.Enforced)
            foreach (var twins in await store.FindTwinsAsync(
                stored, tenant, UniquenessLimits.MaxTwinsShown, cancellation))
                differences.Add(
                    $"{stored.Declaration} is not unique: {string.Join(" and ", twins.Ids)} are equal there");
    }

    static string Difference(UniqueDeclaration declaration, HeldKey key) =>
        $"{declaration.TargetName}/{key.Id}: of the unique {string.Join(" and ", declaration.Paths)} it has "
        + (key.Found is null ? "no key" : key.Expected is null ? "a key, but no value" : "the key of another value");
}
