using System.Runtime.CompilerServices;
using Patchlog.Journal;

namespace Patchlog.Repairing;

/// <summary>Proves that current state and snapshots are the fold of the journal, and makes them so.</summary>
sealed class StateRepair(IJournal journal)
{
    /// <summary>
    /// Compares every current state and every snapshot of a tenant with the fold of its events. Others may append
    /// meanwhile: what they do is no difference.
    /// </summary>
    /// <param name="tenant">The tenant whose aggregates are compared.</param>
    /// <param name="progress">Told the number of events folded so far.</param>
    /// <param name="cancellation">Stops between pages.</param>
    public async Task<StateReport> VerifyAsync(
        Tenant tenant, IProgress<long>? progress, CancellationToken cancellation)
    {
        List<string> differences = [];
        List<(AggregateKey Key, AggregateState State)> folded = [];
        long aggregates = 0, events = 0;

        var head = await journal.Reader.FindHeadAsync(tenant, cancellation);
        var snapshots = new SnapshotCheck(journal.Reader, tenant, differences);
        await foreach (var (key, state, isLast) in FoldAsync(tenant, head, cancellation))
        {
            events++;
            await snapshots.PassAsync(key, state, isLast, cancellation);
            if (!isLast)
                continue;

            aggregates++;
            folded.Add((key, state));
            if (folded.Count == RepairLimits.EventsPerPage)
            {
                await CompareAsync(folded, differences, cancellation);
                progress?.Report(events);
            }
        }

        await CompareAsync(folded, differences, cancellation);
        await snapshots.EndAsync(cancellation);
        if (head.Number != events)
            differences.Add($"The tenant's head is {head}, but its journal has {events} events.");

        await CompareCountAsync(tenant, head, aggregates, differences, cancellation);

        return new(aggregates, events, differences);
    }

    /// <summary>Makes all current states and snapshots of a tenant again from its events, all or nothing.</summary>
    public async Task<StateReport> RebuildAsync(
        Tenant tenant, IProgress<long>? progress, CancellationToken cancellation)
    {
        long aggregates = 0, events = 0;
        await journal.ReplaceStatesAsync(tenant, RowsAsync(cancellation), cancellation);

        return new(aggregates, events, []);

        async IAsyncEnumerable<DerivedRow> RowsAsync([EnumeratorCancellation] CancellationToken token)
        {
            await foreach (var (key, state, isLast) in FoldAsync(tenant, new(long.MaxValue), token))
            {
                if (++events % RepairLimits.EventsPerPage == 0)
                    progress?.Report(events);

                if (Snapshots.AreDue(new(state.Version.Number - 1), state.Version))
                    yield return new DerivedRow.Snapshot(key, state);

                if (!isLast)
                    continue;

                aggregates++;
                yield return new DerivedRow.State(key, state);
            }
        }
    }

    async Task CompareAsync(
        List<(AggregateKey Key, AggregateState State)> folded, List<string> differences, CancellationToken cancellation)
    {
        var (_, stored) = await journal.Reader.LoadAsync([], [.. folded.Select(item => item.Key)], cancellation);
        for (var i = 0; i < folded.Count; i++)
        {
            var (key, state) = folded[i];
            if (stored[i].Version > state.Version)  // it may have changed since
            {
                foreach (var @event in await journal.Reader.ReadHistoryAsync(
                    key, state.Version, stored[i].Version, int.MaxValue, cancellation))
                    state = Fold.Apply(state, @event);
            }

            if (Difference(state, stored[i]) is { } difference)
                differences.Add($"{key}: {difference}");
        }

        folded.Clear();
    }

    /// <summary>
    /// Looks for states that no event tells of: there must be as many states as aggregates, those created since
    /// included.
    /// </summary>
    async Task CompareCountAsync(
        Tenant tenant, Position head, long aggregates, List<string> differences, CancellationToken cancellation)
    {
        var before = await journal.Reader.FindHeadAsync(tenant, cancellation);
        var count = await journal.Reader.CountAsync(tenant, cancellation);
        var after = await journal.Reader.FindHeadAsync(tenant, cancellation);

        var least = aggregates + await CountCreatedAsync(tenant, head, before, cancellation);
        var most = least + await CountCreatedAsync(tenant, before, after, cancellation);
        if (count < least || count > most)
            differences.Add($"There are {count} current states, but the journal tells of {least} aggregates.");
    }

    async Task<long> CountCreatedAsync(
        Tenant tenant, Position after, Position upTo, CancellationToken cancellation)
    {
        long created = 0;
        while (after.Number < upTo.Number)
        {
            var limit = (int)Math.Min(RepairLimits.EventsPerPage, upTo.Number - after.Number);
            var page = await journal.Reader.ReadAsync(tenant, after, limit, cancellation);
            if (page.IsEmpty)
                break;

            created += page.Count(@event => @event.Draft.Version == Version.None.Plus(1));
            after = page[^1].Position;
        }

        return created;
    }

    /// <summary>The state after every event up to a position, aggregate after aggregate.</summary>
    async IAsyncEnumerable<(AggregateKey Key, AggregateState State, bool IsLast)> FoldAsync(
        Tenant tenant, Position upTo, [EnumeratorCancellation] CancellationToken cancellation)
    {
        AggregateKey? key = null;
        var state = AggregateState.None;
        Event? last = null;

        while (true)
        {
            var page = await journal.Reader.ReadByAggregateAsync(
                tenant, last?.Key, last?.Draft.Version ?? Version.None, RepairLimits.EventsPerPage, cancellation);
            foreach (var @event in page.Where(@event => @event.Position.Number <= upTo.Number))
            {
                // An aggregate's last event is known by the next one's being another's.
                if (key is { } current && current != @event.Key)
                {
                    yield return (current, state, IsLast: true);
                    state = AggregateState.None;
                }
                else if (key is { } same)
                {
                    yield return (same, state, IsLast: false);
                }

                key = @event.Key;
                state = Fold.Apply(state, @event);
            }

            if (page.Length < RepairLimits.EventsPerPage)
                break;

            last = page[^1];
        }

        if (key is { } end)
            yield return (end, state, IsLast: true);
    }

    static string? Difference(AggregateState folded, AggregateState stored) =>
        stored.Version != folded.Version ? $"the journal is at version {folded.Version}, the state at {stored.Version}"
        : !Equals(stored.Body, folded.Body) ? $"the state at version {stored.Version} is not what the journal says"
        : stored.CreatedAt != folded.CreatedAt || stored.UpdatedAt != folded.UpdatedAt ? "the times differ"
        : null;
}
