using Patchlog.Journal;

namespace Patchlog.Repairing;

/// <summary>One verification of a tenant: gathers what is wrong. For one caller.</summary>
/// <param name="reader">Reads the database.</param>
/// <param name="tenant">The tenant.</param>
/// <param name="head">The head when the verification began.</param>
sealed class StateCheck(IJournalReader reader, Tenant tenant, Position head)
{
    readonly JournalWalk _walk = new(reader, tenant, looksAtDigests: true);
    readonly List<(AggregateKey Key, AggregateState State)> _folded = [];
    long _foldedBytes;

    public long Aggregates { get; private set; }

    public long Events => _walk.Events;

    public List<string> Differences { get; } = [];

    public List<string> Damage { get; } = [];

    /// <summary>Folds the journal, and compares what is derived from it.</summary>
    public async Task RunAsync(IProgress<long>? progress, CancellationToken cancellation)
    {
        var snapshots = new SnapshotCheck(reader, tenant, Differences);
        await foreach (var (fold, isLast) in _walk.RunAsync(head, cancellation))
        {
            if (fold.Damage is null)
                await snapshots.PassAsync(fold.Key, fold.State, isLast, cancellation);

            if (isLast)
                await EndAsync(fold, snapshots, progress, cancellation);
        }

        await CompareAsync(cancellation);
        await snapshots.EndAsync(cancellation);
        if (head.Number != Events)
            Damage.Add($"The journal ends at position {head}, but has {Events} events: others are missing.");

        await CompareCountAsync(cancellation);
    }

    async Task EndAsync(
        AggregateFold fold, SnapshotCheck snapshots, IProgress<long>? progress, CancellationToken cancellation)
    {
        Aggregates++;
        if (fold.Damage is { } damage)
        {
            Damage.Add(damage);
            await snapshots.SkipAsync(fold.Key, cancellation);
            return;
        }

        _folded.Add((fold.Key, fold.State));
        _foldedBytes += fold.State.Body?.Utf8Length ?? 0;
        if (_folded.Count < RepairLimits.EventsPerPage && _foldedBytes < RepairLimits.BytesPerPage)
            return;

        await CompareAsync(cancellation);
        progress?.Report(Events);
    }

    async Task CompareAsync(CancellationToken cancellation)
    {
        var stored = await LoadAsync([.. _folded.Select(item => item.Key)], cancellation);
        for (var i = 0; i < _folded.Count; i++)
        {
            var (key, state) = _folded[i];
            if (stored[i].Damage is { } damage)
            {
                Differences.Add($"{key}: {damage.Message}");
                continue;
            }

            state = await CatchUpAsync(key, state, stored[i].State.Version, cancellation);
            if (Difference(state, stored[i].State) is { } difference)
                Differences.Add($"{key}: {difference}");
        }

        _folded.Clear();
        _foldedBytes = 0;
    }

    /// <summary>Loads states; those among which one is that the database can't read, in halves.</summary>
    async Task<LoadedState[]> LoadAsync(AggregateKey[] keys, CancellationToken cancellation)
    {
        try
        {
            return (await reader.LoadAsync([], keys, cancellation)).Found;
        }
        catch (JournalDamagedException damage) when (keys.Length == 1)
        {
            return [new(damage)];
        }
        catch (JournalDamagedException)
        {
            var half = keys.Length / 2;

            return [
                .. await LoadAsync(keys[..half], cancellation), .. await LoadAsync(keys[half..], cancellation)];
        }
    }

    /// <summary>Folds what was appended since.</summary>
    async Task<AggregateState> CatchUpAsync(
        AggregateKey key, AggregateState state, Version version, CancellationToken cancellation)
    {
        while (state.Version < version)
        {
            var (events, _) = await reader.ReadHistoryAsync(
                key, state.Version, version, RepairLimits.EventsPerPage, RepairLimits.BytesPerPage, cancellation);
            if (events.IsEmpty)
                break;

            foreach (var @event in events)
            {
                cancellation.ThrowIfCancellationRequested();
                state = Fold.Apply(state, @event);
            }
        }

        return state;
    }

    /// <summary>
    /// Looks for states that no event tells of: there must be as many states as aggregates, those created since
    /// included.
    /// </summary>
    async Task CompareCountAsync(CancellationToken cancellation)
    {
        var before = await reader.FindHeadAsync(tenant, cancellation);
        var count = await reader.CountAsync(tenant, cancellation);
        var after = await reader.FindHeadAsync(tenant, cancellation);

        var least = Aggregates + (await reader.CountEventsAsync(tenant, head, before, cancellation)).Created;
        var most = least + (await reader.CountEventsAsync(tenant, before, after, cancellation)).Created;
        if (count < least || count > most)
            Differences.Add($"There are {count} current states, but the journal tells of {least} aggregates.");
    }

    static string? Difference(AggregateState folded, AggregateState stored) =>
        stored.Version != folded.Version ? $"the journal is at version {folded.Version}, the state at {stored.Version}"
        : !Equals(stored.Body, folded.Body) ? $"the state at version {stored.Version} is not what the journal says"
        : stored.CreatedAt != folded.CreatedAt || stored.UpdatedAt != folded.UpdatedAt ? "the times differ"
        : null;
}
