using System.Net;
using System.Net.Sockets;

namespace Patchlog.Testing;

/// <summary>Finds ports for servers that must keep theirs over a restart.</summary>
static class FreePort
{
    // Below the range from which Linux serves outgoing connections (32768 and up): none of those can take the port
    // while its server is down.
    const int Lowest = 20_000;
    const int Highest = 32_000;

    public static int Find()
    {
        while (true)
        {
            var port = Random.Shared.Next(Lowest, Highest);
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: try another.
            }
        }
    }
}
