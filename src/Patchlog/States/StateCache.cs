using Patchlog.Journal;

namespace Patchlog.States;

/// <summary>
/// The states that were read or written last, bounded by bytes. Another server may have written since, so a cached
/// state is only a proposal. An append checks the version; a read asks for the tenant's head, and then
/// <see cref="FindCurrent"/> says whether the state still is the current one. Thread-safe.
/// </summary>
/// <param name="maxBytes">Bytes that the states may cost together, roughly.</param>
sealed class StateCache(long maxBytes)
{
    readonly Lock _lock = new();
    readonly Dictionary<AggregateKey, LinkedListNode<Entry>> _entries = [];
    readonly LinkedList<Entry> _byUse = [];
    readonly KnownHeads _heads = new();
    int _generation;
    long _bytes;

    /// <summary>The state that was put last; null if there is none.</summary>
    public AggregateState? Find(AggregateKey key)
    {
        lock (_lock)
            return Use(key)?.Value.State;
    }

    /// <summary>The state that was put last, if no other process has written for the tenant since; else null.</summary>
    /// <param name="key">The aggregate.</param>
    /// <param name="head">How far the tenant has come at least, beside what is known here.</param>
    public AggregateState? FindCurrent(AggregateKey key, Position head)
    {
        lock (_lock)
            return Use(key) is { Value: var entry } && _heads.IsCurrent(key.Tenant, entry.AsOf, head)
                ? entry.State
                : null;
    }

    /// <summary>Caches a committed state, unless a later one is here already.</summary>
    /// <param name="key">The aggregate.</param>
    /// <param name="state">Its state.</param>
    /// <param name="asOf">A position of the tenant: all events of the aggregate up to there are in the state.</param>
    /// <param name="generation">The generation in which it was found; that of an earlier one is not cached.</param>
    public void Put(AggregateKey key, AggregateState state, Position asOf, int generation)
    {
        lock (_lock)
        {
            if (generation != _generation)
                return;

            if (!_entries.TryGetValue(key, out var node))
                Add(new(key, state, asOf));
            else if (node.Value.State is not { } kept || kept.Version < state.Version)
                Replace(node, new(key, state, asOf));
            else if (kept.Version == state.Version && node.Value.AsOf.Number < asOf.Number)
                Replace(node, node.Value with { AsOf = asOf });
        }
    }

    /// <summary>Drops the state of an aggregate.</summary>
    public void Forget(AggregateKey key)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var node))
                Remove(node);
        }
    }

    /// <summary>
    /// Announces that a state is about to be loaded. If a state is put or forgotten before <see cref="Fulfil"/>, that
    /// prevails: the load may have been too early to see it.
    /// </summary>
    public Promise Expect(AggregateKey key)
    {
        lock (_lock)
            return new(Use(key) ?? Add(new(key, null, Position.Start)));
    }

    /// <summary>Caches a state that was loaded.</summary>
    /// <param name="promise">What <see cref="Expect"/> gave before the load.</param>
    /// <param name="state">The state; that of an aggregate that never existed is not cached.</param>
    /// <param name="asOf">The tenant's head before the load, or as it began.</param>
    public void Fulfil(Promise promise, AggregateState state, Position asOf)
    {
        lock (_lock)
        {
            var key = promise.Node.Value.Key;
            if (!_entries.TryGetValue(key, out var node) || node != promise.Node)
                return;

            if (state.Version == Version.None)
                Remove(node);
            else
                Replace(node, new(key, state, asOf));
        }
    }

    /// <summary>
    /// This process appended the events in (<paramref name="from"/>, <paramref name="to"/>]. Called when the states
    /// after them have been put or forgotten; of an earlier generation it is no news.
    /// </summary>
    public void ObserveAppend(Tenant tenant, Position from, Position to, int generation)
    {
        lock (_lock)
        {
            if (generation != _generation)
                return;

            MakeRoomFor(tenant);
            _heads.ObserveAppend(tenant, from, to);
        }
    }

    /// <summary>
    /// How often everything was forgotten. Whoever finds a state asks before, and again before acting on it: what was
    /// found in an earlier generation may be void.
    /// </summary>
    public int Generation => Volatile.Read(ref _generation);

    /// <summary>The generation, and the last head that a tenant is known to have had in it.</summary>
    public (int Generation, Head Head) KnownOf(Tenant tenant)
    {
        lock (_lock)
            return (_generation, _heads.Of(tenant));
    }

    /// <summary>The database says how far a tenant has come.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="generation">
    /// The generation in which the database was asked; of an earlier one it is no news.
    /// </param>
    /// <param name="found">What the database says.</param>
    public void ObserveHead(Tenant tenant, int generation, FoundHead found)
    {
        lock (_lock)
        {
            if (generation != _generation)
                return;

            // Committed events are gone: the database was set back under a running server. No cached state means
            // anything.
            if (found.IsGone)
                ClearAll();

            MakeRoomFor(tenant);
            _heads.ObserveHead(tenant, found.Head);
        }
    }

    /// <summary>Forgets everything, if nothing was forgotten since a generation.</summary>
    public void Forget(int generation)
    {
        lock (_lock)
        {
            if (generation == _generation)
                ClearAll();
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_lock)
            ClearAll();
    }

    // A state is never older than what is known of its tenant: they are forgotten together.
    void MakeRoomFor(Tenant tenant)
    {
        if (_heads.IsFullFor(tenant))
            ClearAll();
    }

    LinkedListNode<Entry>? Use(AggregateKey key)
    {
        if (!_entries.TryGetValue(key, out var node))
            return null;

        _byUse.Remove(node);
        _byUse.AddFirst(node);

        return node;
    }

    LinkedListNode<Entry> Add(Entry entry)
    {
        var node = _byUse.AddFirst(entry);
        _entries.Add(entry.Key, node);
        _bytes += entry.Bytes;
        while (_bytes > maxBytes && _byUse.Last is { } oldest)
            Remove(oldest);

        return node;
    }

    void Replace(LinkedListNode<Entry> node, Entry entry)
    {
        Remove(node);
        Add(entry);
    }

    void Remove(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _entries.Remove(node.Value.Key);
        _bytes -= node.Value.Bytes;
    }

    void ClearAll()
    {
        _entries.Clear();
        _byUse.Clear();
        _heads.Clear();
        _generation++;
        _bytes = 0;
    }

    /// <summary>A load under way.</summary>
    public readonly struct Promise
    {
        internal Promise(LinkedListNode<Entry> node) => Node = node;

        internal LinkedListNode<Entry> Node { get; }
    }

    /// <summary>What is cached of an aggregate.</summary>
    /// <param name="Key">The aggregate.</param>
    /// <param name="State">Its state; null while it is loaded for the first time.</param>
    /// <param name="AsOf">A position of the tenant: all events of the aggregate up to there are in the state.</param>
    internal sealed record Entry(AggregateKey Key, AggregateState? State, Position AsOf)
    {
        public long Bytes { get; } =
            StateLimits.EntryBytes + StateLimits.BytesPerTextByte * (State?.Body?.Utf8Length ?? 0);
    }
}
