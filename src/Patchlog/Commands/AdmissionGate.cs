namespace Patchlog.Commands;

/// <summary>
/// Bounds the commands under way by count and by bytes, and lets them in in the order they came. A sender that waits
/// here does not read its socket: that is the back-pressure. Thread-safe.
/// </summary>
sealed class AdmissionGate(int maxCount, long maxBytes)
{
    readonly Lock _lock = new();
    readonly LinkedList<Waiter> _waiting = [];
    int _count;
    long _bytes;
    TaskCompletionSource? _empty;

    /// <summary>Enters with a number of bytes. If nothing is under way, a command enters however large it is.</summary>
    public Task EnterAsync(long bytes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();

        LinkedListNode<Waiter> node;
        lock (_lock)
        {
            if (_waiting.Count == 0 && HasRoom(bytes))
            {
                Add(bytes);
                return Task.CompletedTask;
            }

            node = _waiting.AddLast(new Waiter(bytes, new(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        return WaitAsync(node, cancellation);
    }

    /// <summary>Leaves with the bytes it entered with.</summary>
    public void Leave(long bytes)
    {
        lock (_lock)
        {
            _count--;
            _bytes -= bytes;
            LetIn();

            if (_count == 0)
                _empty?.TrySetResult();
        }
    }

    /// <summary>Waits until nothing is under way, but at most <paramref name="patience"/>.</summary>
    public async Task DrainAsync(TimeSpan patience, TimeProvider time)
    {
        Task empty;
        lock (_lock)
        {
            if (_count == 0)
                return;

            _empty ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            empty = _empty.Task;
        }

        await Task.WhenAny(empty, Task.Delay(patience, time));
    }

    async Task WaitAsync(LinkedListNode<Waiter> node, CancellationToken cancellation)
    {
        using var registration = cancellation.Register(() => GiveUp(node, cancellation));
        await node.Value.Entered.Task;
    }

    void GiveUp(LinkedListNode<Waiter> node, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (node.List is null)
                return; // it has just entered

            _waiting.Remove(node);
            LetIn();    // it may have stood in the way of smaller ones
        }

        node.Value.Entered.TrySetCanceled(cancellation);
    }

    void LetIn()
    {
        while (_waiting.First is { } next && HasRoom(next.Value.Bytes))
        {
            _waiting.RemoveFirst();
            Add(next.Value.Bytes);
            next.Value.Entered.SetResult();
        }
    }

    bool HasRoom(long bytes) => _count < maxCount && (_count == 0 || _bytes + bytes <= maxBytes);

    void Add(long bytes)
    {
        _count++;
        _bytes += bytes;
    }

    sealed record Waiter(long Bytes, TaskCompletionSource Entered);
}
