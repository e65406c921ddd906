using System.Diagnostics;
using System.Text;

namespace Patchlog.Bench.Subscribers;

/// <summary>Reads a journal from its start to its end, and holds every position against the one before.</summary>
static class CatchUp
{
    const int Capacity = 256 * 1024;

    public static async Task<int> SubscribeAsync(Uri url, int events)
    {
        using var socket = await FrameSocket.ConnectAsync(url, Capacity);
        var started = Stopwatch.GetTimestamp();
        await socket.SendAsync("""{"type":"subscribe","id":"all","tenant":"default","after":"start"}""");
        var last = 0L;
        await socket.ReadAsync(text =>
        {
            if (text.StartsWith("{\"type\":\"caughtUp\""u8))
                return false;
            last = Follow(text, last);
            return true;
        });
        return Report(last, events, started);
    }

    public static async Task<int> PageAsync(Uri url, int events)
    {
        using var client = new HttpClient { BaseAddress = url };
        var started = Stopwatch.GetTimestamp();
        var last = 0L;
        var buffer = new byte[4 << 20];
        for (var after = "start"; after is not null;)
        {
            await using var page = await client.GetStreamAsync($"/v1/default/events?limit=1000&after={after}");
            var length = await page.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false);
            last = Follow(buffer.AsSpan(0, length), last);
            after = Next(buffer.AsSpan(0, length));
        }
        return Report(last, events, started);
    }

    static long Follow(ReadOnlySpan<byte> text, long last)
    {
        for (var scanner = new EventScanner(text); scanner.MoveNext(); last = scanner.Position)
            if (scanner.Position != last + 1)
                throw new InvalidDataException($"After position {last} came {scanner.Position}.");
        return last;
    }

    static string? Next(ReadOnlySpan<byte> page)
    {
        var key = "\"next\":\""u8;
        var at = page.LastIndexOf(key);
        if (at < 0)
            return null;
        var rest = page[(at + key.Length)..];
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)'"')]);
    }

    static int Report(long last, int events, long started)
    {
        Console.WriteLine(Stopwatch.GetElapsedTime(started).TotalSeconds.ToString("0.000"));
        if (last == events)
            return 0;
        Console.Error.WriteLine($"{last} events came, {events} were expected.");
        return 1;
    }
}
