using System.Diagnostics.CodeAnalysis;

namespace Patchlog.Admission;

/// <summary>
/// A semaphore whose waiters enter round robin by tenant: one with a thousand waiters delays another by one turn. How
/// many may wait is bounded for each tenant and in all. Thread-safe.
/// </summary>
/// <param name="width">How many may be inside at the same moment.</param>
/// <param name="maxWaitingPerTenant">How many of one tenant may wait.</param>
/// <param name="maxWaiting">How many may wait in all.</param>
sealed class FairSemaphore(int width, int maxWaitingPerTenant, int maxWaiting)
{
    readonly Lock _lock = new();
    readonly Dictionary<Tenant, LinkedList<Waiter>> _waiting = [];

    // Each tenant that waits, once, in the order of their turns.
    readonly LinkedList<Tenant> _turns = [];
    int _free = width;
    int _count;

    /// <summary>How many wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _count;
        }
    }

    /// <summary>Enters, or begins to wait; false if too many wait already.</summary>
    /// <param name="tenant">Whose turn it takes.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="permit">The place inside, to be disposed when it is not needed any more.</param>
    public bool TryEnter(
        Tenant tenant, CancellationToken cancellation, [NotNullWhen(true)] out Task<Permit>? permit)
    {
        Waiter waiter;
        lock (_lock)
        {
            if (_free > 0 && _count == 0)
            {
                _free--;
                permit = Task.FromResult(new Permit(this, tenant));
                return true;
            }

            permit = null;
            if (_count >= maxWaiting
                || (_waiting.TryGetValue(tenant, out var queue) && queue.Count >= maxWaitingPerTenant))
                return false;

            waiter = Enqueue(tenant);
        }

        permit = EnterAsync(waiter, cancellation);
        return true;
    }

    async Task<Permit> EnterAsync(Waiter waiter, CancellationToken cancellation)
    {
        await WaitAsync(waiter, cancellation);

        return new(this, waiter.Tenant);
    }

    async Task WaitAsync(Waiter waiter, CancellationToken cancellation)
    {
        using var registration = cancellation.Register(() => GiveUp(waiter, cancellation));
        await waiter.Entered.Task;
    }

    void GiveUp(Waiter waiter, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (waiter.Node.List is null)
                return; // it has just entered

            Remove(waiter);
        }

        waiter.Entered.TrySetCanceled(cancellation);
    }

    void Leave()
    {
        lock (_lock)
            LetInNextLocked();
    }

    /// <summary>Hands a place over; null if nobody waits, and the place can be kept.</summary>
    Waiter? HandOver(Tenant tenant)
    {
        lock (_lock)
        {
            if (_count == 0)
                return null;

            var waiter = Enqueue(tenant);
            LetInNextLocked();

            return waiter;
        }
    }

    Waiter Enqueue(Tenant tenant)
    {
        if (!_waiting.TryGetValue(tenant, out var queue))
        {
            _waiting.Add(tenant, queue = []);
            _turns.AddLast(tenant);
        }

        var waiter = new Waiter(tenant);
        queue.AddLast(waiter.Node);
        _count++;

        return waiter;
    }

    void LetInNextLocked()
    {
        if (_turns.First is not { Value: var tenant } || _waiting[tenant].First is not { Value: var next })
        {
            _free++;
            return;
        }

        Remove(next);
        if (_waiting.ContainsKey(tenant))
        {
            _turns.RemoveFirst();
            _turns.AddLast(tenant);
        }

        next.Entered.SetResult();
    }

    void Remove(Waiter waiter)
    {
        var queue = _waiting[waiter.Tenant];
        queue.Remove(waiter.Node);
        _count--;
        if (queue.Count > 0)
            return;

        _waiting.Remove(waiter.Tenant);
        _turns.Remove(waiter.Tenant);
    }

    /// <summary>A place inside. For one caller at a time.</summary>
    public sealed class Permit : IDisposable
    {
        readonly FairSemaphore _semaphore;
        readonly Tenant _tenant;
        bool _isHeld = true;

        internal Permit(FairSemaphore semaphore, Tenant tenant) => (_semaphore, _tenant) = (semaphore, tenant);

        /// <summary>
        /// Lets the others in turn before, and enters again behind them; at once if nobody waits. It is not bounded:
        /// whatever was inside once is not turned away. If the wait is cancelled, the place is given up.
        /// </summary>
        public async Task YieldAsync(CancellationToken cancellation)
        {
            ObjectDisposedException.ThrowIf(!_isHeld, this);
            if (_semaphore.HandOver(_tenant) is not { } waiter)
                return;

            _isHeld = false;
            await _semaphore.WaitAsync(waiter, cancellation);
            _isHeld = true;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (_isHeld)
                _semaphore.Leave();

            _isHeld = false;
        }
    }

    sealed class Waiter
    {
        public Waiter(Tenant tenant)
        {
            Tenant = tenant;
            Node = new(this);
        }

        public Tenant Tenant { get; }

        public LinkedListNode<Waiter> Node { get; }

        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
