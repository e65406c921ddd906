namespace Patchlog.Bench.Subscribers;

/// <summary>Opens many sockets, says when all are welcome, and holds them until its input ends.</summary>
static class Idle
{
    public static async Task<int> RunAsync(Uri url, int connections, bool subscribe)
    {
        var sockets = new FrameSocket[connections];
        await Parallel.ForAsync(0, connections, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            var socket = sockets[i] = await FrameSocket.ConnectAsync(url, capacity: 1024);
            await socket.ReadAsync(static _ => false);  // welcome
            if (!subscribe)
                return;
            await socket.SendAsync("""{"type":"subscribe","id":"s","tenant":"default","targetName":"order"}""");
            await socket.ReadAsync(static text => !text.StartsWith("{\"type\":\"caughtUp\""u8));
        });
        foreach (var socket in sockets)
            _ = socket.ReadAsync(static _ => true);     // answers pings
        Console.WriteLine("ready");
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
