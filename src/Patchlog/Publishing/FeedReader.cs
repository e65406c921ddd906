using Patchlog.Following;
using Patchlog.Journal;

namespace Patchlog.Publishing;

/// <summary>
/// A reader of a tenant's feed. It is only a position and has no queue: it takes events from memory while it keeps up,
/// and from the journal otherwise, so a slow reader costs others nothing. For one caller at a time.
/// </summary>
/// <remarks>
/// Positions are assigned under a lock that is held until the commit, so a reader that has seen a position has seen all
/// positions before it: going on after the last one misses nothing.
/// </remarks>
public sealed class FeedReader : IDisposable
{
    readonly Tenant _tenant;
    readonly FeedFilter _filter;
    readonly IJournalFeed _journal;
    readonly TenantTail _tail;
    readonly FeedLimits _limits;
    readonly TimeProvider _time;
    readonly LongPageBudget _budget;
    readonly Action _release;
    Position _position;     // everything up to here is told, or not wanted
    Position _told;         // the last position that was told
    long _toldAt;
    int _fetchEvents;       // events that the last page asked the journal for
    long _eventBytes;       // the average size of an event on the last page; 0 if it had none
    long _pageBytes;
    long _borrowed;         // bytes of the budget that the last page has
    long _pageAt;           // when the last page was handed over
    long _scan;             // positions that the next page looks through
    bool _isCaughtUp;
    bool _isReleased;

    internal FeedReader(
        Tenant tenant, FeedFilter filter, Position after, IJournalFeed journal, TenantTail tail, FeedLimits limits,
        TimeProvider time, LongPageBudget budget, Action release)
    {
        (_tenant, _filter, _journal, _tail, _limits, _time, _budget, _release) =
            (tenant, filter, journal, tail, limits, time, budget, release);
        _position = _told = after;
        _scan = Math.Min(limits.MinScan, limits.MaxScan);
        _fetchEvents = limits.FirstPageEvents;
        _pageBytes = limits.MaxPageBytes;
        _toldAt = _pageAt = time.GetTimestamp();
    }

    /// <summary>
    /// Whether pages of the journal may become long while the caller takes them promptly. It is for callers that ask
    /// for the next page when the last one has been sent, not while it waits to be sent.
    /// </summary>
    public bool PagesMayGrow { get; set; }

    /// <summary>Everything up to here was told, or is not wanted: another reader could go on after it.</summary>
    public Position Position => _position;

    /// <summary>Goes on after a later position, as if everything up to it had been told.</summary>
    public void SkipTo(Position position)
    {
        if (position.Number > _position.Number)
            _position = _told = position;
    }

    /// <summary>Waits until <see cref="NextAsync"/> has a message.</summary>
    /// <exception cref="EpochChangedException">The database lost the end of its journal.</exception>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        while (_isCaughtUp && _tail.TrySkip(_filter, ref _position, out var isWanted) && !isWanted && !IsCheckpointDue)
        {
            var moved = _tail.MovedAsync(_position);

            if (_position == _told)
                await moved.WaitAsync(cancellation);
            else
                await WaitForCheckpointAsync(moved, cancellation);
        }

        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>
    /// Takes the next message; null if there is none yet. While the database can't be reached it waits, and then
    /// returns null.
    /// </summary>
    /// <param name="maxEvents">The most events, at least 1.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="EpochChangedException">The database lost the end of its journal.</exception>
    public async Task<FeedMessage?> NextAsync(int maxEvents, CancellationToken cancellation)
    {
        maxEvents = Math.Min(maxEvents, _limits.MaxPageEvents);

        if (_tail.FindPage(_position, _filter, maxEvents) is not { } page)
        {
            if (_isCaughtUp)
            {
                _isCaughtUp = false;
                return new FeedMessage.FellBehind(Tell(_position));
            }

            if (await ReadPageAsync(maxEvents, cancellation) is not { } read)
                return null;

            page = read;
        }

        var hasMoved = page.Through != _position;
        _position = page.Through;

        if (!page.Items.IsEmpty)
        {
            Tell(page.Items[^1].Position);
            return new FeedMessage.Events(page);
        }

        page.Dispose();

        if (!hasMoved && !_isCaughtUp)
        {
            _isCaughtUp = true;
            return new FeedMessage.CaughtUp(Tell(_position));
        }

        return IsCheckpointDue ? new FeedMessage.Checkpoint(Tell(_position)) : null;
    }

