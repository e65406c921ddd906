using Patchlog.Journal;
using Patchlog.Publishing;

namespace Patchlog.Server.WebSockets;

/// <summary>
/// One subscription of one socket: it is opened, and then sends what its reader has to say, at the pace of the client's
/// credit and of the socket. Between two messages it holds nothing but a place in the journal.
/// </summary>
sealed class Subscription(SubscribeFrame frame, DocumentStore store, Outbox outbox, Turns turns)
    : IAsyncDisposable
{
    readonly CancellationTokenSource _stopping = new();
    Task _running = Task.CompletedTask;

    /// <summary>What the client calls it.</summary>
    public string Id => frame.Id;

    /// <summary>What the client lets it send.</summary>
    public Credit Credit { get; } = new(frame.Credit);

    /// <summary>Starts it; <paramref name="ended"/> is called when it ends by itself.</summary>
    public void Start(Action<Subscription> ended) => _running = RunAsync(ended);

    /// <summary>Ends it. When that is done, it sends nothing more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    async Task RunAsync(Action<Subscription> ended)
    {
        await Task.Yield();     // whoever reads the socket goes on reading
        try
        {
            var (reader, refusal) = await store.Feed.OpenAsync(
                frame.Tenant, frame.Filter, frame.Start, _stopping.Token);
            if (reader is null)
            {
                outbox.Send(Frames.Nack(refusal!, frame.Id));
                ended(this);
                return;
            }
            using (reader)
            {
                await BeginAsync(reader);
                while (true)
                    await SendNextAsync(reader);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // As asked.
        }
        catch (JournalUnavailableException)
        {
            outbox.Send(Frames.Nack(
                new(ProblemCode.Unavailable, "The database can't be reached; subscribe again."), frame.Id));
            ended(this);
        }
    }

    async Task BeginAsync(FeedReader reader)
    {
        if (!frame.IncludesState)
        {
            outbox.Send(Frames.Subscribed(frame.Id, reader.Position, store.Epoch));
            return;
        }
        var key = new AggregateKey(frame.Tenant, frame.Filter.TargetName!.Value, frame.Filter.TargetId!.Value);
        var (state, position) = await store.Documents.GetWithPositionAsync(key, _stopping.Token);
        // All events of the aggregate up to here are in the state, and those after it are not.
        reader.SkipTo(position);
        outbox.Send(Frames.Subscribed(frame.Id, reader.Position, store.Epoch));
        outbox.Send(Frames.State(frame.Id, state, reader.Position));
    }

    async Task SendNextAsync(FeedReader reader)
    {
        var most = await Credit.WaitAsync(_stopping.Token);
        await reader.WaitAsync(_stopping.Token);
        using var turn = await turns.TakeAsync(_stopping.Token);
        var message = await reader.NextAsync(most, _stopping.Token);
        if (message is FeedMessage.Events { Batch: var batch })
        {
            using (batch)
            {
                Credit.Use(batch.Items.Length);
                outbox.Send(Frames.Events(frame.Id, batch.Items));
            }
        }
        else if (message is not null)
        {
            outbox.Send(Frames.Progress(frame.Id, message));
        }
    }
}
