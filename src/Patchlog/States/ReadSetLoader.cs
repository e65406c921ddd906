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
/// <param name="time">The clock of what waits for room.</param>
sealed class ReadSetLoader(StateCache cache, StateLoader loader, TimeProvider time)
{
    readonly FairGate _sets = new(
        new(StateLimits.MaxReadSets) { MaxCountPerTenant = StateLimits.MaxReadSetsPerTenant }, time);

    readonly FairGate _large = new(
        new(StateLimits.MaxReadSets)
        {
            MaxBytes = StateLimits.MaxLargeReadBytes,
            MaxBytesPerTenant = StateLimits.MaxLargeReadBytesPerTenant,
        }, time);

    /// <summary>The states from memory, in order; null unless all of them are there.</summary>
    public ImmutableArray<AggregateState>? Find(ImmutableArray<AggregateKey> keys)
    {
        var states = ImmutableArray.CreateBuilder<AggregateState>(keys.Length);
        foreach (var key in keys)
        {
            if (cache.Find(key) is not { } state)
                return null;

            states.Add(state);
        }

        return states.MoveToImmutable();
    }

    /// <summary>The states, from memory or loaded; <see cref="AggregateState.None"/> for what never existed.</summary>
    /// <param name="keys">The aggregates.</param>
    /// <param name="flow">On whose account.</param>
    /// <param name="patience">How long to wait for room at most.</param>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    /// <exception cref="JournalDamagedException">The row of a state is damaged.</exception>
    /// <exception cref="ReadRefusedException">There was no room in time.</exception>
    public async Task<HeldReadSet> HoldAsync(ImmutableArray<AggregateKey> keys, Flow flow, TimeSpan patience)
    {
        if (!await _sets.EnterAsync(flow, 0, patience, CancellationToken.None))
            throw ReadRefusedException.TooMany();

        try
        {
            var found = await Task.WhenAll(keys.Select(key => LoadAsync(key, flow)));
            var large = found.Sum(one => (long)one.LargeBytes);
            var bytes = large + found.Sum(one => one.LargeBytes == 0 ? one.State.Body?.Utf8Length ?? 0L : 0);
            if (bytes > StateLimits.MaxReadSetBytes)
                return new(null, bytes, () => _sets.Leave(flow, 0));

            return large == 0
                ? new([.. found.Select(one => one.State)], bytes, () => _sets.Leave(flow, 0))
                : await HoldLargeAsync(keys, found, flow, (bytes, large * StateLimits.BytesPerTextByte), patience);
        }
        catch
        {
            _sets.Leave(flow, 0);
            throw;
        }
    }

    Task<LoadedState> LoadAsync(AggregateKey key, Flow flow) => cache.Find(key) is { } state
        ? Task.FromResult(new LoadedState(state))
        : loader.LoadSmallAsync(key, flow);

    async Task<HeldReadSet> HoldLargeAsync(
        ImmutableArray<AggregateKey> keys, LoadedState[] found, Flow flow, (long Text, long Memory) bytes,
        TimeSpan patience)
    {
        if (!await _large.EnterAsync(flow, bytes.Memory, patience, CancellationToken.None))
            throw ReadRefusedException.TooMany();

        try
        {
            var states = ImmutableArray.CreateBuilder<AggregateState>(keys.Length);
            for (var at = 0; at < keys.Length; at++)
                states.Add((found[at].LargeBytes == 0 ? found[at] : await loader.LoadLargeAsync(keys[at], flow)).State);

            return new(states.MoveToImmutable(), bytes.Text, () =>
            {
                _large.Leave(flow, bytes.Memory);
                _sets.Leave(flow, 0);
            });
        }
        catch
        {
            _large.Leave(flow, bytes.Memory);
            throw;
        }
    }
}
