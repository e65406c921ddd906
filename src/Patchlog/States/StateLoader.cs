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
    readonly Batcher<Tenant, Position> _checks;
    readonly Batcher<AggregateKey, AggregateState> _loads;

    public StateLoader(IJournalReader reader, StateCache cache)
    {
        (_reader, _cache) = (reader, cache);
        _checks = new(StateLimits.MaxParallelChecks, StateLimits.MaxChecksPerQuery, CheckAsync);
        _loads = new(StateLimits.MaxParallelLoads, StateLimits.MaxLoadsPerQuery, LoadAsync);
    }

    /// <summary>The current state of an aggregate; <see cref="AggregateState.None"/> if it never existed.</summary>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    public async Task<AggregateState> LoadAsync(AggregateKey key)
    {
        if (_cache.FindCurrent(key, Position.Start) is null)
            return await _loads.AskAsync(key);

        var head = await _checks.AskAsync(key.Tenant);

        // If another process has overtaken the state, it is loaded after all.
        return _cache.FindCurrent(key, head) ?? await _loads.AskAsync(key);
    }

    async Task<Position[]> CheckAsync(Tenant[] tenants)
    {
        var (heads, _) = await AskAsync(tenants, []);

        return heads;
    }

    async Task<AggregateState[]> LoadAsync(AggregateKey[] keys)
    {
        var promises = Array.ConvertAll(keys, _cache.Expect);
        Tenant[] tenants = [.. keys.Select(key => key.Tenant).Distinct()];
        var (heads, states) = await AskAsync(tenants, keys);

        var headOf = tenants.Zip(heads).ToDictionary();
        for (var i = 0; i < keys.Length; i++)
            _cache.Fulfil(promises[i], states[i], headOf[keys[i].Tenant]);

        return states;
    }

    async Task<(Position[] Heads, AggregateState[] States)> AskAsync(Tenant[] tenants, AggregateKey[] keys)
    {
        var before = Array.ConvertAll(tenants, _cache.HeadOf);
        var (heads, states) = await _reader.LoadAsync(tenants, keys, CancellationToken.None);
        for (var i = 0; i < tenants.Length; i++)
            _cache.ObserveHead(tenants[i], before[i], heads[i]);

        return (heads, states);
    }
}
