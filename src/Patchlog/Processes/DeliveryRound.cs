namespace Patchlog.Processes;

/// <summary>
/// The inputs of one page of events, on their way. Those for one instance are taken in the order of the events: one is
/// sent when that before it is answered, and none is after one that must be sent again. Not thread-safe.
/// </summary>
/// <param name="courier">Sends them.</param>
sealed class DeliveryRound(Courier courier)
{
    readonly Dictionary<AggregateKey, Task> _underWay = [];
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

    /// <summary>Sends an input that an event has brought, unless one before it must be sent again.</summary>
    public async Task SendAsync(Position position, Command command, CancellationToken cancellation)
    {
        if (_underWay.Count >= ProcessLimits.MaxItemsPerTurn)
            await DrainAsync();

        if (_underWay.Remove(command.Target, out var earlier))
            await earlier;

        if (HasFailed)
            return;

        var delivery = await courier.DeliverAsync(command, cancellation);
        _underWay.Add(command.Target, CompleteAsync(position, delivery));
    }

    /// <summary>Waits until all are answered.</summary>
    public async Task DrainAsync()
    {
        await Task.WhenAll(_underWay.Values);
        _underWay.Clear();
    }

    /// <summary>Waits until all are answered.</summary>
    /// <returns>The first event of which an input must be sent again; null if there is none.</returns>
    public async Task<Position?> CompleteAsync()
    {
        await DrainAsync();

        return _failedAt;
    }

    async Task CompleteAsync(Position position, Task<Delivery> delivery)
    {
        if (await delivery is Delivery.Postponed)
            Fail(position);
    }

    /// <summary>An event must be read again.</summary>
    public void Fail(Position position)
    {
        lock (_lock)
        {
            if (_failedAt is null || position.Number < _failedAt.Value.Number)
                _failedAt = position;
        }
    }
}
