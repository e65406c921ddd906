using System.Net.Sockets;

namespace Patchlog.Server.Tests.Harness;

/// <summary>
/// The way of one client to a server, on which it can become slow: then it takes few bytes a second, out of a socket
/// that holds few.
/// </summary>
public sealed class SlowNetwork : IDisposable
{
    static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    Socket? _socket;
    volatile bool _isSlow;
    volatile bool _isCut;

    /// <summary>Connects once.</summary>
    public SlowNetwork() => Handler = new() { ConnectCallback = ConnectAsync };

    /// <summary>What a client connects with.</summary>
    public SocketsHttpHandler Handler { get; }

    /// <summary>What a slow client takes in a second, at most.</summary>
    public int BytesPerSecond { get; init; } = 1;

    /// <summary>Whether the client is slow.</summary>
    public bool IsSlow
    {
        get => _isSlow;
        set => _isSlow = value;
    }

    /// <summary>Whether the server has broken the connection off, though not all that it sent was taken.</summary>
    public bool IsCut => _isCut || _socket!.Poll(0, SelectMode.SelectError);

    /// <inheritdoc/>
    public void Dispose()
    {
        Handler.Dispose();
        _socket?.Dispose();
    }

    async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 4096 };
        await _socket.ConnectAsync(context.DnsEndPoint, cancellation);
        return new SlowStream(_socket, this);
    }

    sealed class SlowStream(Socket socket, SlowNetwork network) : NetworkStream(socket, ownsSocket: true)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!network.IsSlow) return await base.ReadAsync(buffer, cancellationToken);
            await Task.Delay(Pace, cancellationToken);
            try
            {
                return await base.ReadAsync(buffer[..Math.Min(network.BytesPerSecond, buffer.Length)], cancellationToken);
            }
            catch (IOException)
            {
                network._isCut = true;
                throw;
            }
        }
    }
}
