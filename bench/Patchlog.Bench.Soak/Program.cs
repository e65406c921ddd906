using System.Diagnostics;
using System.Globalization;
using Patchlog.Bench.Soak;

// soak URL PID QUIET_SECONDS HOSTILE_SECONDS: the latencies of a paced writer alone and beside hostile clients, and the
// server's resident memory.
var (server, pid) = (new Uri(args[0]), int.Parse(args[1], CultureInfo.InvariantCulture));
var (quiet, hostile) = (Seconds(args[2]), Seconds(args[3]));

using var ending = new CancellationTokenSource();
var clients = new Hostile(server, ending.Token);
await clients.PrepareAsync();

await WriteAsync(TimeSpan.FromSeconds(5));      // compiled, and caches filled
var before = await WriteAsync(quiet);
var attack = clients.RunAsync();
await Task.Delay(TimeSpan.FromSeconds(5));
var during = await WriteAsync(hostile);
await ending.CancelAsync();
await Task.WhenAny(attack, Task.Delay(TimeSpan.FromSeconds(30)));

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""
    {"quietP50":{{before.P50:0.00}},"quietP99":{{before.P99:0.00}},"hostileP50":{{during.P50:0.00}},"hostileP99":{{during.P99:0.00}},"hostileMax":{{during.Max:0.00}},"ratioP99":{{during.P99 / before.P99:0.00}},"writes":{{during.Count}},"refused":{{during.Refused}},"maxResidentMiB":{{during.MaxResident >> 20}}}
    """));

async Task<Figures> WriteAsync(TimeSpan time)
{
    using var socket = await Socket.OpenAsync(server, CancellationToken.None);
    List<double> latencies = [];
    var (refused, resident) = (0, 0L);
    var watch = Stopwatch.StartNew();
    for (var next = TimeSpan.Zero; next < time; next += TimeSpan.FromMilliseconds(20))
    {
        if (next - watch.Elapsed is { Ticks: > 0 } pause)
            await Task.Delay(pause);

        var started = Stopwatch.GetTimestamp();
        await socket.SendAsync(
            """{"type":"create","tenant":"good","targetName":"orders","body":{"n":1,"text":"an order like any other"}}""",
            CancellationToken.None);
        var answer = await socket.TakeAsync(CancellationToken.None);
        latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        if (!answer.Contains("\"ack\"", StringComparison.Ordinal))
            refused++;

        if (latencies.Count % 25 == 0)
            resident = Math.Max(resident, ResidentBytes());
    }

    latencies.Sort();
    return new(
        latencies[latencies.Count / 2], latencies[latencies.Count * 99 / 100], latencies[^1], latencies.Count, refused,
        resident);
}

long ResidentBytes() => 1024 * long.Parse(
    File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(int.Parse(text, CultureInfo.InvariantCulture));
