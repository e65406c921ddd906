using Microsoft.AspNetCore.Http.Features;

namespace Patchlog.Server.WebSockets;

/// <summary>
/// What <see cref="CoalescingUpgrade"/> is for HTTP/1.1, for HTTP/2: there a WebSocket is a stream among others of a
/// connection (RFC 8441).
/// </summary>
/// <param name="inner">The extended CONNECT of the web server.</param>
sealed class CoalescingConnect(IHttpExtendedConnectFeature inner) : IHttpExtendedConnectFeature
{
    public bool IsExtendedConnect => inner.IsExtendedConnect;

    public string? Protocol => inner.Protocol;

    /// <summary>The stream under the socket; null until it is accepted.</summary>
    public CoalescingStream? Stream { get; private set; }

    public async ValueTask<Stream> AcceptAsync() => Stream = new(await inner.AcceptAsync());
}
