using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Patchlog.Bench.Soak;

// soak prepare URL: what the hostile clients ask about.
// soak attack URL KINDS: hostile clients, until stopped.
// soak write URL PID SECONDS: the latencies of a paced writer, and the server's largest resident memory.
// Writer and hostile clients are processes of their own, so that the one is not measured by the other's pauses.
var server = new Uri(args[1]);
switch (args[0])
{
    case "prepare":
        await new Hostile(server, CancellationToken.None).PrepareAsync();
        return;

    case "attack":
        using (var ending = new CancellationTokenSource())
        using (PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            ending.Cancel();
        }))
            await new Hostile(server, ending.Token).RunAsync(args[2].Split(','));
        return;
}

var pid = int.Parse(args[2], CultureInfo.InvariantCulture);
await WriteAsync(TimeSpan.FromSeconds(5));      // compiled, and caches filled
var figures = await WriteAsync(TimeSpan.FromSeconds(int.Parse(args[3], CultureInfo.InvariantCulture)));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""
    {"p50":{{figures.P50:0.00}},"p99":{{figures.P99:0.00}},"max":{{figures.Max:0.00}},"writes":{{figures.Count}},"refused":{{figures.Refused}},"maxResidentMiB":{{figures.MaxResident >> 20}}}
    """));

async Task<Figures> WriteAsync(TimeSpan time)
{
    using var socket = await Socket.OpenAsync(server, CancellationToken.None);
    List<double> latencies = [];
    var (refused, resident) = (0, 0L);
    var watch = Stopwatch.StartNew();
    for (var next = TimeSpan.Zero; watch.Elapsed < time; next += TimeSpan.FromMilliseconds(20))
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
