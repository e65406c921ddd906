namespace Patchlog.Json.Patching;

/// <summary>
/// A list for edits: its elements lie in a ring with one gap, which is moved to where an element is inserted or
/// removed. So edits near each other move few elements, and so do edits at both ends by turns, as of a queue. Lives in
/// one field: a copy would share its places. Not thread-safe.
/// </summary>
/// <param name="elements">The elements at first. Nobody writes to the array: the first edit copies it.</param>
struct GapRing(JsonValue[] elements)
{
    JsonValue[] _places = elements;
    bool _isOwn;

    /// <summary>The place of the first element.</summary>
    int _first;

    /// <summary>The index of the element behind the gap; the count, if the gap is behind the last element.</summary>
    int _gap = elements.Length;

    /// <summary>How many elements there are.</summary>
    public int Count { readonly get; private set; } = elements.Length;

    readonly int GapLength => _places.Length - Count;

    public JsonValue this[int index]
    {
        readonly get => _places[PlaceOf(index)];
        set
        {
            CopyOnce();
            _places[PlaceOf(index)] = value;
        }
    }

    /// <summary>Elements that must be moved before one at the index can be inserted or removed.</summary>
    public readonly int DistanceTo(int index)
    {
        var direct = Math.Abs(index - _gap);
        return GapLength == 0 ? 0 : Math.Min(direct, Count - direct);
    }

    public void Insert(int index, JsonValue value)
    {
        if (GapLength == 0)
            Grow(index);
        else
            MoveGap(index);

        _places[Wrap(_first + _gap)] = value;
        _gap++;
        Count++;
    }

    public void Remove(int index)
    {
        CopyOnce();
        if (_gap == index + 1)
            _gap = index;
        else
            MoveGap(index);

        Count--;
    }

    /// <summary>The elements in order. The list can't be edited any more.</summary>
    public readonly JsonValue[] ToArray()
    {
        if (GapLength == 0 && _first == 0)
            return _places;

        var items = new JsonValue[Count];
        CopyTo(items, 0, 0, Count);
        return items;
    }

    void CopyOnce()
    {
        if (_isOwn)
            return;

        _places = [.. _places];
        _isOwn = true;
    }

    /// <summary>Most edits insert one element, so the first finds just its place.</summary>
    void Grow(int index)
    {
        var places = new JsonValue[_isOwn ? Count + Math.Max(4, Count / 2) : Count + 1];
        CopyTo(places, 0, 0, index);
        CopyTo(places, places.Length - (Count - index), index, Count - index);
        (_places, _isOwn, _first, _gap) = (places, true, 0, index);
    }

    /// <summary>
    /// Moves the gap the short way, which may lead around: a gap before the first element is one behind the last, too.
    /// </summary>
    void MoveGap(int index)
    {
        var direct = Math.Abs(index - _gap);
        if (Count - direct < direct)
        {
            if (index > _gap)
            {
                SlideGap(0);
                (_first, _gap) = (Wrap(_first + GapLength), Count);
            }
            else
            {
                SlideGap(Count);
                (_first, _gap) = (Wrap(_first + Count), 0);
            }
        }

        SlideGap(index);
    }

    /// <summary>Moves the gap over the elements between.</summary>
    void SlideGap(int index)
    {
        var source = _first + Math.Min(index, _gap);
        if (GapLength > 0 && index < _gap)
            ShiftUp(Wrap(source), _gap - index);
        else if (GapLength > 0)
            ShiftDown(Wrap(source), index - _gap);

        _gap = index;
    }

    /// <summary>Moves elements to behind the gap that follows them; the last first, lest one be overwritten.</summary>
    readonly void ShiftUp(int source, int count)
    {
        var (end, target) = (Wrap(source + count), Wrap(source + count + GapLength));
        while (count > 0)
        {
            end = end == 0 ? _places.Length : end;
            target = target == 0 ? _places.Length : target;
            var length = Math.Min(count, Math.Min(end, target));
            Array.Copy(_places, end - length, _places, target - length, length);
            (end, target, count) = (end - length, target - length, count - length);
        }
    }

    /// <summary>Moves elements to before the gap that they follow; the first first, lest one be overwritten.</summary>
    readonly void ShiftDown(int target, int count)
    {
        var source = Wrap(target + GapLength);
        while (count > 0)
        {
            var length = Math.Min(count, _places.Length - Math.Max(source, target));
            Array.Copy(_places, source, _places, target, length);
            (source, target, count) = (Wrap(source + length), Wrap(target + length), count - length);
        }
    }

    readonly void CopyTo(JsonValue[] target, int at, int index, int count)
    {
        while (count > 0)
        {
            var place = PlaceOf(index);
            var toGap = index < _gap ? _gap - index : count;
            var length = Math.Min(Math.Min(count, toGap), _places.Length - place);
            Array.Copy(_places, place, target, at, length);
            (at, index, count) = (at + length, index + length, count - length);
        }
    }

    readonly int PlaceOf(int index) => Wrap(_first + index + (index < _gap ? 0 : GapLength));

    readonly int Wrap(int place) => place < _places.Length ? place : place - _places.Length;
}
