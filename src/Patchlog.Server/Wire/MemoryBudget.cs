namespace Patchlog.Server.Wire;

/// <summary>
/// The memory that clients may make the server hold, all together. Each connection has an account; what does not fit
/// waits, in order. If that takes long, the account that holds most for a client that neither sends nor takes anything
/// is ended (client eviction). Thread-safe.
/// </summary>
/// <param name="maxBytes">Bytes of all accounts; a newcomer that holds nothing may exceed them by an eighth.</param>
/// <param name="maxBytesPerAccount">Bytes of one account; one reservation alone may be larger.</param>
/// <param name="time">The clock of the waits.</param>
sealed class MemoryBudget(long maxBytes, long maxBytesPerAccount, TimeProvider time)
{
    readonly Lock _lock = new();
    readonly HashSet<MemoryAccount> _accounts = [];
    readonly LinkedList<Waiter> _waiting = [];
    long _held;

    /// <summary>Bytes that are held now.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>Opens an account.</summary>
    /// <param name="evict">Ends the connection, so that it closes the account soon; must not block.</param>
    public MemoryAccount Open(Action evict)
    {
        var account = new MemoryAccount(this, evict) { LastProgress = time.GetTimestamp() };
        lock (_lock)
            _accounts.Add(account);

        return account;
    }

    /// <summary>Closes an account: whatever it holds is free, and what waits for it is cancelled.</summary>
    public void Close(MemoryAccount account)
    {
        lock (_lock)
        {
            if (!_accounts.Remove(account))
                return;

            account.IsClosed = true;

            List<Waiter> waiting = [.. _waiting.Where(waiter => waiter.Account == account), .. account.Parked];
            foreach (var waiter in waiting)
            {
                waiter.Node?.List?.Remove(waiter.Node);
                waiter.Entered.TrySetCanceled();
            }

            _held -= account.HeldBytes;
            account.HeldBytes = 0;
            LetIn();
        }
    }

    /// <inheritdoc cref="MemoryAccount.TryReserve"/>
    public bool TryReserve(MemoryAccount account, long bytes)
    {
        lock (_lock)
        {
            if (account.IsClosed || (_waiting.Count > 0 && !IsSmallNewcomer(account, bytes)))
                return false;

            if (!FitsAccount(account, bytes) || !FitsAll(account, bytes))
                return false;

            Add(account, bytes);
            return true;
        }
    }

    /// <inheritdoc cref="MemoryAccount.ReserveAsync"/>
    public ValueTask ReserveAsync(MemoryAccount account, long bytes, CancellationToken cancellation) =>
        TryReserve(account, bytes) ? ValueTask.CompletedTask : WaitAsync(account, bytes, cancellation);

    /// <inheritdoc cref="MemoryAccount.Resize"/>
    public void Resize(MemoryAccount account, long difference)
    {
        lock (_lock)
        {
            if (account.IsClosed)
                return;     // what it held is free already

            Add(account, difference);
            if (difference > 0)
                return;

            while (account.Parked.First is { Value: var parked } && FitsAccount(account, parked.Bytes))
            {
                account.Parked.RemoveFirst();
                parked.Node = _waiting.AddLast(parked);
            }

            LetIn();
        }
    }

    async ValueTask WaitAsync(MemoryAccount account, long bytes, CancellationToken cancellation)
    {
        var waiter = new Waiter(account, bytes);
        lock (_lock)
        {
            if (account.IsClosed)
                throw new OperationCanceledException("The connection is closed.");

            waiter.Node = FitsAccount(account, bytes) ? _waiting.AddLast(waiter) : account.Parked.AddLast(waiter);
            LetIn();
        }

        using var registration = cancellation.UnsafeRegister(_ => GiveUp(waiter, cancellation), null);
        while (await Task.WhenAny(waiter.Entered.Task, Task.Delay(BufferLimits.EvictionPatience, time, cancellation))
            != waiter.Entered.Task)
            FindStalled(waiter)?.Evict();

        await waiter.Entered.Task;
    }

    void GiveUp(Waiter waiter, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (!waiter.Entered.TrySetCanceled(cancellation))
                return;

            waiter.Node?.List?.Remove(waiter.Node);
            LetIn();
        }
    }

    /// <summary>The account that holds most for a client that does nothing; null if there is none.</summary>
    MemoryAccount? FindStalled(Waiter waiter)
    {
        lock (_lock)
        {
            if (waiter.Node?.List != _waiting)
                return null;    // it waits for its own account, and not for others

            MemoryAccount? most = null;
            foreach (var account in _accounts)
                if (account is { IsWaitingForClient: true, IsEvicted: false }
                    && account.HeldBytes > (most?.HeldBytes ?? 0)
                    && time.GetElapsedTime(account.LastProgress) >= BufferLimits.EvictionPatience)
                    most = account;

            most?.IsEvicted = true;
            return most;
        }
    }

    void LetIn()
    {
        while (_waiting.First is { Value: var next } && FitsAll(next.Account, next.Bytes))
        {
            _waiting.RemoveFirst();
            if (next.Entered.TrySetResult())
                Add(next.Account, next.Bytes);
        }
    }

    bool FitsAccount(MemoryAccount account, long bytes) =>
        account.HeldBytes == 0 || account.HeldBytes + bytes <= maxBytesPerAccount;

    bool FitsAll(MemoryAccount account, long bytes) =>
        _held == 0 || _held + bytes <= maxBytes + (IsSmallNewcomer(account, bytes) ? maxBytes / 8 : 0);

    static bool IsSmallNewcomer(MemoryAccount account, long bytes) =>
        account.HeldBytes == 0 && bytes <= BufferLimits.NewcomerBytes;

    void Add(MemoryAccount account, long bytes)
    {
        account.HeldBytes += bytes;
        _held += bytes;
    }

    /// <summary>A reservation that waits for its turn, or for its own account.</summary>
    public sealed class Waiter(MemoryAccount account, long bytes)
    {
        /// <summary>Whose it is.</summary>
        public MemoryAccount Account => account;

        /// <summary>Bytes that it waits for.</summary>
        public long Bytes => bytes;

        /// <summary>Where it waits.</summary>
        public LinkedListNode<Waiter>? Node { get; set; }

        /// <summary>Ends when it may go on.</summary>
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
