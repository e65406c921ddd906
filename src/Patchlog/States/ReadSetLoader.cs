using System.Collections.Frozen;
using System.Collections.Immutable;
using Patchlog.Admission;
using Patchlog.Journal;

namespace Patchlog.States;

/// <summary>
/// Finds the committed states of the other aggregates that a decision rests on. One from memory may be behind: the
/// append is admitted only if it is not, and whoever lost for that has it forgotten. Thread-safe.
/// </summary>
/// <remarks>
/// Whoever waits with states in hand is counted: decisions of all tenants and of each by their number, and those with
/// larger documents by their bytes, which are known before they are loaded.
/// </remarks>
/// <param name="cache">Has states.</param>
/// <param name="loader">Loads the others.</param>
/// <param name="maxBytes">Bytes of the documents that one decision may rest on.</param>
/// <param name="time">The clock of what waits for room.</param>
sealed class ReadSetLoader(StateCache cache, StateLoader loader, long maxBytes, TimeProvider time)
{
    readonly FairGate _sets = new(
        new(StateLimits.MaxReadSets) { MaxCountPerTenant = StateLimits.MaxReadSetsPerTenant }, time);

    readonly FairGate _large = new(
        new(StateLimits.MaxReadSets)
        {
            MaxBytes = StateLimits.MaxLargeReadBytes,
            MaxBytesPerTenant = StateLimits.MaxLargeReadBytesPerTenant,
        }, time);

    /// <summary>The states from memory; null unless all of them are there.</summary>
    /// <param name="keys">The aggregates, each once.</param>
    public FrozenDictionary<AggregateKey, AggregateState>? Find(ImmutableArray<AggregateKey> keys)
    {
        var states = new Dictionary<AggregateKey, AggregateState>(keys.Length);
        foreach (var key in keys)
        {
            if (cache.Find(key) is not { } state)
                return null;

            states.Add(key, state);
        }

        return states.ToFrozenDictionary();
    }

    /// <summary>The states, from memory or loaded; <see cref="AggregateState.None"/> for what never existed.</summary>
    /// <param name="keys">The aggregates, each once.</param>
    /// <param name="flow">On whose account.</param>
    /// <param name="patience">How long it may take.</param>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    /// <exception cref="JournalDamagedException">The row of a state is damaged.</exception>
    /// <exception cref="ReadRefusedException">There was no room in time.</exception>
    public async Task<HeldReadSet> HoldAsync(ImmutableArray<AggregateKey> keys, Flow flow, TimeSpan patience)
    {
        var startedAt = time.GetTimestamp();
        if (!await _sets.EnterAsync(flow, 0, patience, CancellationToken.None))
            throw ReadRefusedException.TooMany();

        try
        {
            ThrowIfLate();
            var found = await Task.WhenAll(keys.Select(key => LoadAsync(key, flow)));
            var large = found.Where(IsLarge).Sum(BytesOf);
            var set = new HeldReadSet(() => _sets.Leave(flow, 0))
            {
                Versions = [.. keys.Zip(found, static (key, one) => new Condition(key, VersionOf(one)))],
                Bytes = found.Sum(BytesOf),
            };
            if (set.Bytes > maxBytes)
                return set;

            ThrowIfLate();

            return large == 0
                ? WithStates(set, keys, found, () => _sets.Leave(flow, 0))
                : await HoldLargeAsync(set, keys, found, flow, Left());
        }
        catch
        {
            _sets.Leave(flow, 0);
            throw;
        }

        TimeSpan Left() => patience - time.GetElapsedTime(startedAt);

        // Whoever asked has its answer by now: nothing is loaded for nobody.
        void ThrowIfLate()
        {
            if (Left() < TimeSpan.Zero)
                throw ReadRefusedException.TooMany();
        }
    }

    async Task<HeldReadSet> HoldLargeAsync(
        HeldReadSet set, ImmutableArray<AggregateKey> keys, LoadedState[] found, Flow flow, TimeSpan patience)
    {
        var memory = found.Where(IsLarge).Sum(BytesOf) * StateLimits.BytesPerTextByte;
        if (!await _large.EnterAsync(flow, memory, patience, CancellationToken.None))
            throw ReadRefusedException.TooMany();

        try
        {
            var states = new LoadedState[keys.Length];
            for (var at = 0; at < keys.Length; at++)
                states[at] = found[at].LargeBytes == 0 ? found[at] : await loader.LoadLargeAsync(keys[at], flow);

            return WithStates(set, keys, states, () =>
            {
                _large.Leave(flow, memory);
                _sets.Leave(flow, 0);
            });
        }
        catch
        {
            _large.Leave(flow, memory);
            throw;
        }
    }

    Task<LoadedState> LoadAsync(AggregateKey key, Flow flow) => cache.Find(key) is { } state
        ? Task.FromResult(new LoadedState(state))
        : loader.LoadSmallAsync(key, flow);

    static HeldReadSet WithStates(
        HeldReadSet set, ImmutableArray<AggregateKey> keys, LoadedState[] found, Action release) => new(release)
        {
            States = keys.Zip(found).ToFrozenDictionary(pair => pair.First, pair => pair.Second.State),
            Versions = set.Versions,
            Bytes = set.Bytes,
        };

    // What is in memory may be dropped from there while it is in use.
    static bool IsLarge(LoadedState found) => BytesOf(found) > StateLimits.MaxSmallBytes;

    static long BytesOf(LoadedState found) =>
        found.LargeBytes > 0 ? found.LargeBytes : found.State.Body?.Utf8Length ?? 0L;

    static Version VersionOf(LoadedState found) => found.LargeBytes > 0 ? found.LargeVersion : found.State.Version;
}
