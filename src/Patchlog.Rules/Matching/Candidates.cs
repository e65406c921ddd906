using System.Diagnostics.CodeAnalysis;

namespace Patchlog.Rules.Matching;

/// <summary>
/// What a lookup found, one after another. The element taken last may leave its memory meanwhile, except from a
/// memory by range.
/// </summary>
struct Candidates
{
    readonly RangeIndex? _ranges;
    readonly int _last;
    readonly int _step;
    Element? _next;
    int _at;

    public Candidates(ElementList? list)
    {
        _next = list?.First;
    }

    public Candidates(RangeIndex ranges, int first, int last, int step)
    {
        _ranges = ranges;
        _at = first;
        _last = last;
        _step = step;
    }

    public bool TryTake<T>([NotNullWhen(true)] out T? element)
        where T : Element
    {
        while (_next is null)
        {
            if (_ranges is null || (_step > 0 ? _at > _last : _at < _last))
            {
                element = null;
                return false;
            }

            _next = _ranges[_at].First;
            _at += _step;
        }

        element = (T)_next;
        _next = _next.Next;
        return true;
    }
}