    /// <summary>Releases the memory that the reader holds.</summary>
    public void Dispose()
    {
        if (_isReleased)
            return;

        _isReleased = true;
        _budget.Return(_borrowed);
        _release();
    }

    bool IsCheckpointDue => _position != _told && _time.GetElapsedTime(_toldAt) >= _limits.CheckpointInterval;

    async Task<FeedPage?> ReadPageAsync(int maxEvents, CancellationToken cancellation)
    {
        _pageBytes = ChoosePageBytes();
        _fetchEvents = ChooseFetchEvents();

        // One aggregate has an index of its own: there is nothing to look through.
        var known = _tail.Head.Position;
        var upTo = _filter.TargetId is null ? Math.Min(known.Number, _position.Number + _scan) : known.Number;

        try
        {
            var page = await _journal.ReadAsync(
                _tenant,
                new(_position, new(upTo), _filter, Math.Min(maxEvents, _fetchEvents), _pageBytes),
                cancellation);

            _pageAt = _time.GetTimestamp();
            _scan = ChooseScan(page, upTo);
            _eventBytes = page.Items.IsEmpty ? 0 : page.Items.Sum(item => (long)item.Json.Length) / page.Items.Length;

            return page;
        }
        catch (JournalUnavailableException)
        {
            await Task.Delay(_limits.RetryPause, _time, cancellation);
            return null;
        }
    }

    /// <summary>Doubles the page, if the last one was taken promptly and other readers leave enough memory.</summary>
    long ChoosePageBytes()
    {
        _budget.Return(_borrowed);
        _borrowed = 0;

        var longer = Math.Min(2 * _pageBytes, _limits.MaxLongPageBytes);
        var isPrompt = _time.GetElapsedTime(_pageAt) < _limits.PromptWithin;
        if (!PagesMayGrow || _eventBytes == 0 || !isPrompt || !_budget.TryTake(longer))
            return _limits.MaxPageBytes;

        return _borrowed = longer;
    }

    /// <summary>
    /// Looks about as far as the page will reach. A database that has no statistics yet, as after a restore, may read
    /// and sort the whole range for the few events that fit.
    /// </summary>
    long ChooseScan(FeedPage page, long upTo) => Math.Min(_limits.MaxScan, page.Through.Number < upTo
        ? Math.Max(2 * (page.Through.Number - _position.Number), _limits.MinScan)
        : 2 * _scan);

    /// <summary>
    /// Asks for as many events as probably fit, which may be only one: events beyond the page would be read for
    /// nothing, or cost a connection to stop the statement.
    /// </summary>
    int ChooseFetchEvents() => _eventBytes == 0
        ? _limits.FirstPageEvents
        : (int)Math.Clamp(
            Math.Min(_pageBytes * 3 / 4 / _eventBytes, _fetchEvents * 4L), 1, _limits.MaxFetchEvents);

    Position Tell(Position position)
    {
        (_told, _toldAt) = (position, _time.GetTimestamp());
        return position;
    }

    async Task WaitForCheckpointAsync(Task moved, CancellationToken cancellation)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

        // The checkpoint may have become due since the caller asked; a negative delay would be refused, or be infinite.
        var left = _limits.CheckpointInterval - _time.GetElapsedTime(_toldAt);
        var due = Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time, done.Token);

        await Task.WhenAny(moved, due);
        await done.CancelAsync();
    }
}
