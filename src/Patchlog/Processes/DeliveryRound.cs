namespace Patchlog.Processes;

/// <summary>
/// The inputs of one page of events, on their way. Those for one instance are taken in the order in which they were
/// sent. Not thread-safe.
/// </summary>
/// <param name="courier">Sends them.</param>
sealed class DeliveryRound(Courier courier)
{
    readonly List<Task> _underWay = [];
    readonly Lock _lock = new();
    Position? _failedAt;

    /// <summary>Whether one of them, known by now, must be sent again.</summary>
    public bool HasFailed
    {
        get
        {
            lock (_lock)
                return _failedAt is not null;
        }
    }

    /// <summary>Sends an input that an event has brought.</summary>
    public async Task SendAsync(Position position, Command command, CancellationToken cancellation)
    {
        if (_underWay.Count >= ProcessLimits.MaxItemsPerTurn)
            await DrainAsync();

        var delivery = await courier.SendAsync(command, cancellation);
        _underWay.Add(CompleteAsync(position, command, delivery, cancellation));
    }

    /// <summary>Waits until all are answered.</summary>
    public async Task DrainAsync()
    {
        await Task.WhenAll(_underWay);
        _underWay.Clear();
    }

    /// <summary>Waits until all are answered.</summary>
    /// <returns>The first event of which an input must be sent again; null if there is none.</returns>
    public async Task<Position?> CompleteAsync()
    {
        await DrainAsync();

        return _failedAt;
    }

    async Task CompleteAsync(
        Position position, Command command, Task<Delivery> delivery, CancellationToken cancellation)
    {
        var result = await delivery;
        if (result is Delivery.Refused { Why: var why } && !IsExpected(why))
            await courier.TryNoteAsync(command, why, cancellation);

        if (result is not Delivery.Postponed)
            return;

        lock (_lock)
        {
            if (_failedAt is null || position.Number < _failedAt.Value.Number)
                _failedAt = position;
        }
    }

    // An event may come for what is not there, and one that starts an instance for one that is.
    static bool IsExpected(Problem why) =>
        why.Code == ProblemCode.NotFound || why.Code == ProblemCode.AlreadyExists || why.Code == ProblemCode.Deleted;
}
