namespace Patchlog.Server.Wire;

/// <summary>What one connection makes the server hold. Thread-safe.</summary>
/// <param name="budget">The budget of all.</param>
/// <param name="evict">Ends the connection.</param>
sealed class MemoryAccount(MemoryBudget budget, Action evict) : IDisposable
{
    long _lastProgress;

    /// <summary>Bytes that it holds; changed under the budget's lock.</summary>
    public long HeldBytes { get; set; }

    /// <summary>Reservations that wait for what the account itself holds.</summary>
    public LinkedList<MemoryBudget.Waiter> Parked { get; } = [];

    /// <summary>Whether half of a message is there, and the client has to send the rest.</summary>
    public bool IsReceiving { get; set; }

    /// <summary>Whether something is being sent, and the client has to take it.</summary>
    public bool IsSending { get; set; }

    /// <summary>Whether it is the client's turn to do something.</summary>
    public bool IsWaitingForClient => IsReceiving || IsSending;

    /// <summary>Whether it holds nothing any more; changed under the budget's lock.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Whether it was ended to make room for others.</summary>
    public bool IsEvicted { get; set; }

    /// <summary>When the client did something last.</summary>
    public long LastProgress
    {
        get => Volatile.Read(ref _lastProgress);
        set => Volatile.Write(ref _lastProgress, value);
    }

    /// <summary>Holds a number of bytes as soon as there is room for them.</summary>
    /// <exception cref="OperationCanceledException">Cancelled, or the account was closed: nothing is held.</exception>
    public ValueTask ReserveAsync(long bytes, CancellationToken cancellation) =>
        budget.ReserveAsync(this, bytes, cancellation);

    /// <summary>Holds a number of bytes if there is room for them now.</summary>
    public bool TryReserve(long bytes) => budget.TryReserve(this, bytes);

    /// <summary>Holds more or less than before, whether there is room or not.</summary>
    public void Resize(long difference) => budget.Resize(this, difference);

    /// <summary>Ends the connection.</summary>
    public void Evict() => evict();

    /// <summary>Closes the account.</summary>
    public void Dispose() => budget.Close(this);
}
