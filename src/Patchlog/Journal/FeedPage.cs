using System.Collections.Immutable;
using Patchlog.Following;
using Patchlog.Json;

namespace Patchlog.Journal;

/// <summary>
/// A page of a feed while it is being read: event after event is written into one pooled buffer. For one caller.
/// </summary>
sealed class FeedPage(Tenant tenant, FeedRange range) : IDisposable
{
    // An event of an ordinary document with its envelope; only the first guess of a buffer's size.
    const int Usual = 700;

    readonly JsonWriter _text = new((int)Math.Min(Math.Min(range.Limit, 64) * (long)Usual, range.MaxBytes));
    readonly List<(Position Position, TargetName TargetName, AggregateId TargetId, int Start, int End)> _entries = [];
    TargetName _name;
    Position _last;
    int _rows;

    public Tenant Tenant => tenant;

    /// <summary>True if the page ends before its range does.</summary>
    public bool IsFull => _rows >= range.Limit || _text.Written.Length >= range.MaxBytes;

    /// <summary>
    /// True if so many rows are left that stopping the statement costs less than reading them for nothing: the first
    /// half has filled the page, or there was one that would have filled it alone.
    /// </summary>
    public bool IsCutShort => _rows < range.Limit && _text.Written.Length >= range.MaxBytes
        && (_rows < range.Limit / 2 || _text.Written.Length >= 2 * range.MaxBytes);

    /// <summary>Adds an event whose documents are texts, if it is wanted; an empty text stands for none.</summary>
    public void Add(
        in EventHeader header, ReadOnlySpan<byte> body, ReadOnlySpan<byte> data, ReadOnlySpan<byte> context)
    {
        _rows++;
        _last = new(header.Position);
        if (_name.Value != header.TargetName)
            _name = TargetName.Trusted(header.TargetName);
        var targetId = AggregateId.Trusted(header.TargetId);
        if (!range.Filter.Matches(_last, _name, targetId))
            return;
        var before = _text.Written.Length;
        EventJson.Write(_text, header, body, data, context);
        // The writer puts a comma between values.
        _entries.Add((_last, _name, targetId, before + (before == 0 ? 0 : 1), _text.Written.Length));
    }

    /// <summary>Hands the page over: it has been looked through to its last row, or to the end of its range.</summary>
    public FeedBatch Complete()
    {
        var text = _text.Written;
        var items = ImmutableArray.CreateBuilder<FeedItem>(_entries.Count);
        foreach (var (position, targetName, targetId, start, end) in _entries)
            items.Add(new(position, targetName, targetId, text[start..end]));
        return new(items.MoveToImmutable(), IsFull ? _last : range.UpTo, this);
    }

    public void Dispose() => _text.Dispose();
}
