using System.Collections.Immutable;
using Patchlog.Following;
using Patchlog.Json;

namespace Patchlog.Journal;

/// <summary>
/// Builds a page of a feed from rows: writes event after event into one pooled buffer. For one caller; disposed by the
/// page that it completes, or by the caller if there is none.
/// </summary>
sealed class FeedPageBuilder(Tenant tenant, FeedRange range) : IDisposable
{
    // The size of an ordinary event with its envelope; only the first guess of the buffer's size.
    const int UsualEventBytes = 700;
    const int UsualEvents = 64;

    readonly JsonWriter _text =
        new((int)Math.Min(Math.Min(range.Limit, UsualEvents) * (long)UsualEventBytes, range.MaxBytes));

    readonly List<(Position Position, TargetName TargetName, AggregateId TargetId, int Start, int End)> _entries = [];
    TargetName _name;
    Position _last = range.After;
    int _rows;
    bool _endsBeforeDamage;

    /// <summary>The tenant whose events these are.</summary>
    public Tenant Tenant => tenant;

    /// <summary>True if the page ends before its range does.</summary>
    public bool IsFull => _rows >= range.Limit || _text.Written.Length >= range.MaxBytes;

    /// <summary>
    /// True if so many rows are left that stopping the statement costs less than reading them for nothing: the first
    /// half of the rows has filled the page, or one row would have filled it alone.
    /// </summary>
    public bool IsCutShort => _rows < range.Limit && _text.Written.Length >= range.MaxBytes
        && (_rows < range.Limit / 2 || _text.Written.Length >= 2 * range.MaxBytes);

    /// <summary>Adds an event, if it is wanted.</summary>
    /// <exception cref="InvalidDataException">
    /// It can't be what was written; the page is as it was before.
    /// </exception>
    /// <exception cref="JournalDamagedException">An event before it is missing.</exception>
    public void Add(in EventHeader header, in EventTexts texts)
    {
        ThrowIfMisplaced(header);
        if (_name.Value != header.TargetName)
            _name = TargetName.Trusted(header.TargetName);

        var targetId = AggregateId.Trusted(header.TargetId);
        var position = new Position(header.Position);
        var isWanted = range.Filter.Matches(position, _name, targetId) && IsOfWantedBundle(header.Bundle);
        if (isWanted)
            DamagedRow.CheckTexts(header.Type, texts);

        _rows++;
        _last = position;
        if (!isWanted)
            return;

        var before = _text.Written.Length;
        EventJson.Write(_text, header, texts);
        // The writer puts a comma between values.
        _entries.Add((_last, _name, targetId, before + (before == 0 ? 0 : 1), _text.Written.Length));
    }

    /// <summary>
    /// The next event is damaged: lets the page end before it. False if nothing comes before it, so that there is no
    /// page.
    /// </summary>
    public bool TryEndBeforeDamage() => _endsBeforeDamage = _rows > 0;

    /// <summary>
    /// Hands the page over, which reaches to the last row, or to the end of the range if it is not full.
    /// </summary>
    public FeedPage Complete()
    {
        var text = _text.Written;

        var items = ImmutableArray.CreateBuilder<FeedItem>(_entries.Count);
        foreach (var (position, targetName, targetId, start, end) in _entries)
            items.Add(new(position, targetName, targetId, text[start..end]));

        return new(items.MoveToImmutable(), EndsAtLastRow ? _last : range.UpTo, this);
    }

    /// <inheritdoc/>
    public void Dispose() => _text.Dispose();

    // Where all events are read and the last ones are not there, the next page finds out what became of them.
    bool EndsAtLastRow => IsFull || _endsBeforeDamage || (range.IsEveryEvent && _rows > 0);

    bool IsOfWantedBundle(string? bundle) =>
        range.Bundles is not { } wanted || (bundle is not null && wanted.Contains(bundle));

    // Positions rise, and where all events are read, none is left out.
    void ThrowIfMisplaced(in EventHeader header)
    {
        if (header.Position <= _last.Number || header.Position > range.UpTo.Number)
            throw new InvalidDataException("its position is not where it stands");

        if (range.IsEveryEvent && header.Position != _last.Number + 1)
            throw DamagedRow.OfMissingEvent(tenant, _last.Number + 1);

        DamagedRow.Positive(header.Version, "version");
    }
}
