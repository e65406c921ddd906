using System.Buffers.Text;
using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Patchlog.Following;
using Patchlog.Publishing;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>
/// A feed as Server-Sent Events (WHATWG HTML §9.2). Only events carry an <c>id</c>, so a browser comes back after the
/// last one it got: by itself, and also when it was cut off because it took nothing for too long.
/// </summary>
sealed class EventStream(
    PipeWriter output, FeedReader reader, Guid epoch, IntakeLimits limits, TimeProvider time)
{
    public const string MediaType = "text/event-stream";

    const int LongestPosition = 20;

    // Bytes that are sent at once: what a client has to take in the time that it is given.
    const int PieceBytes = 64 << 10;

    readonly byte[] _idPrefix = Encoding.ASCII.GetBytes($"id: {epoch}.");

    /// <summary>Streams until the client is gone, or takes nothing for too long, or the server stops.</summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken aborted)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, aborted);
        reader.PagesMayGrow = true;     // it is asked when all has been sent
        try
        {
            Write("retry: 1000\n"u8);
            Write(Encoding.ASCII.GetBytes(
                $"event: subscribed\ndata: {{\"position\":\"{reader.Position}\",\"epoch\":\"{epoch}\"}}\n\n"));
            await SendAsync(ending);
            while (true)
            {
                await WaitAsync(ending);
                if (await reader.NextAsync(int.MaxValue, ending.Token) is { } message)
                {
                    await WriteAsync(message, ending);
                    await SendAsync(ending);
                }
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client comes back where it left off: here or, if this server stops, elsewhere.
        }
    }

    /// <summary>Waits for something to say; a comment now and then shows that the stream is alive.</summary>
    async Task WaitAsync(CancellationTokenSource ending)
    {
        var waiting = reader.WaitAsync(ending.Token);
        while (!waiting.IsCompleted)
        {
            using var done = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
            await Task.WhenAny(waiting, Task.Delay(limits.HeartbeatInterval, time, done.Token));
            await done.CancelAsync();
            if (waiting.IsCompleted)
                break;
            Write(":\n\n"u8);
            await SendAsync(ending);
        }
        await waiting;
    }

    /// <summary>
    /// Sends what was written. The web server's own least rate would not do: it counts all that the socket's buffer
    /// took as patience earned, which lasts for hours. A flush that is cancelled breaks the connection off.
    /// </summary>
    async Task SendAsync(CancellationTokenSource ending)
    {
        ending.CancelAfter(limits.SendPatience);
        await output.FlushAsync(ending.Token);
        ending.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    async ValueTask WriteAsync(FeedMessage message, CancellationTokenSource ending)
    {
        switch (message)
        {
            case FeedMessage.Events { Page: var page }:
                using (page)
                    foreach (var item in page.Items)
                        await WriteEventAsync(item, ending);
                break;
            case FeedMessage.CaughtUp caughtUp:
                WriteControl("caughtUp", caughtUp.Position);
                break;
            case FeedMessage.FellBehind fellBehind:
                WriteControl("fellBehind", fellBehind.Position);
                break;
            case FeedMessage.Checkpoint checkpoint:
                WriteControl("checkpoint", checkpoint.Position);
                break;
        }
    }

    // The text of an event is on one line: compact JSON has no line breaks.
    async ValueTask WriteEventAsync(FeedItem item, CancellationTokenSource ending)
    {
        WriteId(item.Position);
        for (var rest = item.Json; !rest.IsEmpty;)
        {
            var piece = rest[..Math.Min(rest.Length, PieceBytes)];
            Write(piece.Span);
            rest = rest[piece.Length..];
            if (output.UnflushedBytes >= PieceBytes)
                await SendAsync(ending);
        }
        Write("\n\n"u8);
    }

    void WriteId(Position position)
    {
        Write(_idPrefix);
        Utf8Formatter.TryFormat(position.Number, output.GetSpan(LongestPosition), out var length);
        output.Advance(length);
        Write("\ndata: "u8);
    }

    void WriteControl(string name, Position position) => Write(Encoding.ASCII.GetBytes(
        $"event: {name}\ndata: {{\"position\":\"{position}\"}}\n\n"));

    void Write(ReadOnlySpan<byte> bytes) => output.Write(bytes);
}
