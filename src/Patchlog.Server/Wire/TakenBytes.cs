using System.Buffers.Binary;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;

namespace Patchlog.Server.Wire;

/// <summary>
/// How many bytes the machine of a client has acknowledged, as the system counts them (Linux). For one caller at a
/// time.
/// </summary>
/// <param name="context">A request on the connection.</param>
sealed class TakenBytes(HttpContext context)
{
    // struct tcp_info of linux/tcp.h: tcpi_bytes_acked, a 64-bit number.
    const int TcpLevel = 6, TcpInfo = 11, AcknowledgedAt = 120;

    readonly Socket? _socket = context.Features.Get<IConnectionSocketFeature>()?.Socket;
    readonly byte[] _info = new byte[AcknowledgedAt + sizeof(long)];

    /// <summary>The bytes so far; 0 where the system does not tell, or when the connection has gone.</summary>
    public long Read()
    {
        if (_socket is null || !OperatingSystem.IsLinux())
            return 0;

        try
        {
            return _socket.GetRawSocketOption(TcpLevel, TcpInfo, _info) == _info.Length
                ? BinaryPrimitives.ReadInt64LittleEndian(_info.AsSpan(AcknowledgedAt))
                : 0;
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }
}
