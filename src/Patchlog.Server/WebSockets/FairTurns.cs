using Patchlog.Server.Wire;

namespace Patchlog.Server.WebSockets;

/// <summary>
/// The subscriptions of one socket take turns: one at a time makes a message, and only while little waits to be sent.
/// So a socket holds one message of one subscription, however many it has and however slow its client is.
/// </summary>
/// <param name="sendQueue">The messages that wait.</param>
/// <param name="outgoing">Holds the memory of a message while it is made.</param>
sealed class FairTurns(SendQueue sendQueue, MemoryAccount outgoing) : IDisposable
{
    readonly SemaphoreSlim _free = new(1);

    /// <summary>Waits for the turn, which ends when it is disposed: after the message is in the send queue.</summary>
    public async ValueTask<Turn> TakeAsync(CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        try
        {
            await sendQueue.WaitForQuietAsync(cancellation);
            await outgoing.ReserveAsync(BufferLimits.EventsBytes, cancellation);
        }
        catch
        {
            _free.Release();
            throw;
        }

        return new(_free, outgoing);
    }

    public void Dispose() => _free.Dispose();

    /// <summary>The right to make a message.</summary>
    public readonly struct Turn(SemaphoreSlim free, MemoryAccount outgoing) : IDisposable
    {
        public void Dispose()
        {
            outgoing.Resize(-BufferLimits.EventsBytes);
            free.Release();
        }
    }
}
