using Patchlog.Admission;
using Patchlog.Journal;

namespace Patchlog.States;

/// <summary>
/// Finds current states. A cached state is good if the tenant's head, asked for after the call, shows that no other
/// process has written since; all other states are loaded. Either way a caller sees everything acknowledged before, on
/// any server, and many callers share a query. Thread-safe.
/// </summary>
sealed class StateLoader
{
    readonly IJournalReader _reader;
    readonly StateCache _cache;
    readonly Action<Tenant> _lost;
    readonly Batcher<Tenant, FoundHead> _checks;
    readonly Batcher<AggregateKey, LoadedState> _loads;
    readonly Batcher<AggregateKey, LoadedState> _largeLoads;
    readonly FairGate _large;

    /// <param name="reader">Has the stored states.</param>
    /// <param name="cache">Keeps states.</param>
    /// <param name="lost">Called when a tenant's journal has lost its end.</param>
    /// <param name="time">The clock of what waits for room.</param>
    public StateLoader(IJournalReader reader, StateCache cache, Action<Tenant> lost, TimeProvider time)
    {
        (_reader, _cache, _lost) = (reader, cache, lost);
        _checks = new(StateLimits.MaxParallelChecks, StateLimits.MaxChecksPerQuery, CheckAsync);
        _loads = new(
            StateLimits.MaxParallelLoads, StateLimits.MaxLoadsPerQuery,
            keys => LoadAsync(keys, StateLimits.MaxSmallBytes));
        _largeLoads = new(StateLimits.MaxParallelLargeLoads, 1, keys => LoadAsync(keys, int.MaxValue));
        _large = new(new(StateLimits.MaxLarge)
        {
            MaxCountPerTenant = StateLimits.MaxLargePerTenant,
            MaxBytes = StateLimits.MaxLargeBytes,
            MaxBytesPerTenant = StateLimits.MaxLargeBytesPerTenant,
        }, time);
    }

    /// <summary>The current state of an aggregate; <see cref="AggregateState.None"/> if it never existed.</summary>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    /// <exception cref="JournalDamagedException">The state's row is damaged.</exception>
    /// <exception cref="ReadRefusedException">There is no room for a large document.</exception>
    public async Task<AggregateState> LoadAsync(AggregateKey key)
    {
        using var held = await HoldAsync(key, new(key.Tenant, Sender: null), StateLimits.LargePatience);

        return held.State;
    }

    /// <summary>
    /// The same, with the memory that a large document takes: it is counted until the answer is disposed.
    /// </summary>
    /// <param name="key">The aggregate.</param>
    /// <param name="flow">On whose account.</param>
    /// <param name="patience">How long to wait for room at most.</param>
    public async Task<HeldState> HoldAsync(AggregateKey key, Flow flow, TimeSpan patience)
    {
        if (_cache.FindCurrent(key, Position.Start) is not null)
        {
            var head = await _checks.AskAsync(key.Tenant, flow);
            if (_cache.FindCurrent(key, head.Head.Position) is { } current)
                return new(current);

            // Another process has overtaken the state: it is loaded after all.
        }

        var loaded = await _loads.AskAsync(key, flow);

        return loaded.LargeBytes == 0
            ? new(loaded.State)
            : await HoldLargeAsync(key, flow, (long)StateLimits.BytesPerTextByte * loaded.LargeBytes, patience);
    }

    /// <summary>
    /// The stored state of an aggregate, or only the size of a document that is too large to be loaded with others.
    /// </summary>
    public Task<LoadedState> LoadSmallAsync(AggregateKey key, Flow flow) => _loads.AskAsync(key, flow);

    /// <summary>The stored state of an aggregate; whoever asks has counted its memory.</summary>
    public Task<LoadedState> LoadLargeAsync(AggregateKey key, Flow flow) => _largeLoads.AskAsync(key, flow);

    // One after another, and only while there is room: a load of many would bring more than anybody counted.
    async Task<HeldState> HoldLargeAsync(AggregateKey key, Flow flow, long bytes, TimeSpan patience)
    {
        if (!await _large.EnterAsync(flow, bytes, patience, CancellationToken.None))
            throw ReadRefusedException.TooMany();

        try
        {
            return new((await _largeLoads.AskAsync(key, flow)).State, _large, flow, bytes);
        }
        catch
        {
            _large.Leave(flow, bytes);
            throw;
        }
    }

    async Task<FoundHead[]> CheckAsync(Tenant[] tenants)
    {
        var (heads, _) = await AskAsync(tenants, [], int.MaxValue);

        return heads;
    }

    async Task<LoadedState[]> LoadAsync(AggregateKey[] keys, int maxBytes)
    {
        var promises = Array.ConvertAll(keys, _cache.Expect);
        Tenant[] tenants = [.. keys.Select(key => key.Tenant).Distinct()];
        var (heads, states) = await AskAsync(tenants, keys, maxBytes);

        var headOf = tenants.Zip(heads).ToDictionary(pair => pair.First, pair => pair.Second.Head.Position);
        for (var i = 0; i < keys.Length; i++)
            if (states[i] is { Damage: null, LargeBytes: 0 })
                _cache.Fulfil(promises[i], states[i].State, headOf[keys[i].Tenant]);

        return states;
    }

    async Task<(FoundHead[] Heads, LoadedState[] States)> AskAsync(
        Tenant[] tenants, AggregateKey[] keys, int maxBytes)
    {
        var known = Array.ConvertAll(tenants, _cache.KnownOf);
        var asked = tenants.Zip(known, static (tenant, before) => new TenantHead(tenant, before.Head));
        var loaded = await _reader.LoadAsync([.. asked], keys, maxBytes, CancellationToken.None);

        for (var i = 0; i < tenants.Length; i++)
            Observe(tenants[i], known[i].Generation, loaded.Heads[i]);

        return (loaded.Heads, loaded.Found);
    }

    void Observe(Tenant tenant, int generation, FoundHead found)
    {
        if (found.IsGone)
            _lost(tenant);

        _cache.ObserveHead(tenant, generation, found);
    }
}
