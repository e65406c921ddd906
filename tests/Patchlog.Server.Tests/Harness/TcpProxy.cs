using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Patchlog.Testing;

namespace Patchlog.Server.Tests.Harness;

/// <summary>The ways through a <see cref="TcpProxy"/>.</summary>
[Flags]
public enum Direction
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>What the client sends.</summary>
    ToServer = 1,

    /// <summary>What the server answers.</summary>
    ToClient = 2,

    /// <summary>Both.</summary>
    Both = ToServer | ToClient,
}

/// <summary>A bad network between clients and a port of this machine: carries everything, until told not to.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    readonly int _target;
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly ConcurrentDictionary<Link, bool> _links = [];
    readonly Task _accepting;
    Trap? _trap;

    TcpProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port on 127.0.0.1 that stands for the target's.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections are open through it.</summary>
    public int Connections => _links.Count;

    /// <summary>Whether new connections break at once.</summary>
    public bool IsRefusing { get; set; }

    /// <summary>Where bytes vanish while the connections stay.</summary>
    public Direction Blackhole { get; set; }

    /// <summary>How long bytes take, either way.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Starts a proxy of a port of this machine.</summary>
    public static TcpProxy Start(int target) => new(target);

    /// <summary>Breaks every connection.</summary>
    public void Cut()
    {
        foreach (var link in _links.Keys) link.Cut();
    }

    /// <summary>
    /// Lets a request that contains <paramref name="request"/> pass, waits for the server's answer that ends with
    /// <paramref name="answerEnd"/>, swallows that, and breaks the connection: the deed is done, and nobody was told.
    /// </summary>
    /// <returns>Completed when it has happened; false if it can't happen any more.</returns>
    public Task<bool> CutAtAnswer(byte[] request, byte[] answerEnd)
    {
        _trap = new Trap(request, answerEnd);
        return _trap.Sprung.Task;
    }

    /// <summary>Lets all answers pass again.</summary>
    public void CutNoMore() => Interlocked.Exchange(ref _trap, null)?.Sprung.TrySetResult(false);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        Cut();
        await Eventually.HoldsAsync(() => _links.IsEmpty);
        _listener.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync();
                var link = new Link(this, client, new Socket(SocketType.Stream, ProtocolType.Tcp));
                if (IsRefusing) link.Cut();
                else _ = CarryAsync(link);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    async Task CarryAsync(Link link)
    {
        _links.TryAdd(link, default);
        await link.CarryAsync(_target);
        _links.TryRemove(link, out _);
    }

    sealed record Trap(byte[] Request, byte[] AnswerEnd)
    {
        public TaskCompletionSource<bool> Sprung { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>One connection: a socket to each side.</summary>
    sealed class Link(TcpProxy proxy, Socket client, Socket server)
    {
        Trap? _armed;

        public async Task CarryAsync(int target)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, target);
                client.NoDelay = server.NoDelay = true;
                await Task.WhenAny(
                    PumpAsync(client, server, Direction.ToServer), PumpAsync(server, client, Direction.ToClient));
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
            {
                // Nobody listens there, or the link was cut before it stood.
            }
            Cut();
            _armed?.Sprung.SetResult(false);
        }

        /// <summary>Resets both sides, as a network does that forgot the connection.</summary>
        public void Cut()
        {
            client.Close(timeout: 0);
            server.Close(timeout: 0);
        }

        async Task PumpAsync(Socket from, Socket to, Direction direction)
        {
            var buffer = new byte[64 * 1024];
            try
            {
                while (await from.ReceiveAsync(buffer) is > 0 and var count)
                {
                    if (proxy.Delay > TimeSpan.Zero) await Task.Delay(proxy.Delay);
                    if (IsTrapped(direction, buffer.AsSpan(0, count))) return;
                    if (!proxy.Blackhole.HasFlag(direction)) await to.SendAsync(buffer.AsMemory(0, count));
                }
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
            {
                // Either side is gone, or the link was cut.
            }
        }

        bool IsTrapped(Direction direction, ReadOnlySpan<byte> bytes)
        {
            if (direction == Direction.ToServer)
            {
                if (proxy._trap is { } trap && bytes.IndexOf(trap.Request) >= 0)
                {
                    _armed = trap;
                    proxy._trap = null;
                }
                return false;
            }
            if (_armed is not { } armed || !bytes.EndsWith(armed.AnswerEnd)) return false;

            _armed = null;
            Cut();
            armed.Sprung.SetResult(true);
            return true;
        }
    }
}
