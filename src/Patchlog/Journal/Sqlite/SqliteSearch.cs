using Patchlog.Searching;

namespace Patchlog.Journal.Sqlite;

/// <summary>
/// A page of a query. Of documents that come in another order it keeps the first ones, as many as the page can have:
/// their number and their bytes are bounded.
/// </summary>
sealed class SqliteSearch : SqliteQuery<Page<FoundDocument>>
{
    readonly int _limit;
    readonly long _maxBytes;
    readonly List<FoundDocument> _inOrder = [];

    // The last one is on top, and makes room for one that comes before it.
    readonly PriorityQueue<FoundDocument, KeysetPosition> _first;

    // One that moves along an index while it is walked may come twice.
    readonly HashSet<AggregateId> _ids = [];
    long _bytes;
    bool _endsBeforeDamage;

    /// <param name="query">The query.</param>
    /// <param name="after">The position behind which the page begins; null for the start.</param>
    /// <param name="limit">The most documents, at least 1.</param>
    /// <param name="maxBytes">Bytes of bodies after which the page ends.</param>
    /// <param name="isIndexed">Whether the type has declared indexes.</param>
    public SqliteSearch(Query query, KeysetPosition? after, int limit, long maxBytes, bool isIndexed)
        : base(query, after, isIndexed)
    {
        (_limit, _maxBytes) = (limit, maxBytes);
        _first = new(Comparer<KeysetPosition>.Create((left, right) => query.Compare(right, left)));
    }

    public override Page<FoundDocument> Answer
    {
        get
        {
            var rest = new Stack<FoundDocument>(_first.Count);
            while (_first.TryDequeue(out var found, out _))
                rest.Push(found);

            var page = new PageBuilder<FoundDocument>(_limit, _maxBytes, BytesOf);
            foreach (var found in _inOrder.Concat(rest))
                if (!page.TryAdd(found))
                    break;

            return _endsBeforeDamage ? page.Complete() with { HasMore = true } : page.Complete();
        }
    }

    protected override void Begin()
    {
        _inOrder.Clear();
        _first.Clear();
        _ids.Clear();
        _bytes = 0;
        _endsBeforeDamage = false;
    }

    // The next page begins at the damage.
    protected override bool TryEndBeforeDamage() => _endsBeforeDamage = _inOrder.Count > 0;

    protected override bool Add(FoundDocument found, bool isOrdered)
    {
        if (!_ids.Add(found.Id))
            return true;

        if (!isOrdered)
        {
            AddToFirst(found);
            return true;
        }

        _inOrder.Add(found);
        _bytes += BytesOf(found);

        return _inOrder.Count <= _limit && (_inOrder.Count == 1 || _bytes <= _maxBytes);
    }

    void AddToFirst(FoundDocument found)
    {
        var position = Query.PositionOf(found.Id, found.State);
        if (After is not null && Query.Compare(position, After) <= 0)
        {
            _ids.Remove(found.Id);
            return;
        }

        _first.Enqueue(found, position);
        _bytes += BytesOf(found);

        // One more than the page can have shows that there is a next one.
        while (_first.Count > _limit + 1 || (_first.Count > 2 && _bytes - BytesOf(_first.Peek()) > _maxBytes))
        {
            var last = _first.Dequeue();
            _ids.Remove(last.Id);
            _bytes -= BytesOf(last);
        }
    }

    static long BytesOf(FoundDocument found) => found.State.Body?.Utf8Length ?? 0;
}
