using Microsoft.AspNetCore.Connections;

namespace Patchlog.Server;

/// <summary>
/// Lets in so many connections at once, and closes those beyond before anything is read from them. The web server's own
/// bound no longer counts a connection that has become a WebSocket.
/// </summary>
/// <param name="max">The most there may be, whatever they are used for.</param>
sealed class ConnectionLimit(long max)
{
    long _open;

    /// <summary>Puts the bound before everything else that a connection goes through.</summary>
    public ConnectionDelegate Apply(ConnectionDelegate next) => async connection =>
    {
        try
        {
            if (Interlocked.Increment(ref _open) <= max)
                await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    };
}
