namespace Patchlog.Rules.Matching;

/// <summary>
/// One side of a join: tokens or entries, found by the keys of its plan, each bucket in the order in which they
/// came. A lookup answers at least everything that the indexed conditions allow: the caller evaluates them all.
/// </summary>
/// <remarks>
/// A key that can't be hashed or ordered (an object, a member of null) ends the index: from then on everything is in
/// one list. That is slower and never wrong.
/// </remarks>
sealed class Memory(MemoryPlan plan)
{
    readonly Dictionary<JoinKeys, ElementList> _buckets = [];
    readonly RangeIndex? _ranges = plan.First is null && plan.Range is not null ? new RangeIndex() : null;

    /// <summary>Everything, where there is no index.</summary>
    readonly ElementList _all = new();

    /// <summary>Where there is an index: what no lookup can want, such as undefined where less is asked.</summary>
    readonly ElementList _never = new();

    bool _isIndexed = plan != MemoryPlan.Unindexed;
    bool _isUsed;
    int _count;

    /// <summary>Whether lookups answer in the order of keys, not of arrival.</summary>
    public bool IsByRange => plan.Range is not null;

    public void Add(Element element, MatchState state)
    {
        if (!_isUsed)
        {
            _isUsed = true;
            state.Used.Add(this);
        }

        element.Sequence = ++state.Sequence;
        _count++;

        if (_isIndexed)
        {
            if (ListFor(element) is { } list)
            {
                list.Add(element);
                return;
            }

            GiveUpIndex();
        }

        _all.Add(element);
    }

    public void Remove(Element element)
    {
        var list = element.List ?? throw new InvalidOperationException("The element is in no memory.");
        list.Remove(element);
        _count--;
        if (!list.IsEmpty || !_isIndexed || ReferenceEquals(list, _never))
            return;

        list.Owner?.Drop(list);
        if (plan.First is not null && (list.Bucket ?? list) is { Ranges: null or { Count: 0 } } bucket)
            _buckets.Remove(bucket.Keys);
    }

    /// <summary>What may match a token or an entry of the other side.</summary>
    public Candidates Find(Element asking)
    {
        if (_count == 0)
            return default;
        if (!_isIndexed)
            return new Candidates(_all);

        ElementList? bucket = null;
        if (plan.First is not null)
        {
            if (!TryReadKeys(asking, asks: true, out var keys))
                return EverythingInOrder();
            if (!_buckets.TryGetValue(keys, out bucket))
                return default;
        }

        return plan.Range is null ? new Candidates(bucket) : FindRange(plan.Range, asking, bucket?.Ranges ?? _ranges);
    }

    Candidates FindRange(RangePair range, Element asking, RangeIndex? ranges)
    {
        if (range.Asked.Read(asking) is not { } value)
            return EverythingInOrder();

        var order = RangeKey.TryOf(value, out var key);
        if (order == RangeKey.Orders.Never || ranges is null)
            return default;
        return order == RangeKey.Orders.Known && ranges.Accepts(key)
            ? ranges.Select(range.Operator, key)
            : EverythingInOrder();
    }

    /// <summary>Forgets everything, for the next session.</summary>
    public void Clear()
    {
        _buckets.Clear();
        _ranges?.Clear();
        _all.Clear();
        _never.Clear();
        _count = 0;
        _isUsed = false;
        _isIndexed = plan != MemoryPlan.Unindexed;
    }

    /// <summary>The list that an element belongs to; null if it has no key.</summary>
    ElementList? ListFor(Element element)
    {
        ElementList? bucket = null;
        if (plan.First is not null)
        {
            if (!TryReadKeys(element, asks: false, out var keys))
                return null;
            if (!_buckets.TryGetValue(keys, out bucket))
            {
                bucket = new ElementList { Keys = keys, Ranges = plan.Range is null ? null : new RangeIndex() };
                _buckets.Add(keys, bucket);
            }
        }

        return plan.Range is null ? bucket : ListFor(plan.Range, element, bucket, bucket?.Ranges ?? _ranges);
    }

    ElementList? ListFor(RangePair range, Element element, ElementList? bucket, RangeIndex? ranges)
    {
        if (range.Kept.Read(element) is not { } value || ranges is null)
            return null;

        var order = RangeKey.TryOf(value, out var key);
        if (order == RangeKey.Orders.Never)
            return _never;
        return order == RangeKey.Orders.Known && ranges.Accepts(key) ? ranges.GetOrAdd(key, bucket) : null;
    }

    bool TryReadKeys(Element element, bool asks, out JoinKeys keys)
    {
        keys = default;
        if (!TryReadKey(plan.First, element, asks, out var first)
            || !TryReadKey(plan.Second, element, asks, out var second))
        {
            return false;
        }

        keys = new JoinKeys(first, second);
        return true;
    }

    static bool TryReadKey(KeyPair? pair, Element element, bool asks, out JoinKey key)
    {
        key = default;
        if (pair is null)
            return true;
        return (asks ? pair.Asked : pair.Kept).Read(element) is { } value && JoinKey.TryOf(value, out key);
    }

    void GiveUpIndex()
    {
        var elements = Everything();
        _isIndexed = false;
        _buckets.Clear();
        _ranges?.Clear();
        _never.Clear();
        foreach (var element in elements)
            _all.Add(element);
    }

    /// <summary>Everything, though there is an index, for a lookup whose key can't be hashed or ordered.</summary>
    Candidates EverythingInOrder()
    {
        GiveUpIndex();
        return new Candidates(_all);
    }

    List<Element> Everything()
    {
        var elements = new List<Element>(_count);
        foreach (var bucket in _buckets.Values)
        {
            AddAll(bucket, elements);
            AddAll(bucket.Ranges, elements);
        }

        AddAll(_ranges, elements);
        AddAll(_never, elements);
        elements.Sort((left, right) => left.Sequence.CompareTo(right.Sequence));
        return elements;
    }

    static void AddAll(RangeIndex? ranges, List<Element> elements)
    {
        for (var i = 0; i < (ranges?.Count ?? 0); i++)
            AddAll(ranges?[i], elements);
    }

    static void AddAll(ElementList? list, List<Element> elements)
    {
        for (var element = list?.First; element is not null; element = element.Next)
            elements.Add(element);
    }
}
