namespace Patchlog.Server;

/// <summary>Whether the server is stopping. It changes once. Thread-safe.</summary>
sealed class ServerState : IDisposable
{
    readonly CancellationTokenSource _stopping = new();

    /// <summary>True once the server was asked to stop: it answers requests under way and takes nothing new.</summary>
    public bool IsStopping => _stopping.IsCancellationRequested;

    /// <summary>Cancelled when the server is asked to stop, for streams: they would not end by themselves.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Says that the server is stopping.</summary>
    public void Stop() => _stopping.Cancel();

    public void Dispose() => _stopping.Dispose();
}
