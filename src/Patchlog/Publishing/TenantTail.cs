using System.Collections.Immutable;
using Patchlog.Following;
using Patchlog.Journal;

namespace Patchlog.Publishing;

/// <summary>
/// The newest events of one tenant in memory, without a gap up to the last one, as long as the tenant has a reader.
/// Local commits arrive by themselves; events of other servers are read from the journal when a hint or a poll
/// announces them. Thread-safe.
/// </summary>
/// <param name="tenant">The tenant.</param>
/// <param name="journal">The journal, from which missing events are read.</param>
/// <param name="limits">The limits of the feed.</param>
/// <param name="budget">Returns the bytes of events that it may keep now.</param>
/// <param name="supervise">Takes over work that nobody awaits, and logs its failure.</param>
sealed class TenantTail(
    Tenant tenant, IJournalFeed journal, FeedLimits limits, Func<long> budget, Action<Task> supervise)
{
    readonly Lock _lock = new();
    readonly Dictionary<long, PublishedEvent> _events = [];     // by position, from _first to _end
    TaskCompletionSource _moved = NewSignal();
    Task? _starting;
    long _bytes;
    long _first = 1;        // the position of the first event here, or where it would be
    long _end;              // the position of the last one
    Head _head;             // the last event that the database has told of
    bool _isStarted, _isCatchingUp, _isVoid;

    /// <summary>The number of readers; the feed changes it under its own lock.</summary>
    public int Readers { get; set; }

    /// <summary>The last event known to be committed: by an own commit, or because the database says so.</summary>
    public Head Head { get { lock (_lock) return _head; } }

    /// <summary>Begins at the end of the journal. Later callers await the same start.</summary>
    /// <exception cref="JournalUnavailableException">The database can't be reached.</exception>
    public Task StartAsync()
    {
        lock (_lock)
            return _starting is { IsFaulted: false } ? _starting : _starting = BeginAsync();
    }

    /// <summary>Adds the events that this process has just committed.</summary>
    public void Add(AppendResult result)
    {
        // The texts are made before the lock is taken, and nothing else is kept: only a text can be counted.
        PublishedEvent[] published = FollowsEnd(result) ? [.. result.Events.SelectMany(PublishedEvent.Of)] : [];

        lock (_lock)
        {
            if (published.Length > 0 && _isStarted && result.Head.Number == _end)
            {
                foreach (var @event in published)
                    Append(@event);

                LearnLocked(new(result.HeadAfter, result.DigestAfter));
                Wake();

                return;
            }
        }

        // Other servers wrote in between: all of it is read from the journal.
        Learn(new(result.HeadAfter, result.DigestAfter));
    }

    /// <summary>Drops what is more than there is room for now.</summary>
    public void Trim()
    {
        lock (_lock)
            TrimLocked();
    }

    /// <summary>Learns of an event that is committed.</summary>
    public void Learn(Head head)
    {
        lock (_lock)
        {
            if (!LearnLocked(head) || _isCatchingUp || !_isStarted)
                return;

            _isCatchingUp = true;
        }

        supervise(Task.Run(CatchUpAsync));
    }

    /// <summary>
    /// The database no longer has what was told here: all readers are to end, and nobody is to read here any more.
    /// </summary>
    public void End()
    {
        lock (_lock)
        {
            _isVoid = true;
            Wake();
        }
    }

    /// <summary>
    /// Moves a position over events that are not wanted. False if the next event is not in memory, but in the journal.
    /// </summary>
    public bool TrySkip(FeedFilter filter, ref Position position, out bool isWanted)
    {
        lock (_lock)
        {
            ThrowIfVoidLocked();
            isWanted = false;
            if (position.Number < _first - 1)
                return false;

            while (!isWanted && position.Number < _end)
            {
                var next = _events[position.Number + 1];
                isWanted = filter.Matches(next.Position, next.TargetName, next.TargetId);
                if (!isWanted)
                    position = next.Position;
            }

            return true;
        }
    }

    /// <summary>
    /// Reads a page of the wanted events after a position; null if they are not in memory, but in the journal.
    /// </summary>
    public FeedPage? FindPage(Position after, FeedFilter filter, int maxEvents)
    {
        List<PublishedEvent> wanted = [];

        lock (_lock)
        {
            ThrowIfVoidLocked();
            if (after.Number < _first - 1)
                return null;

            var bytes = 0L;
            while (after.Number < _end && wanted.Count < maxEvents && bytes < limits.MaxPageBytes)
            {
                var next = _events[after.Number + 1];
                after = next.Position;
                if (!filter.Matches(next.Position, next.TargetName, next.TargetId))
                    continue;

                wanted.Add(next);
                bytes += next.Json.Length;
            }
        }

        var items = ImmutableArray.CreateBuilder<FeedItem>(wanted.Count);
        foreach (var @event in wanted)
            items.Add(@event.ToItem());

        return new(items.MoveToImmutable(), after);
    }

    /// <summary>Completes when there is an event after a position, wanted or not.</summary>
    public Task MovedAsync(Position after)
    {
        lock (_lock)
            return _end > after.Number || _isVoid ? Task.CompletedTask : _moved.Task;
    }

    async Task BeginAsync()
    {
        var (head, _) = (await journal.FindHeadsAsync([new(tenant, Head.Start)], CancellationToken.None))[0];

        lock (_lock)
        {
            _isStarted = true;
            StartAt(head.Position.Number);

            LearnLocked(head);
            if (Known == _end)
                return;

            _isCatchingUp = true;
        }

        supervise(Task.Run(CatchUpAsync));
    }

    async Task CatchUpAsync()
    {
        while (NextGap() is var (after, upTo))
        {
            try
            {
                using var page = await journal.ReadAsync(
                    tenant, new(after, upTo, FeedFilter.All, limits.MaxGap, limits.MaxTailBytesPerTenant),
                    CancellationToken.None);
                AddPage(page);
            }
            catch (JournalDamagedException)
            {
                // Those who want it read it for themselves, and are told; what follows is for the others.
                lock (_lock)
                {
                    StartAt(Known);
                    Wake();
                }
            }
            catch (Exception failure)
            {
                lock (_lock)
                    _isCatchingUp = false;      // the next poll goes on
                if (failure is not JournalUnavailableException)
                    throw;

                return;
            }
        }
    }

    (Position After, Position UpTo)? NextGap()
    {
        lock (_lock)
        {
            if (Known - _end > limits.MaxGap)
            {
                StartAt(Known);     // so many events are better read by the readers that want them
                Wake();
            }

            _isCatchingUp = _end < Known && !_isVoid;
            return _isCatchingUp ? (new(_end), new(Known)) : null;
        }
    }

    void AddPage(FeedPage page)
    {
        lock (_lock)
        {
            var end = _end;
            foreach (var item in page.Items)
                if (item.Position.Number == _end + 1)   // else it has arrived by itself meanwhile
                    Append(new(item));

            // What is said to be there is not: never ask for it in a circle.
            if (_end == end && page.Through.Number > end)
                StartAt(Math.Max(end, page.Through.Number));

            Wake();
        }
    }

    long Known => _head.Position.Number;

    // True if there are events to be read.
    bool LearnLocked(Head head)
    {
        if (head.Position.Number > Known)
            _head = head;

        return _end < Known;
    }

    void ThrowIfVoidLocked()
    {
        if (_isVoid)
            throw new EpochChangedException();
    }

    void StartAt(long head)
    {
        _events.Clear();
        (_bytes, _first, _end) = (0, head + 1, head);
    }

    void Append(PublishedEvent @event)
    {
        _end = @event.Position.Number;
        _events.Add(_end, @event);
        _bytes += @event.Bytes;
        TrimLocked();
    }

    void TrimLocked()
    {
        for (var most = budget(); _bytes > most && _events.Remove(_first, out var oldest); _first++)
            _bytes -= oldest.Bytes;
    }

    bool FollowsEnd(AppendResult result)
    {
        lock (_lock)
            return _isStarted && result.Head.Number == _end;
    }

    void Wake()
    {
        var moved = _moved;
        _moved = NewSignal();
        moved.SetResult();
    }

    static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
