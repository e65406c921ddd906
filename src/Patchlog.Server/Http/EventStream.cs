using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;
using Patchlog.Following;
using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.Publishing;
using Patchlog.Server.Wire;

namespace Patchlog.Server.Http;

/// <summary>
/// A feed as Server-Sent Events (WHATWG HTML §9.2). Only events carry an <c>id</c>, so a browser comes back after the
/// last one it got: by itself, and also when it was cut off because it took nothing for too long.
/// </summary>
/// <param name="output">The body of the answer.</param>
/// <param name="reader">The feed.</param>
/// <param name="epoch">The epoch of its positions.</param>
/// <param name="patience">Ends the stream when the client takes nothing for too long.</param>
/// <param name="limits">How often the client is told that the stream is alive.</param>
/// <param name="time">The clock of the heartbeat.</param>
sealed class EventStream(
    PipeWriter output, FeedReader reader, Guid epoch, SendPatience patience, IntakeLimits limits, TimeProvider time)
{
    const int PositionDigits = 20;      // the most that a long has

    readonly byte[] _idPrefix = Encoding.ASCII.GetBytes($"id: {epoch}.");

    /// <summary>
    /// Streams until the client is gone, or takes nothing for too long, or the server stops; or up to what is damaged.
    /// </summary>
    public async Task RunAsync()
    {
        var ending = patience.Ending;
        reader.PagesMayGrow = true;     // the next page is read when the last one has been sent

        try
        {
            Write(Encoding.ASCII.GetBytes(
                $"retry: {(long)RetryDelays.AfterStream.TotalMilliseconds}\n"));
            Write(Encoding.ASCII.GetBytes(
                $"event: subscribed\ndata: {{\"position\":\"{reader.Position}\",\"epoch\":\"{epoch}\"}}\n\n"));
            await SendAsync();
            await FollowAsync(ending);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client comes back where it left off: here or, if this server stops, elsewhere.
        }
        catch (EpochChangedException)
        {
            // The client comes back with an id of the epoch that has ended, and is told so.
        }
    }

    async Task FollowAsync(CancellationToken ending)
    {
        try
        {
            while (true)
            {
                await WaitAsync(ending);
                if (await reader.NextAsync(int.MaxValue, ending) is { } message)
                {
                    await WriteAsync(message);
                    await SendAsync();
                }
            }
        }
        catch (JournalDamagedException damage)
        {
            await EndAsync(damage.Problem);
        }
    }

    // A browser comes back by itself, and meets the same: it is told not to hurry.
    async Task EndAsync(Problem problem)
    {
        using var text = new JsonWriter();
        ProblemJson.Write(text, problem);

        Write(Encoding.ASCII.GetBytes($"retry: {(long)RetryDelays.AfterDamage.TotalMilliseconds}\n"));
        Write("event: problem\ndata: "u8);
        Write(text.Written.Span);
        Write("\n\n"u8);
        await SendAsync();
    }

    /// <summary>Waits for a message; a comment now and then shows that the stream is alive.</summary>
    async Task WaitAsync(CancellationToken ending)
    {
        var waiting = reader.WaitAsync(ending);
        while (!waiting.IsCompleted)
        {
            using var done = CancellationTokenSource.CreateLinkedTokenSource(ending);
            await Task.WhenAny(waiting, Task.Delay(limits.HeartbeatInterval, time, done.Token));
            await done.CancelAsync();
            if (waiting.IsCompleted)
                break;

            Write(":\n\n"u8);
            await SendAsync();
        }

        await waiting;
    }

    /// <summary>
    /// Sends what was written. The web server's own minimum rate is not enough: it counts the bytes that the socket's
    /// buffer took as patience earned, which lasts for hours. A cancelled flush breaks the connection off.
    /// </summary>
    async Task SendAsync()
    {
        patience.Begin();
        await output.FlushAsync(patience.Ending);
        patience.End();
    }

    async ValueTask WriteAsync(FeedMessage message)
    {
        switch (message)
        {
            case FeedMessage.Events { Page: var page }:
                using (page)
                    foreach (var item in page.Items)
                        await WriteEventAsync(item);

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
    async ValueTask WriteEventAsync(FeedItem item)
    {
        WriteId(item.Position);
        for (var rest = item.Json; !rest.IsEmpty;)
        {
            var piece = rest[..Math.Min(rest.Length, BufferLimits.StreamPieceBytes)];
            Write(piece.Span);
            rest = rest[piece.Length..];

            if (output.UnflushedBytes >= BufferLimits.StreamPieceBytes)
                await SendAsync();
        }

        Write("\n\n"u8);
    }

    void WriteId(Position position)
    {
        Write(_idPrefix);
        Utf8Formatter.TryFormat(position.Number, output.GetSpan(PositionDigits), out var length);
        output.Advance(length);
        Write("\ndata: "u8);
    }

    void WriteControl(string name, Position position) => Write(Encoding.ASCII.GetBytes(
        $"event: {name}\ndata: {{\"position\":\"{position}\"}}\n\n"));

    void Write(ReadOnlySpan<byte> bytes) => output.Write(bytes);
}
