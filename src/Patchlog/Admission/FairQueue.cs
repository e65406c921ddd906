using System.Diagnostics.CodeAnalysis;

namespace Patchlog.Admission;

/// <summary>
/// A queue that serves tenants and senders in turn: start-time fair queueing (Goyal, Vin and Cheng, 1996), where an
/// item waits behind what its tenant and its sender have asked for before, whichever is more. So neither many
/// connections of one tenant nor many tenants over one connection get more than a turn. Items of one flow keep their
/// order. Not thread-safe.
/// </summary>
sealed class FairQueue<T>
{
    PriorityQueue<T, (long Start, long Order)> _items = new();

    // The turn in which the next item may start at the earliest; those of the past are removed.
    readonly Dictionary<Tenant, long> _nextOfTenant = [];
    readonly Dictionary<Sender, long> _nextOfSender = [];
    long _now;      // the turn of the item that was taken last
    long _order;

    /// <summary>The number of items that wait.</summary>
    public int Count => _items.Count;

    /// <summary>Adds an item behind those of its flow.</summary>
    public void Enqueue(Flow flow, T item)
    {
        ForgetPastTurns();

        var start = Math.Max(_now, _nextOfTenant.GetValueOrDefault(flow.Tenant));
        if (flow.Sender is { } sender)
        {
            start = Math.Max(start, _nextOfSender.GetValueOrDefault(sender));
            _nextOfSender[sender] = start + 1;
        }

        _nextOfTenant[flow.Tenant] = start + 1;
        _items.Enqueue(item, (start, _order++));
    }

    /// <summary>Looks at the item whose turn it is.</summary>
    public bool TryPeek([MaybeNullWhen(false)] out T item) => _items.TryPeek(out item, out _);

    /// <summary>Takes the item whose turn it is.</summary>
    public bool TryDequeue([MaybeNullWhen(false)] out T item)
    {
        if (!_items.TryDequeue(out item, out var priority))
            return false;

        _now = priority.Start;
        return true;
    }

    /// <summary>Removes items, wherever they wait; takes time for all of them.</summary>
    public void RemoveAll(Predicate<T> isOver) =>
        _items = new(_items.UnorderedItems.Where(item => !isOver(item.Element)));

    void ForgetPastTurns()
    {
        if (_items.Count == 0)
        {
            _nextOfTenant.Clear();
            _nextOfSender.Clear();
        }
        else if (_nextOfTenant.Count + _nextOfSender.Count > AdmissionLimits.SpareTurns + 4 * _items.Count)
        {
            ForgetPastTurns(_nextOfTenant);
            ForgetPastTurns(_nextOfSender);
        }
    }

    void ForgetPastTurns<TKey>(Dictionary<TKey, long> next)
        where TKey : notnull
    {
        foreach (var (key, turn) in next)
            if (turn <= _now)
                next.Remove(key);
    }
}
