using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Patchlog.Testing;

/// <summary>
/// A small HTTP server on a port of its own: it answers as a test says, also as no decent server would. One request for
/// each connection. Thread-safe.
/// </summary>
public sealed class LocalHttpServer : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _ending = new();
    readonly TaskCompletionSource _never = new();
    readonly ConcurrentQueue<LocalRequest> _requests = new();
    readonly Func<LocalRequest, LocalAnswer> _answer;
    readonly Task _accepting;
    int _disposals;

    LocalHttpServer(Func<LocalRequest, LocalAnswer> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>What it was asked so far, in order.</summary>
    public IReadOnlyList<LocalRequest> Requests => [.. _requests];

    /// <summary>Starts a server.</summary>
    /// <param name="answer">Makes the answer to a request.</param>
    public static LocalHttpServer Start(Func<LocalRequest, LocalAnswer> answer) => new(answer);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Increment(ref _disposals) > 1) return;

        await _ending.CancelAsync();
        _listener.Stop();
        await _accepting;
        _ending.Dispose();
    }

    async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_ending.Token);
                connections.Add(ServeAsync(client));
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException
            || (failure is SocketException or ObjectDisposedException && _ending.IsCancellationRequested))
        {
            // The test has ended; a listener that is stopped within an accept says so in one way or another.
            await Task.WhenAll(connections);
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            var stream = client.GetStream();
            if (await ReadHeadAsync(stream) is not { } request) return;

            _requests.Enqueue(request);
            await SendAsync(stream, _answer(request));
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or SocketException)
        {
            // The client is gone, or the test has ended.
        }
    }

    async Task<LocalRequest?> ReadHeadAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        if (await reader.ReadLineAsync(_ending.Token) is not { Length: > 0 } first) return null;

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync(_ending.Token) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        return new(first.Split(' ')[1], headers);
    }

    async Task SendAsync(NetworkStream stream, LocalAnswer answer)
    {
        if (answer.IsSilent)
            await _never.Task.WaitAsync(_ending.Token);

        var head = new StringBuilder($"HTTP/1.1 {answer.Status} Answer\r\nConnection: close\r\n");
        head.Append(CultureInfo.InvariantCulture, $"Content-Length: {answer.Body.Length}\r\n");
        foreach (var (name, value) in answer.Headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{head}\r\n"), _ending.Token);

        await stream.WriteAsync(answer.Body.AsMemory(0, answer.CutAfter ?? answer.Body.Length), _ending.Token);
        if (answer.IsStalling)
            await _never.Task.WaitAsync(_ending.Token);
    }
}

/// <summary>A request without its body.</summary>
/// <param name="Path">Its path with its query.</param>
/// <param name="Headers">Its headers, by names in any case.</param>
public sealed record LocalRequest(string Path, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>A header; null if there is none.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}

/// <summary>An answer.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Body">Its body.</param>
/// <param name="Headers">Its headers beside those of its body.</param>
public sealed record LocalAnswer(int Status, byte[] Body, params (string Name, string Value)[] Headers)
{
    /// <summary>An answer with a text.</summary>
    public LocalAnswer(int status, string body, params (string Name, string Value)[] headers)
        : this(status, Encoding.UTF8.GetBytes(body), headers)
    {
    }

    /// <summary>Bytes of the body after which the connection ends; null to send all of it.</summary>
    public int? CutAfter { get; init; }

    /// <summary>Whether the connection stays open after what was sent of the body.</summary>
    public bool IsStalling { get; init; }

    /// <summary>Whether nothing is ever answered.</summary>
    public bool IsSilent { get; init; }
}
