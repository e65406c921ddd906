namespace Patchlog.Journal;

/// <summary>
/// The states that were read or written last, bounded by bytes. What is in here may be behind the database (another
/// server may write), so it only ever proposes: an append checks the version, a read asks the database. Thread-safe.
/// </summary>
sealed class StateCache(long maxBytes)
{
    // Rough cost of an entry beside its text, and of a parsed document against its text.
    const int Overhead = 400;
    const int Expansion = 4;

    readonly Lock _lock = new();
    readonly Dictionary<AggregateKey, LinkedListNode<Entry>> _entries = [];
    readonly LinkedList<Entry> _byUse = [];
    long _bytes;

    public AggregateState? Find(AggregateKey key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var node))
                return null;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.State;
        }
    }

    /// <summary>Keeps a committed state, unless a later one is here already.</summary>
    public void Put(AggregateKey key, AggregateState state)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var node))
            {
                if (node.Value.State.Version > state.Version)
                    return;
                Remove(node);
            }
            var entry = new Entry(key, state, Overhead + Expansion * (state.Body?.Utf8Length ?? 0));
            _entries.Add(key, _byUse.AddFirst(entry));
            _bytes += entry.Bytes;
            while (_bytes > maxBytes && _byUse.Last is { } oldest)
                Remove(oldest);
        }
    }

    public void Forget(AggregateKey key)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var node))
                Remove(node);
        }
    }

    void Remove(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _entries.Remove(node.Value.Key);
        _bytes -= node.Value.Bytes;
    }

    sealed record Entry(AggregateKey Key, AggregateState State, long Bytes);
}
