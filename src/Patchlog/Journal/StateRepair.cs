using System.Runtime.CompilerServices;

namespace Patchlog.Journal;

/// <summary>Proves that current state is the fold of the journal, and makes it so.</summary>
sealed class StateRepair(IJournal journal)
{
    const int PageSize = 1000;

    /// <summary>Compares every current state of a tenant with the fold of its events.</summary>
    /// <param name="tenant">Whose aggregates.</param>
    /// <param name="progress">Told the number of events folded so far.</param>
    /// <param name="cancellation">Stops between pages.</param>
    public async Task<StateReport> VerifyAsync(
        Tenant tenant, IProgress<long>? progress, CancellationToken cancellation)
    {
        List<string> differences = [];
        List<(AggregateKey Key, AggregateState State)> folded = [];
        long aggregates = 0, events = 0;
        await foreach (var (key, state, isLast) in FoldAsync(tenant, cancellation))
        {
            events++;
            if (!isLast)
                continue;
            aggregates++;
            folded.Add((key, state));
            if (folded.Count == PageSize)
            {
                await CompareAsync();
                progress?.Report(events);
            }
        }
        await CompareAsync();
        var head = await journal.Reader.FindHeadAsync(tenant, cancellation);
        if (head.Number != events)
            differences.Add($"The tenant's head is {head}, but its journal has {events} events.");
        var count = await journal.Reader.CountAsync(tenant, cancellation);
        if (count != aggregates)
            differences.Add($"There are {count} current states, but the journal tells of {aggregates} aggregates.");
        return new(aggregates, events, differences);

        async Task CompareAsync()
        {
            var stored = await journal.Reader.LoadAsync([.. folded.Select(item => item.Key)], cancellation);
            for (var i = 0; i < folded.Count; i++)
                if (Difference(folded[i].State, stored[i]) is { } difference)
                    differences.Add($"{folded[i].Key}: {difference}");
            folded.Clear();
        }
    }

    /// <summary>Makes all current states and snapshots of a tenant anew from its events, all or nothing.</summary>
    public async Task<StateReport> RebuildAsync(
        Tenant tenant, IProgress<long>? progress, CancellationToken cancellation)
    {
        long aggregates = 0, events = 0;
        await journal.ReplaceStatesAsync(tenant, StatesAsync(cancellation), cancellation);
        return new(aggregates, events, []);

        async IAsyncEnumerable<RebuiltState> StatesAsync([EnumeratorCancellation] CancellationToken token)
        {
            await foreach (var (key, state, isLast) in FoldAsync(tenant, token))
            {
                if (++events % PageSize == 0)
                    progress?.Report(events);
                if (Snapshots.AreDue(new(state.Version.Number - 1), state.Version))
                    yield return new(key, state, IsSnapshot: true);
                if (!isLast)
                    continue;
                aggregates++;
                yield return new(key, state, IsSnapshot: false);
            }
        }
    }

    /// <summary>The state after every event, aggregate after aggregate.</summary>
    async IAsyncEnumerable<(AggregateKey Key, AggregateState State, bool IsLast)> FoldAsync(
        Tenant tenant, [EnumeratorCancellation] CancellationToken cancellation)
    {
        AggregateKey? key = null;
        var state = AggregateState.None;
        while (true)
        {
            var page = await journal.Reader.ReadByAggregateAsync(tenant, key, state.Version, PageSize, cancellation);
            foreach (var @event in page)
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
            if (page.Length < PageSize)
                break;
        }
        if (key is { } last)
            yield return (last, state, IsLast: true);
    }

    static string? Difference(AggregateState folded, AggregateState stored) =>
        stored.Version != folded.Version ? $"the journal is at version {folded.Version}, the state at {stored.Version}"
        : !Equals(stored.Body, folded.Body) ? $"the state at version {stored.Version} is not what the journal says"
        : stored.CreatedAt != folded.CreatedAt || stored.UpdatedAt != folded.UpdatedAt ? "the times differ"
        : null;
}

/// <summary>What a verification or a rebuild has seen.</summary>
/// <param name="Aggregates">Aggregates in the journal.</param>
/// <param name="Events">Events folded.</param>
/// <param name="Differences">One sentence for each difference found; empty after a rebuild.</param>
public sealed record StateReport(long Aggregates, long Events, IReadOnlyList<string> Differences);
