using System.Net.WebSockets;

namespace Patchlog.Bench.Soak;

/// <summary>Clients that ask for more than their share. Each begins again when it is cut off.</summary>
sealed class Hostile(Uri server, CancellationToken ending)
{
    const int Large = 900_000;
    const int InFlight = 256;

    static readonly string Text = new('x', Large);

    /// <summary>The kinds of a name each, all at once; "all" is everyone.</summary>
    public Task RunAsync(IReadOnlyCollection<string> kinds)
    {
        var known = new Dictionary<string, (int Count, Func<Socket, Task> Work)>
        {
            ["stale"] = (8, SendStaleCommandsAsync),
            ["ids"] = (8, SendLargeIdsAsync),
            ["unfinished"] = (100, LeaveMessagesUnfinishedAsync),
            ["door"] = (40, FillTheDoorAsync),
            ["queries"] = (24, QueryAsync),
            ["workers"] = (300, WaitForAPartitionAsync),
        };

        return Task.WhenAll((kinds.Contains("all") ? known.Keys : kinds)
            .SelectMany(kind => Many(known[kind].Count, known[kind].Work)));
    }

    /// <summary>Writes what they ask about.</summary>
    public async Task PrepareAsync()
    {
        using var socket = await Socket.OpenAsync(server, ending);
        for (var version = 0; version < 16; version++)
            await AskAsync(socket, $$$"""
                {"type":"patch","tenant":"hostile","targetName":"large","targetId":"1","body":{"text":"{{{version}}}{{{Text}}}"}}
                """.Replace("\"patch\"", version == 0 ? "\"create\"" : "\"patch\"", StringComparison.Ordinal));

        for (var i = 0; i < 20_000; i++)
        {
            await socket.SendAsync($$$"""
                {"type":"create","tenant":"hostile","targetName":"things","body":{"n":{{{i}}},"words":"one two three {{{i}}}"}}
                """, ending);
            if (i >= InFlight / 2)
                await socket.TakeAsync(ending);
        }

        for (var i = 0; i < InFlight / 2; i++)
            await socket.TakeAsync(ending);
    }

    async Task AskAsync(Socket socket, string frame)
    {
        await socket.SendAsync(frame, ending);
        await socket.TakeAsync(ending);
    }

    async Task SendStaleCommandsAsync(Socket socket)
    {
        for (var i = 0; ; i++)
        {
            await socket.SendAsync("""
                {"type":"patch","tenant":"hostile","targetName":"large","targetId":"1","targetVersion":1,"body":{"n":1}}
                """, ending);
            if (i >= InFlight)
                await socket.TakeAsync(ending);
        }
    }

    async Task SendLargeIdsAsync(Socket socket)
    {
        for (var i = 0; ; i++)
        {
            await socket.SendAsync($$"""{"type":"ping","id":"{{Text}}"}""", ending);
            if (i >= 4)
                await socket.TakeAsync(ending);
        }
    }

    async Task LeaveMessagesUnfinishedAsync(Socket socket)
    {
        await socket.SendAsync($$"""{"type":"create","body":{"text":"{{Text}}""", ending, isEnd: false);
        await socket.TakeAsync(ending);     // until the server has had enough
    }

    async Task FillTheDoorAsync(Socket socket)
    {
        for (var i = 0; ; i++)
        {
            await socket.SendAsync("""{"type":"create","tenant":"locked","targetName":"things","body":{"n":1}}""", ending);
            if (i >= InFlight)
                await socket.TakeAsync(ending);
        }
    }

    async Task WaitForAPartitionAsync(Socket socket)
    {
        await socket.SendAsync("""
            {"type":"subscribe","id":"s","tenant":"hostile","targetName":"things","name":"all","after":"start"}
            """, ending);
        while (true)
            await socket.TakeAsync(ending);
    }

    async Task QueryAsync(Socket socket)
    {
        using var client = new HttpClient { BaseAddress = server };
        while (true)
        {
            using var answer = await client.GetAsync(
                new Uri("/v1/hostile/things?filter[words][contains]=nothing&sort=words", UriKind.Relative), ending);
            if (!answer.IsSuccessStatusCode)
                await Task.Delay(TimeSpan.FromMilliseconds(50), ending);
        }
    }

    IEnumerable<Task> Many(int count, Func<Socket, Task> work) =>
        Enumerable.Range(0, count).Select(_ => Task.Run(() => RepeatAsync(work)));

    async Task RepeatAsync(Func<Socket, Task> work)
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                using var socket = await Socket.OpenAsync(server, ending);
                await work(socket);
            }
            catch (Exception cut) when (cut is WebSocketException or HttpRequestException or OperationCanceledException)
            {
                try
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(200), ending);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }
    }
}
