using System.Net.WebSockets;
using Patchlog.Server.Wire;

namespace Patchlog.Server.WebSockets;

/// <summary>
/// Cuts a client off that gives no sign of life: it is pinged, and neither sends anything, its pong included, nor takes
/// anything. A pong alone would not do: the ping waits behind all that a slow reader has yet to take.
/// </summary>
sealed class SignsOfLife : IDisposable
{
    readonly WebSocket _socket;
    readonly CoalescingStream _stream;
    readonly TakenBytes _taken;
    readonly ITimer _timer;
    (long Reads, long Taken) _seen;
    int _still;

    /// <param name="socket">The socket.</param>
    /// <param name="stream">The stream under it.</param>
    /// <param name="context">The request that opened it.</param>
    /// <param name="services">How often is looked, and the clock.</param>
    public SignsOfLife(WebSocket socket, CoalescingStream stream, HttpContext context, ConnectionServices services)
    {
        (_socket, _stream, _taken) = (socket, stream, new(context));
        var interval = services.Limits.KeepAliveInterval;
        _timer = services.Time.CreateTimer(
            static self => (self as SignsOfLife)?.Look(), this, interval, interval);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    void Look()
    {
        var seen = (_stream.Reads, _taken.Read());
        _still = seen == _seen ? _still + 1 : 0;
        _seen = seen;

        if (_still >= IntakeLimits.MaxStillLooks)
            _socket.Abort();    // wakes the reader, which ends the connection
    }
}
