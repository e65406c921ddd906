using Patchlog.Following;
using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.Publishing;

namespace Patchlog.Server.WebSockets;

/// <summary>
/// One subscription of one socket: it is opened, and then sends what its reader has to say, at the pace of the client's
/// credit and of the socket. Between two messages it holds nothing but a place in the journal.
/// </summary>
/// <param name="frame">What the client asks for.</param>
/// <param name="worker">Names this socket among the workers of a named subscription.</param>
/// <param name="store">The events.</param>
/// <param name="sendQueue">Where messages go.</param>
/// <param name="turns">Shared with the socket's other subscriptions.</param>
/// <param name="logger">Where bugs are told of.</param>
sealed partial class Subscription(
    SubscribeFrame frame, string worker, DocumentStore store, SendQueue sendQueue, FairTurns turns, ILogger logger)
    : IAsyncDisposable
{
    readonly CancellationTokenSource _stopping = new();
    Task _running = Task.CompletedTask;
    volatile PartitionLease? _share;
    long _told;             // the last position that the client knows of
    bool _isOpen;

    /// <summary>What the client asked for.</summary>
    public SubscribeFrame Frame => frame;

    /// <summary>What the client lets it send.</summary>
    public Credit Credit { get; } = new(frame.Credit);

    /// <summary>True if it ended because the workers of its name share anew: this one is expected again.</summary>
    public bool IsRebalanced { get; private set; }

    /// <summary>Starts it; <paramref name="ended"/> is called when it ends by itself.</summary>
    public void Start(Action<Subscription> ended) => _running = RunAsync(ended);

    /// <summary>Acknowledges everything up to a position that was told; a problem says why not.</summary>
    public async Task<Problem?> CommitAsync(Position position, CancellationToken cancellation)
    {
        if (frame.Name is null)
            return Frames.Invalid("Only a subscription with a name has something to commit.", "/id");
        try
        {
            if (position.Number > Interlocked.Read(ref _told))
                return FeedPosition.TryReach(
                    position, await store.FindHeadAsync(frame.Tenant, cancellation), out var beyond)
                    ? Frames.Invalid($"The subscription has not come to position {position} yet.", "/position")
                    : beyond;
            if (_share is not { } share)
                return Ended(frame.Id);     // its share has just ended, and the client is about to hear of it
            return (await share.CommitAsync(position, cancellation)).TryGet(out _, out var refusal) ? null : refusal;
        }
        catch (JournalUnavailableException)
        {
            return new(ProblemCode.Unavailable, "The database can't be reached; commit it again.");
        }
    }

    /// <summary>The problem of a commit for a subscription that is over.</summary>
    public static Problem Ended(string id) => new(ProblemCode.SubscriptionLost,
        $"The subscription \"{id}\" is not open: what it has not acknowledged goes to another worker.");

    /// <summary>Ends it. When that is done, it sends nothing more, and its share is free for others.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    async Task RunAsync(Action<Subscription> ended)
    {
        await Task.Yield();     // whoever reads the socket goes on reading
        Problem why;
        try
        {
            why = await (frame.Name is null ? FollowAsync() : WorkAsync(frame.Name));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return;             // as asked
        }
        catch (JournalUnavailableException)
        {
            why = new(ProblemCode.Unavailable, "The database can't be reached; subscribe again.");
        }
        catch (Exception failure)   // a bug costs one subscription, not the connection
        {
            LogFailed(logger, failure, frame.Tenant);
            why = new(ProblemCode.Internal, "The server has a fault; its log says more.");
        }
        IsRebalanced = why.Code == ProblemCode.Rebalanced;
        ended(this);            // before the client hears of it: it may come again at once
        sendQueue.Send(_isOpen ? Frames.Complete(frame.Id, why) : Frames.Nack(why, frame.Id));
    }

    async Task<Problem> FollowAsync()
    {
        var opened = await store.Feed.OpenAsync(frame.Tenant, frame.Filter, frame.Start, _stopping.Token);
        if (!opened.TryGet(out var reader, out var refusal))
            return refusal;
        using (reader)
        {
            if (frame.IncludesState)
                await BeginWithStateAsync(reader);
            else
                Begin(reader);
            while (true)
                await SendNextAsync(reader, _stopping.Token);
        }
    }

    async Task<Problem> WorkAsync(string name)
    {
        var joined = await store.DurableSubscriptions.JoinAsync(
            frame.Tenant, name, frame.Filter, frame.Start, worker, _stopping.Token);
        if (!joined.TryGet(out var share, out var refusal))
            return refusal;
        await using (share)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, share.Ending);
            try
            {
                _share = share;
                Begin(share.Reader);
                while (true)
                    await SendNextAsync(share.Reader, ending.Token);
            }
            catch (OperationCanceledException) when (share.EndReason is { } why && !_stopping.IsCancellationRequested)
            {
                return why;
            }
            finally
            {
                _share = null;
                if (_stopping.IsCancellationRequested)
                    await share.LeaveAsync();
            }
        }
    }

    void Begin(FeedReader reader)
    {
        Send(Frames.Subscribed(frame.Id, reader.Position, store.Epoch), reader.Position);
        _isOpen = true;
    }

    async Task BeginWithStateAsync(FeedReader reader)
    {
        var key = new AggregateKey(frame.Tenant, frame.Filter.TargetName!.Value, frame.Filter.TargetId!.Value);
        var (state, position) = await store.Documents.GetWithPositionAsync(key, _stopping.Token);
        // All events of the aggregate up to here are in the state, and those after it are not.
        reader.SkipTo(position);
        Begin(reader);
        Send(Frames.State(frame.Id, state, reader.Position), reader.Position);
    }

    async Task SendNextAsync(FeedReader reader, CancellationToken cancellation)
    {
        var most = await Credit.WaitAsync(cancellation);
        await reader.WaitAsync(cancellation);
        using var turn = await turns.TakeAsync(cancellation);
        var message = await reader.NextAsync(most, cancellation);
        if (message is FeedMessage.Events { Page: var page })
        {
            using (page)
            {
                Credit.Use(page.Items.Length);
                Send(Frames.Events(frame.Id, page.Items), page.Items[^1].Position);
            }
        }
        else if (message is not null)
        {
            Send(Frames.Progress(frame.Id, message), reader.Position);
        }
    }

    void Send(JsonWriter message, Position told)
    {
        Interlocked.Exchange(ref _told, told.Number);
        sendQueue.Send(message);
    }

    [LoggerMessage(3201, LogLevel.Error, "A subscription to tenant {Tenant} failed: this is a bug")]
    static partial void LogFailed(ILogger logger, Exception failure, Tenant tenant);
}
