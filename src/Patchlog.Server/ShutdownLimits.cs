namespace Patchlog.Server;

/// <summary>How long a server that was told to stop goes on with what is under way.</summary>
static class ShutdownLimits
{
    /// <summary>
    /// One of three waits that follow each other: for clients to reconnect elsewhere, for requests, for commands.
    /// </summary>
    public static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(8);

    /// <summary>After this the process ends, whatever is under way: more than the three waits together.</summary>
    public static readonly TimeSpan TerminationPatience = TimeSpan.FromSeconds(30);
}
