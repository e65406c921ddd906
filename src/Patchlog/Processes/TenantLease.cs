using Patchlog.Journal;

namespace Patchlog.Processes;

/// <summary>
/// A tenant that this server has for itself for a while, and how far its events are read. What is read is written down
/// now and then: what is read twice does no harm. The lease is thread-safe; the position belongs to whoever reads.
/// </summary>
/// <param name="tenant">The tenant.</param>
/// <param name="owner">This server.</param>
/// <param name="store">Has leases and positions.</param>
/// <param name="time">Measures how much of the lease is left.</param>
sealed class TenantLease(Tenant tenant, Guid owner, IProcessStore store, TimeProvider time) : IDisposable
{
    readonly SemaphoreSlim _gate = new(1, 1);
    long? _takenAt;
    long _writtenAt;
    Position _written;

    /// <summary>The position up to which all events are read.</summary>
    public Position Position { get; private set; }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    /// <summary>Takes or renews the lease; false if another server has the tenant.</summary>
    public async Task<bool> TryHoldAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            return IsFresh || await TakeAsync(cancellation);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Goes forward; the position is written down if that is a while ago, or if it is urgent.</summary>
    public async Task AdvanceAsync(Position to, bool isUrgent, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            Position = to;
            await WriteAsync(isUrgent, cancellation);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Gives the tenant to whoever wants it.</summary>
    public async Task ReleaseAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            if (_takenAt is null)
                return;

            await WriteAsync(isUrgent: true, cancellation);
            await store.ReleaseAsync(tenant, owner, cancellation);
            _takenAt = null;
        }
        finally
        {
            _gate.Release();
        }
    }

    bool IsFresh =>
        _takenAt is { } at && time.GetElapsedTime(at) < ProcessLimits.Lease - ProcessLimits.RenewBefore;

    async Task<bool> TakeAsync(CancellationToken cancellation)
    {
        var now = time.GetTimestamp();
        var stored = await store.TryLeaseAsync(tenant, owner, ProcessLimits.Lease, cancellation);
        if (stored is not { } position)
        {
            _takenAt = null;
            return false;
        }

        // Ahead of what is written down, unless somebody else had the tenant, or the journal lost its end.
        if (_takenAt is null || position != _written)
            Position = position;

        (_takenAt, _written) = (now, position);

        return true;
    }

    async Task WriteAsync(bool isUrgent, CancellationToken cancellation)
    {
        if (Position == _written
            || (!isUrgent && time.GetElapsedTime(_writtenAt) < ProcessLimits.AdvanceInterval))
        {
            return;
        }

        if (await store.AdvanceAsync(tenant, owner, Position, cancellation))
            (_written, _writtenAt) = (Position, time.GetTimestamp());
        else
            _takenAt = null;
    }
}
