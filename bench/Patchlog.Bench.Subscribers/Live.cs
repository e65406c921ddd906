using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Patchlog.Server.Bench;

namespace Patchlog.Bench.Subscribers;

/// <summary>
/// Many subscribers of one type while somebody writes at a fixed pace. Each holds every position against the one before;
/// what it has at last is held against what was acknowledged.
/// </summary>
sealed class Live
{
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly LatencyHistogram _latencies = new();
    readonly FrameSocket _socket;
    readonly TaskCompletionSource _subscribed = new();
    long _last, _events, _frames;

    Live(FrameSocket socket) => _socket = socket;

    public static async Task<int> RunAsync(Uri url, int subscribers, int perSecond, TimeSpan duration)
    {
        var all = new Live[subscribers];
        for (var i = 0; i < subscribers; i++)
            all[i] = new(await FrameSocket.ConnectAsync(url));
        var running = all.Select(one => one.FollowAsync()).ToArray();
        await Task.WhenAll(all.Select(one => one._subscribed.Task));
        Console.Error.WriteLine("subscribed");

        var (written, acknowledgements) = await WriteAsync(url, perSecond, duration);
        var late = Stopwatch.GetTimestamp();
        while (all.Any(one => Volatile.Read(ref one._events) < written) && !running.Any(one => one.IsFaulted)
            && Stopwatch.GetElapsedTime(late) < Patience)
            await Task.Delay(Tick);
        foreach (var failed in running.Where(one => one.IsFaulted))
            await failed;
        return Report(all, written, acknowledgements, duration);
    }

    async Task FollowAsync()
    {
        await _socket.ReadAsync(static _ => false);     // welcome
        await _socket.SendAsync("""{"type":"subscribe","id":"s","tenant":"default","targetName":"note"}""");
        await _socket.ReadAsync(text =>
        {
            if (text.StartsWith("{\"type\":\"events\""u8))
                Take(text);
            else if (text.StartsWith("{\"type\":\"caughtUp\""u8))
                _subscribed.TrySetResult();
            else if (!text.StartsWith("{\"type\":\"subscribed\""u8) && !text.StartsWith("{\"type\":\"checkpoint\""u8))
                throw new InvalidDataException(Encoding.UTF8.GetString(text));
            return true;
        });
    }

    void Take(ReadOnlySpan<byte> text)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var count = 0L;
        for (var scanner = new EventScanner(text); scanner.MoveNext(); count++)
        {
            if (_last != 0 && scanner.Position != _last + 1)
                throw new InvalidDataException($"After position {_last} came {scanner.Position}.");
            _last = scanner.Position;
            _latencies.Record(now - scanner.ReadTime());
        }
        _frames++;
        Volatile.Write(ref _events, _events + count);
    }

    /// <summary>Creates small documents, so many a second; answers how many were acknowledged, and how fast.</summary>
    static async Task<(long Written, LatencyHistogram Latencies)> WriteAsync(Uri url, int perSecond, TimeSpan duration)
    {
        using var socket = await FrameSocket.ConnectAsync(url);
        var run = Guid.CreateVersion7().ToString("N")[..16];
        var total = (long)(perSecond * duration.TotalSeconds);
        var sentAt = new long[total];
        var latencies = new LatencyHistogram();
        var acknowledged = 0L;
        var reading = socket.ReadAsync(text =>
        {
            if (text.StartsWith("{\"type\":\"nack\""u8))
                throw new InvalidDataException(Encoding.UTF8.GetString(text));
            if (!text.StartsWith("{\"type\":\"ack\""u8))
                return true;
            latencies.Record(Stopwatch.GetElapsedTime(sentAt[acknowledged]));   // one lane each: about in order
            return ++acknowledged < total;
        });

        var started = Stopwatch.GetTimestamp();
        for (var sent = 0L; sent < total;)
        {
            var due = Math.Min(total, (long)(Stopwatch.GetElapsedTime(started).TotalSeconds * perSecond) + 1);
            for (; sent < due && !reading.IsFaulted; sent++)
            {
                sentAt[sent] = Stopwatch.GetTimestamp();
                await socket.SendAsync(
                    $$$"""
                    {"type":"create","id":"{{{run}}}-{{{sent}}}","tenant":"default","targetName":"note","targetId":"{{{run}}}-{{{sent}}}",
                    "body":{"text":"The quick brown fox jumps over the lazy dog, and back again.","state":"open","tags":["a","b"],
                    "number":{{{sent}}},"author":"Ada Lovelace"}}
                    """);
            }
            await Task.WhenAny(reading, Task.Delay(Tick));
            if (reading.IsFaulted)
                await reading;
        }
        await reading.WaitAsync(Patience);
        return (acknowledged, latencies);
    }

    static int Report(Live[] all, long written, LatencyHistogram acknowledgements, TimeSpan duration)
    {
        var latencies = new LatencyHistogram();
        foreach (var one in all)
            latencies.Add(one._latencies);
        var incomplete = all.Count(one => one._events != written);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            subscribers = all.Length,
            written,
            received = all.Sum(one => one._events),
            incomplete,
            seconds = duration.TotalSeconds,
            eventsPerFrame = Math.Round((double)all.Sum(one => one._events) / all.Sum(one => one._frames), 2),
            p50 = latencies.Percentile(0.5).TotalMilliseconds,
            p99 = latencies.Percentile(0.99).TotalMilliseconds,
            max = latencies.Max.TotalMilliseconds,
            ackP50 = acknowledgements.Percentile(0.5).TotalMilliseconds,
            ackP99 = acknowledgements.Percentile(0.99).TotalMilliseconds,
        }));
        return incomplete == 0 ? 0 : 1;
    }
}
