namespace Patchlog.Admission;

/// <summary>
/// Bounds what is under way by count and by bytes, of all and of each tenant. Those that wait are let in in the order
/// of a <see cref="FairQueue{T}"/>; a tenant that has reached its own bound keeps nobody else out. Thread-safe.
/// </summary>
sealed class FairGate(GateLimits limits, TimeProvider time)
{
    readonly Lock _lock = new();
    readonly FairQueue<Waiter> _queue = new();
    readonly Dictionary<Tenant, Share> _tenants = [];
    readonly Dictionary<Sender, int> _senders = [];
    int _count;
    int _waiting;       // in the queue and in the shares
    int _abandoned;     // in the queue, and gave up
    long _bytes;
    bool _isClosed;     // nobody gets in any more
    TaskCompletionSource? _empty;

    /// <summary>
    /// Enters with a number of bytes. If nothing of all (or of the tenant) is inside, one entry is let in however large
    /// it is.
    /// </summary>
    /// <param name="flow">On whose account.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="patience">
    /// How long to wait at most; <see cref="Timeout.InfiniteTimeSpan"/> to wait until it is cancelled.
    /// </param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>False if too many wait already, or if there was no room in time; nothing was entered then.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing was entered then.</exception>
    public Task<bool> EnterAsync(Flow flow, long bytes, TimeSpan patience, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();

        Waiter waiter;
        lock (_lock)
        {
            var share = ShareOf(flow.Tenant);
            if (HasRoom(flow, share, bytes) && (share.Waiting + _queue.Count == 0 || IsNewcomer(flow, share)))
            {
                Add(flow, share, bytes);
                return Task.FromResult(true);
            }

            if (_waiting >= limits.MaxWaiting || share.Waiting >= limits.MaxWaitingPerTenant)
            {
                ForgetIfUnused(flow.Tenant, share);
                return Task.FromResult(false);
            }

            waiter = new(flow, bytes, share);
            _waiting++;
            share.Waiting++;
            Queue(waiter);
        }

        return WaitAsync(waiter, patience, cancellation);
    }

    /// <summary>Leaves with the bytes it entered with.</summary>
    public void Leave(Flow flow, long bytes)
    {
        lock (_lock)
        {
            var share = ShareOf(flow.Tenant);
            _count--;
            _bytes -= bytes;
            share.Count--;
            share.Bytes -= bytes;

            if (flow.Sender is { } sender && --_senders[sender] is 0)
                _senders.Remove(sender);

            LetIn(flow.Tenant);
            if (_count > 0)
                return;

            _empty?.SetResult();
            _empty = null;
        }
    }

    /// <summary>Waits until nothing is inside, but at most <paramref name="patience"/>.</summary>
    public async Task DrainAsync(TimeSpan patience) =>
        await Task.WhenAny(EmptyAsync(), Task.Delay(patience, time));

    /// <summary>Lets nobody in any more, and waits until nothing is inside.</summary>
    public async Task CloseAsync()
    {
        lock (_lock)
            _isClosed = true;

        await EmptyAsync();
    }

    Task EmptyAsync()
    {
        lock (_lock)
        {
            if (_count == 0)
                return Task.CompletedTask;

            _empty ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _empty.Task;
        }
    }

    async Task<bool> WaitAsync(Waiter waiter, TimeSpan patience, CancellationToken cancellation)
    {
        var isOver = patience < TimeSpan.Zero && patience != Timeout.InfiniteTimeSpan;
        using var expiry = new CancellationTokenSource(isOver ? TimeSpan.Zero : patience, time);
        using var expired = expiry.Token.UnsafeRegister(_ => GiveUp(waiter), null);
        using var cancelled = cancellation.UnsafeRegister(_ => GiveUp(waiter), null);

        if (await waiter.Entered.Task)
            return true;

        cancellation.ThrowIfCancellationRequested();
        return false;
    }

    void GiveUp(Waiter waiter)
    {
        lock (_lock)
        {
            if (waiter.IsOver)
                return; // it has just entered

            EndWaiting(waiter);
            if (waiter.Parked is { } parked)
                waiter.Share.Parked.Remove(parked);
            else
                AbandonQueued(waiter);

            LetIn(waiter.Flow.Tenant);  // it may have stood in the way of smaller ones
        }

        waiter.Entered.SetResult(false);
    }

