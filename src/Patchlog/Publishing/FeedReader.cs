using Patchlog.Following;
using Patchlog.Journal;

namespace Patchlog.Publishing;

/// <summary>
/// One reader's place in a tenant's feed. It has no queue: it takes what it can take, from memory while it keeps up and
/// from the journal otherwise, so a slow reader costs nobody anything. For one caller at a time.
/// </summary>
/// <remarks>
/// Positions are given out under a lock that is held to the commit, so whoever has seen a position has seen all before
/// it: going on after the last one can miss nothing.
/// </remarks>
public sealed class FeedReader : IDisposable
{
    const int FirstPage = 64;
    const int LongestPage = 4096;
    const long FirstScan = 128;

    // Whoever has done with a page so soon may get longer ones.
    static readonly TimeSpan Promptly = TimeSpan.FromMilliseconds(200);

    readonly Tenant _tenant;
    readonly FeedFilter _filter;
    readonly IJournalFeed _journal;
    readonly TenantTail _tail;
    readonly FeedLimits _limits;
    readonly TimeProvider _time;
    readonly PageBudget _budget;
    readonly Action _release;
    Position _position;     // all up to here is told, or not wanted
    Position _told;         // the last position that was told
    long _toldAt;
    int _pageLimit = FirstPage;
    long _eventBytes;       // what an event of the last page had; 0 = there was none
    long _pageBytes;
    long _borrowed;         // of the budget, for the last page
    long _pageAt;           // when the last page was handed over
    long _scan;             // positions that the next page looks through
    bool _isCaughtUp;
    bool _isReleased;

    internal FeedReader(
        Tenant tenant, FeedFilter filter, Position after, IJournalFeed journal, TenantTail tail, FeedLimits limits,
        TimeProvider time, PageBudget budget, Action release)
    {
        (_tenant, _filter, _journal, _tail, _limits, _time, _budget, _release) =
            (tenant, filter, journal, tail, limits, time, budget, release);
        _position = _told = after;
        _scan = Math.Min(FirstScan, limits.MaxScan);
        _pageBytes = limits.MaxBatchBytes;
        _toldAt = _pageAt = time.GetTimestamp();
    }

    /// <summary>
    /// Whether pages of the journal may grow while they are taken promptly: for whoever asks for the next one when the last
    /// has been sent, and not while it waits to be.
    /// </summary>
    public bool PagesMayGrow { get; set; }

    /// <summary>All up to here was told, or is not wanted: where another reader could go on.</summary>
    public Position Position => _position;

    /// <summary>Goes on after a later position, as if all up to there had been told.</summary>
    public void SkipTo(Position position)
    {
        if (position.Number > _position.Number)
            _position = _told = position;
    }

    /// <summary>Waits until <see cref="NextAsync"/> has something to say.</summary>
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
    /// The next that there is to say; null for nothing. A database that is away is waited for: it is quiet until then.
    /// </summary>
    /// <param name="maxEvents">At least 1.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<FeedMessage?> NextAsync(int maxEvents, CancellationToken cancellation)
    {
        maxEvents = Math.Min(maxEvents, _limits.MaxBatchEvents);
        if (_tail.TryRead(_position, _filter, maxEvents) is not { } batch)
        {
            if (_isCaughtUp)
            {
                _isCaughtUp = false;
                return new FeedMessage.FellBehind(Tell(_position));
            }
            if (await ReadPageAsync(maxEvents, cancellation) is not { } page)
                return null;
            batch = page;
        }
        var hasMoved = batch.Through != _position;
        _position = batch.Through;
        if (!batch.Items.IsEmpty)
        {
            Tell(batch.Items[^1].Position);
            return new FeedMessage.Events(batch);
        }
        batch.Dispose();
        if (!hasMoved && !_isCaughtUp)
        {
            _isCaughtUp = true;
            return new FeedMessage.CaughtUp(Tell(_position));
        }
        return IsCheckpointDue ? new FeedMessage.Checkpoint(Tell(_position)) : null;
    }

    /// <summary>Lets go of what it holds.</summary>
    public void Dispose()
    {
        if (_isReleased)
            return;
        _isReleased = true;
        _budget.Return(_borrowed);
        _release();
    }

    bool IsCheckpointDue => _position != _told && _time.GetElapsedTime(_toldAt) >= _limits.CheckpointInterval;

    async Task<FeedBatch?> ReadPageAsync(int maxEvents, CancellationToken cancellation)
    {
        _pageBytes = SizePage();
        _pageLimit = FitPage();
        var known = _tail.Known;
        // One aggregate has an index of its own: there is nothing to look through.
        var upTo = _filter.TargetId is null ? Math.Min(known.Number, _position.Number + _scan) : known.Number;
        try
        {
            var page = await _journal.ReadAsync(
                _tenant,
                new(_position, new(upTo), _filter, Math.Min(maxEvents, _pageLimit), _pageBytes),
                cancellation);
            _pageAt = _time.GetTimestamp();
            _scan = FitScan(page, upTo);
            _eventBytes = page.Items.IsEmpty ? 0 : page.Items.Sum(item => (long)item.Json.Length) / page.Items.Length;
            return page;
        }
        catch (JournalUnavailableException)
        {
            await Task.Delay(_limits.RetryPause, _time, cancellation);
            return null;
        }
    }

    /// <summary>Twice the bytes of the page before, if that was a matter of moments and nobody else needs the memory.</summary>
    long SizePage()
    {
        _budget.Return(_borrowed);
        _borrowed = 0;
        var longer = Math.Min(2 * _pageBytes, _limits.MaxPageBytes);
        if (!PagesMayGrow || _eventBytes == 0 || _time.GetElapsedTime(_pageAt) >= Promptly || !_budget.TryTake(longer))
            return _limits.MaxBatchBytes;
        return _borrowed = longer;
    }

    /// <summary>
    /// Looks about as far as the page will reach: a database that does not know its tables yet, as after a restore, may
    /// read and sort the whole range for the few events that fit.
    /// </summary>
    long FitScan(FeedBatch page, long upTo) => Math.Min(_limits.MaxScan, page.Through.Number < upTo
        ? Math.Max(2 * (page.Through.Number - _position.Number), FirstScan)
        : 2 * _scan);

    /// <summary>
    /// Asks for as many events as probably fit, be it one: what is read beyond would be thrown away, or cost a
    /// connection to stop.
    /// </summary>
    int FitPage() => _eventBytes == 0
        ? FirstPage
        : (int)Math.Clamp(Math.Min(_pageBytes * 3 / 4 / _eventBytes, _pageLimit * 4L), 1, LongestPage);

    Position Tell(Position position)
    {
        (_told, _toldAt) = (position, _time.GetTimestamp());
        return position;
    }

    async Task WaitForCheckpointAsync(Task moved, CancellationToken cancellation)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // It may have become due since that was asked: a negative time would be refused, or taken for ever.
        var left = _limits.CheckpointInterval - _time.GetElapsedTime(_toldAt);
        var due = Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time, done.Token);
        await Task.WhenAny(moved, due);
        await done.CancelAsync();
    }
}
