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

    /// <param name="reader">Has the stored states.</param>
    /// <param name="cache">Keeps states.</param>
    /// <param name="lost">Called when a tenant's journal has lost its end.</param>
    public StateLoader(IJournalReader reader, StateCache cache, Action<Tenant> lost)
    {
        (_reader, _cache, _lost) = (reader, cache, lost);
        _checks = new(StateLimits.MaxParallelChecks, StateLimits.MaxChecksPerQuery, CheckAsync);
        _loads = new(StateLimits.MaxParallelLoads, StateLimits.MaxLoadsPerQuery, LoadAsync);
    }

    /// <summary>The current state of an aggregate; <see cref="AggregateState.None"/> if it never existed.</summary>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    /// <exception cref="JournalDamagedException">The state's row is damaged.</exception>
    public async Task<AggregateState> LoadAsync(AggregateKey key)
    {
        if (_cache.FindCurrent(key, Position.Start) is null)
            return (await _loads.AskAsync(key)).State;

        var head = await _checks.AskAsync(key.Tenant);

        // If another process has overtaken the state, it is loaded after all.
        return _cache.FindCurrent(key, head.Head.Position) ?? (await _loads.AskAsync(key)).State;
    }

    async Task<FoundHead[]> CheckAsync(Tenant[] tenants)
    {
        var (heads, _) = await AskAsync(tenants, []);

        return heads;
    }

    async Task<LoadedState[]> LoadAsync(AggregateKey[] keys)
    {
        var promises = Array.ConvertAll(keys, _cache.Expect);
        Tenant[] tenants = [.. keys.Select(key => key.Tenant).Distinct()];
        var (heads, states) = await AskAsync(tenants, keys);

        var headOf = tenants.Zip(heads).ToDictionary(pair => pair.First, pair => pair.Second.Head.Position);
        for (var i = 0; i < keys.Length; i++)
            if (states[i].Damage is null)
                _cache.Fulfil(promises[i], states[i].State, headOf[keys[i].Tenant]);

        return states;
    }

    async Task<(FoundHead[] Heads, LoadedState[] States)> AskAsync(Tenant[] tenants, AggregateKey[] keys)
    {
        var known = Array.ConvertAll(tenants, _cache.KnownOf);
        var asked = tenants.Zip(known, static (tenant, before) => new TenantHead(tenant, before.Head));
        var loaded = await _reader.LoadAsync([.. asked], keys, CancellationToken.None);

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
