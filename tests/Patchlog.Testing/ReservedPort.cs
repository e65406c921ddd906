using System.Net;
using System.Net.Sockets;

namespace Patchlog.Testing;

/// <summary>
/// A TCP port of 127.0.0.1 that the system gives to nobody else until this is disposed, for a server that can't choose
/// its port itself and keeps it over restarts.
/// </summary>
sealed class ReservedPort : IDisposable
{
    // Linux's numbers (asm-generic/socket.h): .NET's own ReuseAddress would set SO_REUSEPORT.
    const int SolSocket = 1;
    const int SoReuseAddr = 2;

    // Bound and never listening: where both sockets set SO_REUSEADDR, a server may bind and listen beside it (socket(7)).
    readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);

    /// <summary>Reserves any free port.</summary>
    public ReservedPort()
    {
        _socket.SetRawSocketOption(SolSocket, SoReuseAddr, BitConverter.GetBytes(1));
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Number = ((IPEndPoint)_socket.LocalEndPoint!).Port;
    }

    /// <summary>The port.</summary>
    public int Number { get; }

    /// <summary>Gives the port back.</summary>
    public void Dispose() => _socket.Dispose();
}
