using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Patchlog.Server.Bench;

/// <summary>
/// One connection that keeps a number of slots filled with requests and times their answers. It writes and reads the
/// socket itself, many requests per system call: the framework's clients would cost more than the server they load.
/// One task drives it; it is not thread-safe.
/// </summary>
/// <param name="settings">The settings of the run.</param>
/// <param name="run">The name of the run, with which all its ids begin.</param>
/// <param name="slots">How many requests may wait for an answer at a time.</param>
abstract class BenchConnection(BenchSettings settings, string run, int slots) : IAsyncDisposable
{
    const int LargestAnswer = 16 * 1024 * 1024;

    readonly long[] _sentAt = new long[slots];
    readonly Stack<int> _free = new(Enumerable.Range(0, slots));
    readonly long _serials = NextSerials();
    Stream? _stream;
    byte[] _received = new byte[64 * 1024];
    byte[] _outgoing = new byte[64 * 1024];
    int _receivedLength;
    int _outgoingLength;
    long _sent;

    static long _lastSerials;

    /// <summary>The latencies of the successes that were answered within <see cref="Window"/>.</summary>
    public LatencyHistogram Latencies { get; } = new();

    /// <summary>How often each problem code was answered, at any time.</summary>
    public Dictionary<string, long> Refusals { get; } = [];

    /// <summary>How many requests still wait for their answer.</summary>
    public int Unanswered => slots - _free.Count;

    /// <summary>The time in which successes count, as <see cref="Stopwatch"/> timestamps.</summary>
    public (long From, long To) Window { get; set; }

    /// <summary>The settings of the run.</summary>
    protected BenchSettings Settings => settings;

    /// <summary>The beginning of all ids of this run, so that the ids of several runs differ in one database.</summary>
    protected string RunId => run;

    /// <summary>Connects, ready to send.</summary>
    public virtual async Task OpenAsync(CancellationToken cancellation)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(settings.Url.Host, settings.Url.Port, cancellation);
        _stream = new NetworkStream(socket, ownsSocket: true);
        if (settings.Url.Scheme is not ("wss" or "https"))
            return;

        SslStream secured = new(_stream);
        await secured.AuthenticateAsClientAsync(settings.Url.Host);
        _stream = secured;
    }

    /// <summary>
    /// Sends requests, with every slot in use, until there is no next one and all are answered.
    /// </summary>
    /// <param name="next">Gives the next request at a timestamp; null when there is none.</param>
    /// <param name="cancellation">Ends the run; its requests stay unanswered.</param>
    public async Task RunAsync(Func<long, BenchRequest?> next, CancellationToken cancellation)
    {
        var now = Stopwatch.GetTimestamp();
        while (true)
        {
            while (_free.Count > 0 && next(now) is { } request)
                Send(request, now);

            await FlushAsync(cancellation);
            if (Unanswered == 0)
                return;

            await ReceiveAsync(cancellation);
            now = Stopwatch.GetTimestamp();
            TakeAnswers(now);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream is not null)
            await _stream.DisposeAsync();
    }

    /// <summary>The template of the requests of an action.</summary>
    protected abstract BenchTemplate TemplateOf(BenchAction action);

    /// <summary>Reads the first message.</summary>
    /// <param name="received">All bytes that were received and not taken.</param>
    /// <param name="answer">The answer; null if the message is not complete, or is none.</param>
    /// <returns>How many bytes the message has; 0 if it is not complete.</returns>
    protected abstract int Take(ReadOnlySpan<byte> received, out BenchAnswer? answer);

    /// <summary>Adds bytes to those that the next flush sends.</summary>
    protected void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>Sends the requests that were added.</summary>
    protected async Task FlushAsync(CancellationToken cancellation)
    {
        if (_outgoingLength == 0)
            return;

        await Connected.WriteAsync(_outgoing.AsMemory(0, _outgoingLength), cancellation);
        _outgoingLength = 0;
    }

    /// <summary>Receives until <paramref name="end"/> comes, and takes the text before it.</summary>
    protected async Task<string> ReceiveUntilAsync(byte[] end, CancellationToken cancellation)
    {
        int found;
        while ((found = _received.AsSpan(0, _receivedLength).IndexOf(end)) < 0)
            await ReceiveAsync(cancellation);

        var text = Encoding.Latin1.GetString(_received, 0, found);
        Forget(found + end.Length);

        return text;
    }

    /// <summary>The code of the problem document within <paramref name="json"/>.</summary>
    protected static string CodeOf(ReadOnlySpan<byte> json)
    {
        var code = StringAfter(json, "\"code\":\""u8);
        return code.IsEmpty ? "unreadable-problem" : Encoding.UTF8.GetString(code);
    }

    /// <summary>The string that follows the first <paramref name="key"/>; empty if there is none.</summary>
    protected static ReadOnlySpan<byte> StringAfter(ReadOnlySpan<byte> json, ReadOnlySpan<byte> key)
    {
        var at = json.IndexOf(key);
        if (at < 0)
            return [];

        var rest = json[(at + key.Length)..];
        return rest[..Math.Max(0, rest.IndexOf((byte)'"'))];
    }

    Stream Connected => _stream ?? throw new InvalidOperationException("The connection is not open.");

    void Send(BenchRequest request, long now)
    {
        var slot = _free.Pop();
        var template = TemplateOf(request.Action);
        template.Render(Reserve(template.Length), slot, _serials + _sent++, request.Target);
        _sentAt[slot] = now;
    }

    async Task ReceiveAsync(CancellationToken cancellation)
    {
        if (_receivedLength == _received.Length)
        {
            if (_receivedLength == LargestAnswer)
                throw new InvalidDataException("An answer is longer than 16 MiB.");

            Array.Resize(ref _received, _received.Length * 2);
        }

        var read = await Connected.ReadAsync(_received.AsMemory(_receivedLength), cancellation);
        if (read == 0)
            throw new IOException("The server closed the connection.");

        _receivedLength += read;
    }

    void TakeAnswers(long now)
    {
        var taken = 0;
        int length;
        while ((length = Take(_received.AsSpan(taken, _receivedLength - taken), out var answer)) > 0)
        {
            taken += length;
            if (answer is { } one)
                Complete(one, now);
        }

        Forget(taken);
    }

    void Complete(BenchAnswer answer, long now)
    {
        _free.Push(answer.Slot);
        if (answer.Refusal is { } code)
            Refusals[code] = Refusals.GetValueOrDefault(code) + 1;
        else if (now >= Window.From && now < Window.To)
            Latencies.Record(Stopwatch.GetElapsedTime(_sentAt[answer.Slot], now));
    }

    void Forget(int length)
    {
        _received.AsSpan(length, _receivedLength - length).CopyTo(_received);
        _receivedLength -= length;
    }

    Span<byte> Reserve(int length)
    {
        if (_outgoing.Length - _outgoingLength < length)
            Array.Resize(ref _outgoing, Math.Max(_outgoing.Length * 2, _outgoingLength + length));

        _outgoingLength += length;

        return _outgoing.AsSpan(_outgoingLength - length, length);
    }

    // Each connection has a thousand million numbers of its own.
    static long NextSerials() => (Interlocked.Increment(ref _lastSerials) - 1) * 1_000_000_000 % 1_000_000_000_000;
}