    /// <summary>Lets in whoever fits, after something of a tenant has changed.</summary>
    void LetIn(Tenant tenant)
    {
        if (_tenants.TryGetValue(tenant, out var share))
        {
            Unpark(share);
            ForgetIfUnused(tenant, share);
        }

        while (_queue.TryPeek(out var next))
        {
            if (next.IsOver)
            {
                _queue.TryDequeue(out _);
                _abandoned--;
            }
            else if (!next.Share.HasRoom(next.Bytes, limits))
            {
                _queue.TryDequeue(out _);
                next.Share.Queued--;
                Park(next);
            }
            else if (HasRoom(next.Flow, next.Share, next.Bytes))
            {
                _queue.TryDequeue(out _);
                next.Share.Queued--;
                EndWaiting(next);
                Add(next.Flow, next.Share, next.Bytes);
                next.Entered.SetResult(true);
            }
            else
            {
                return;
            }
        }
    }

    void Queue(Waiter waiter)
    {
        if (waiter.Share.Parked.Count > 0 || !waiter.Share.HasRoomInQueue(limits))
        {
            Park(waiter);
            return;
        }

        waiter.Share.Queued++;
        _queue.Enqueue(waiter.Flow, waiter);
    }

    // A tenant at its bound waits aside: its entries take no turns, and are in nobody's way.
    static void Park(Waiter waiter) => waiter.Parked = waiter.Share.Parked.AddLast(waiter);

    void Unpark(Share share)
    {
        while (share.Parked.First is { Value: var waiter } && share.HasRoomInQueue(limits)
            && share.HasRoom(waiter.Bytes, limits))
        {
            share.Parked.RemoveFirst();
            waiter.Parked = null;
            share.Queued++;
            _queue.Enqueue(waiter.Flow, waiter);
        }
    }

    void EndWaiting(Waiter waiter)
    {
        waiter.IsOver = true;
        waiter.Share.Waiting--;
        _waiting--;
    }

    // It stays in the queue until its turn, or until there are too many of its kind.
    void AbandonQueued(Waiter waiter)
    {
        waiter.Share.Queued--;
        if (++_abandoned <= AdmissionLimits.SpareAbandoned + _queue.Count / 2)
            return;

        _queue.RemoveAll(static waiter => waiter.IsOver);
        _abandoned = 0;
    }

    bool HasRoom(Flow flow, Share share, long bytes)
    {
        var (spareCount, spareBytes) = IsNewcomer(flow, share) ? (limits.ReservedCount, limits.ReservedBytes) : (0, 0);

        return !_isClosed
            && _count < limits.MaxCount + spareCount
            && (_count == 0 || _bytes + bytes <= limits.MaxBytes + spareBytes)
            && share.HasRoom(bytes, limits);
    }

    bool IsNewcomer(Flow flow, Share share) =>
        share.Count == 0 && (flow.Sender is null || !_senders.ContainsKey(flow.Sender));

    void Add(Flow flow, Share share, long bytes)
    {
        _count++;
        _bytes += bytes;
        share.Count++;
        share.Bytes += bytes;

        if (flow.Sender is { } sender)
            _senders[sender] = _senders.GetValueOrDefault(sender) + 1;
    }

    Share ShareOf(Tenant tenant)
    {
        if (!_tenants.TryGetValue(tenant, out var share))
            _tenants.Add(tenant, share = new());

        return share;
    }

    void ForgetIfUnused(Tenant tenant, Share share)
    {
        if (share is { Count: 0, Waiting: 0 })
            _tenants.Remove(tenant);
    }

    /// <summary>What a tenant has inside and outside.</summary>
    sealed class Share
    {
        public int Count;
        public long Bytes;
        public int Waiting;     // in the queue or parked
        public int Queued;      // in the queue

        public LinkedList<Waiter> Parked { get; } = [];

        public bool HasRoom(long bytes, GateLimits limits) =>
            Count < limits.MaxCountPerTenant && (Count == 0 || Bytes + bytes <= limits.MaxBytesPerTenant);

        public bool HasRoomInQueue(GateLimits limits) => Count + Queued < limits.MaxCountPerTenant;
    }

    sealed class Waiter(Flow flow, long bytes, Share share)
    {
        public Flow Flow => flow;

        public long Bytes => bytes;

        public Share Share => share;

        /// <summary>Ends with true inside, and with false when it gave up.</summary>
        public TaskCompletionSource<bool> Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LinkedListNode<Waiter>? Parked { get; set; }

        public bool IsOver { get; set; }
    }
}
