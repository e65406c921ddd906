namespace Patchlog.Server;

/// <summary>What the whole server is doing; set once, read by many threads.</summary>
sealed class ServerState
{
    volatile bool _isStopping;

    /// <summary>True once the server has been asked to stop: it finishes what is under way and takes nothing new.</summary>
    public bool IsStopping => _isStopping;

    public void Stop() => _isStopping = true;
}
