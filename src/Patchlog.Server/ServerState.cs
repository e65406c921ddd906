namespace Patchlog.Server;

/// <summary>What the whole server is doing; set once, read by many threads.</summary>
sealed class ServerState : IDisposable
{
    readonly CancellationTokenSource _stopping = new();

    /// <summary>True once the server has been asked to stop: it finishes what is under way and takes nothing new.</summary>
    public bool IsStopping => _stopping.IsCancellationRequested;

    /// <summary>Cancelled when the server is asked to stop: for what would not end by itself.</summary>
    public CancellationToken Stopping => _stopping.Token;

    public void Stop() => _stopping.Cancel();

    public void Dispose() => _stopping.Dispose();
}
