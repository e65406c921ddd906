namespace Patchlog.Rules.Matching;

/// <summary>How the keys of a memory must compare to the key that is asked for.</summary>
enum RangeOperator
{
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

/// <summary>Lists of elements ordered by key: all numbers, or all texts.</summary>
sealed class RangeIndex
{
    readonly List<ElementList> _lists = [];

    public int Count => _lists.Count;

    public ElementList this[int index] => _lists[index];

    /// <summary>Whether a key can be ordered among the others.</summary>
    public bool Accepts(in RangeKey key) => _lists.Count == 0 || _lists[0].RangeKey.IsComparableTo(key);

    /// <summary>The list of a key, made if there is none.</summary>
    public ElementList GetOrAdd(in RangeKey key, ElementList? bucket)
    {
        var index = LowerBound(key);
        if (index < _lists.Count && _lists[index].RangeKey.OrderAgainst(key) == 0)
            return _lists[index];

        var list = new ElementList { Owner = this, Bucket = bucket, RangeKey = key };
        _lists.Insert(index, list);
        return list;
    }

    /// <summary>Drops a list that became empty.</summary>
    public void Drop(ElementList list)
    {
        var index = LowerBound(list.RangeKey);
        if (index < _lists.Count && ReferenceEquals(_lists[index], list))
            _lists.RemoveAt(index);
    }

    /// <summary>
    /// The lists whose keys compare as wanted: downwards from the greatest, or upwards from the least.
    /// </summary>
    public Candidates Select(RangeOperator @operator, in RangeKey key)
    {
        var lower = LowerBound(key);
        var upper = lower < _lists.Count && _lists[lower].RangeKey.OrderAgainst(key) == 0 ? lower + 1 : lower;
        return @operator switch
        {
            RangeOperator.Greater => new Candidates(this, _lists.Count - 1, upper, -1),
            RangeOperator.GreaterOrEqual => new Candidates(this, _lists.Count - 1, lower, -1),
            RangeOperator.Less => new Candidates(this, 0, lower - 1, 1),
            RangeOperator.LessOrEqual => new Candidates(this, 0, upper - 1, 1),
        };
    }

    /// <summary>Forgets everything, for the next session.</summary>
    public void Clear() => _lists.Clear();

    int LowerBound(in RangeKey key)
    {
        var low = 0;
        var high = _lists.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_lists[middle].RangeKey.OrderAgainst(key) < 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
