using System.Data.Common;
using System.Runtime.CompilerServices;
using Patchlog.Journal;

namespace Patchlog.Repairing;

/// <summary>
/// Proves that the journal is what was written, and current state and snapshots its fold; and makes them so. Nothing is
/// made again from a journal that is damaged.
/// </summary>
sealed class StateRepair(IJournal journal)
{
    /// <summary>
    /// Holds every event of a tenant against its digest, compares every current state and every snapshot with the fold,
    /// and declared indexes and unique keys with the current states. Others may append meanwhile: what they do is no
    /// difference.
    /// </summary>
    /// <param name="tenant">The tenant whose aggregates are compared.</param>
    /// <param name="expected">A head that the journal once had, and must still have; null for none.</param>
    /// <param name="progress">Told the number of events folded so far.</param>
    /// <param name="cancellation">Stops between pages.</param>
    public async Task<StateReport> VerifyAsync(
        Tenant tenant, Head? expected, IProgress<long>? progress, CancellationToken cancellation)
    {
        var (head, isGone) = await FindHeadAsync(tenant, expected ?? Head.Start, cancellation);
        var check = new StateCheck(journal.Reader, tenant, head.Position);
        if (isGone)
            check.Damage.Add($"The journal does not have {HeadText.Of(expected ?? Head.Start)} any more: it ends at "
                + $"position {head.Position}, or another event is there.");

        try
        {
            await check.RunAsync(progress, cancellation);
            check.Differences.AddRange(await journal.Indexes.CheckAsync(tenant, cancellation));
            await new UniqueKeyCheck(journal.UniqueKeys, tenant, check.Differences).RunAsync(cancellation);
        }
        catch (DbException failure)     // a page that can't be read: what was seen so far is worth knowing
        {
            check.Damage.Add($"The database can't be read on after event {check.Events}: {failure.Message}");
        }

        return new(check.Aggregates, check.Events, check.Differences, check.Damage, HeadText.Of(head));
    }

    /// <summary>
    /// Makes all current states, their unique keys and snapshots of a tenant again from its events, all or nothing.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="isForced">Whether events are believed that are not what was written.</param>
    /// <param name="progress">Told the number of events folded so far.</param>
    /// <param name="cancellation">Stops the work; nothing is changed.</param>
    /// <exception cref="InvalidDataException">The journal is damaged; nothing was changed.</exception>
    public async Task<StateReport> RebuildAsync(
        Tenant tenant, bool isForced, IProgress<long>? progress, CancellationToken cancellation)
    {
        var walk = new JournalWalk(journal.Reader, tenant, looksAtDigests: !isForced);
        long aggregates = 0;
        await journal.ReplaceStatesAsync(tenant, RowsAsync(cancellation), cancellation);

        var (head, _) = await FindHeadAsync(tenant, Head.Start, cancellation);
        return new(aggregates, walk.Events, [], [], HeadText.Of(head));

        async IAsyncEnumerable<DerivedRow> RowsAsync([EnumeratorCancellation] CancellationToken token)
        {
            List<string> damage = [];
            await foreach (var (fold, isLast) in walk.RunAsync(new(long.MaxValue), token))
            {
                if (walk.Events % RepairLimits.EventsPerPage == 0)
                    progress?.Report(walk.Events);

                if (isLast && fold.Damage is { } fault)
                    damage.Add(fault);

                // With the first fault it is certain that nothing will be kept: the rest is only looked at.
                if (fold.Damage is not null || damage.Count > 0)
                    continue;

                var state = fold.State;
                if (Snapshots.AreDue(new(state.Version.Number - 1), state.Version))
                    yield return new DerivedRow.Snapshot(fold.Key, state);

                if (!isLast)
                    continue;

                aggregates++;
                yield return new DerivedRow.State(fold.Key, state);
            }

            if (damage.Count > 0)
                throw Refusal(tenant, damage);
        }
    }

    static InvalidDataException Refusal(Tenant tenant, List<string> damage)
    {
        var more = damage.Count - RepairLimits.MaxFaultsShown;

        return new(
            $"The journal of tenant {tenant} is damaged, and nothing was made again from it. "
            + string.Join(". ", damage.Take(RepairLimits.MaxFaultsShown)) + (more > 0 ? $". And {more} more." : "."));
    }

    async Task<FoundHead> FindHeadAsync(Tenant tenant, Head known, CancellationToken cancellation) =>
        (await journal.Reader.LoadAsync([new(tenant, known)], [], cancellation)).Heads[0];
}
