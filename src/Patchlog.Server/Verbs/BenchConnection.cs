using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Patchlog.Server.Verbs;

/// <summary>What to do to which aggregate.</summary>
readonly record struct BenchRequest(BenchAction Action, long Target);

enum BenchAction
{
    Create,
    Patch,
    Read,
}

/// <summary>The answer to the request in a slot: a success, or the code of the refusal.</summary>
readonly record struct BenchAnswer(int Slot, string? Refusal);

/// <summary>
/// One connection that keeps a number of slots filled with requests and times their answers. It writes and reads the
/// socket itself, many requests per system call: the framework's clients would cost more than the server they load.
/// One task drives it; it is not thread-safe.
/// </summary>
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

    /// <summary>Latencies of the successes that were answered within <see cref="Window"/>.</summary>
    public LatencyHistogram Latencies { get; } = new();

    /// <summary>How often each problem code was answered, at any time.</summary>
    public Dictionary<string, long> Refusals { get; } = [];

    /// <summary>Requests that still wait for their answer.</summary>
    public int Unanswered => slots - _free.Count;

    /// <summary>From when to when successes count, as <see cref="Stopwatch"/> timestamps.</summary>
    public (long From, long To) Window { get; set; }

    protected BenchSettings Settings => settings;

    /// <summary>The beginning of all ids of this run, so that runs don't meet in one database.</summary>
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
    /// Sends what <paramref name="next"/> gives, with every slot in use, until it gives nothing and all is answered.
    /// It is asked with the current timestamp.
    /// </summary>
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

    /// <summary>The request as bytes with holes.</summary>
    protected abstract BenchTemplate TemplateOf(BenchAction action);

    /// <summary>
    /// Takes the first message from <paramref name="received"/>: how many bytes it had (0 = not complete yet), and the
    /// answer if it was one.
    /// </summary>
    protected abstract int Take(ReadOnlySpan<byte> received, out BenchAnswer? answer);

    protected void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    protected async Task FlushAsync(CancellationToken cancellation)
    {
        if (_outgoingLength == 0)
            return;
        await _stream!.WriteAsync(_outgoing.AsMemory(0, _outgoingLength), cancellation);
        _outgoingLength = 0;
    }

    /// <summary>Reads until what was received contains <paramref name="end"/>, and takes it, as text.</summary>
    protected async Task<string> ReceiveUntilAsync(byte[] end, CancellationToken cancellation)
    {
        int found;
        while ((found = _received.AsSpan(0, _receivedLength).IndexOf(end)) < 0)
            await ReceiveAsync(cancellation);
        var text = Encoding.Latin1.GetString(_received, 0, found);
        Forget(found + end.Length);
        return text;
    }

    /// <summary>The code of a problem document, wherever it stands in <paramref name="json"/>.</summary>
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

        var read = await _stream!.ReadAsync(_received.AsMemory(_receivedLength), cancellation);
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

    // A thousand million numbers for each connection.
    static long NextSerials() => (Interlocked.Increment(ref _lastSerials) - 1) * 1_000_000_000 % 1_000_000_000_000;
}
