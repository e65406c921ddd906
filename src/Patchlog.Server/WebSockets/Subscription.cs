using Patchlog.Following;
using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.Publishing;

namespace Patchlog.Server.WebSockets;

/// <summary>
/// One subscription of one socket. Once open, it sends the messages of its reader, at the pace of the client's credit
/// and of the socket. Between two messages it holds nothing but a position in the journal.
/// </summary>
/// <param name="frame">The frame of the client.</param>
/// <param name="worker">This socket among the workers of a durable subscription.</param>
/// <param name="store">Has the events.</param>
/// <param name="sendQueue">Takes the messages.</param>
/// <param name="turns">Shared with the other subscriptions of the socket.</param>
/// <param name="logger">Takes failures.</param>
sealed partial class Subscription(
    SubscribeFrame frame, string worker, DocumentStore store, SendQueue sendQueue, FairTurns turns, ILogger logger)
    : IAsyncDisposable
{
    readonly CancellationTokenSource _stopping = new();
    Task _running = Task.CompletedTask;
    volatile PartitionLease? _lease;
    long _sent;             // the last position that the client was sent
    bool _isOpen;

    /// <summary>The frame of the client.</summary>
    public SubscribeFrame Frame => frame;

    /// <summary>How many events the client lets it send.</summary>
    public Credit Credit { get; } = new(frame.Credit);

    /// <summary>
    /// True if it ended because the partitions are divided again: this worker is expected to come back.
    /// </summary>
    public bool IsRebalanced { get; private set; }

    /// <summary>Starts it; <paramref name="ended"/> is called when it ends by itself.</summary>
    public void Start(Action<Subscription> ended) => _running = RunAsync(ended);

    /// <summary>Acknowledges everything up to a position that the client was sent.</summary>
    public async Task<Result<Position>> CommitAsync(Position position, CancellationToken cancellation)
    {
        if (frame.Name is null)
            return ClientFrame.Invalid("Only a durable subscription (one with a name) can be committed.", "/id");

        try
        {
            if (position.Number > Interlocked.Read(ref _sent))
                return await ExplainAsync(position, cancellation);

            return _lease is { } lease
                ? await lease.CommitAsync(position, cancellation)
                : Ended(frame.Id);      // its lease has just ended, and the client is about to be told
        }
        catch (JournalUnavailableException failure)
        {
            return new Problem(ProblemCode.Unavailable, $"{failure.Explanation}; commit the position again.");
        }
    }

    async Task<Problem> ExplainAsync(Position position, CancellationToken cancellation)
    {
        var head = await store.FindHeadAsync(frame.Tenant, cancellation);

        return FeedPosition.TryReach(position, head, out var beyond)
            ? ClientFrame.Invalid($"The subscription has not reached position {position} yet.", "/position")
            : beyond;
    }

    /// <summary>The problem of a commit for a subscription that has ended.</summary>
    public static Problem Ended(string id) => new(ProblemCode.SubscriptionLost,
        $"The subscription \"{id}\" is not open: the events that it has not acknowledged go to another worker.");

    /// <summary>Ends it. When that is done, it sends nothing more, and its partition is free for others.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    async Task RunAsync(Action<Subscription> ended)
    {
        await Task.Yield();     // the read loop of the socket goes on

        Problem why;
        try
        {
            why = await (frame.Name is null ? FollowAsync() : WorkAsync(frame.Name));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return;             // as asked
        }
        catch (EpochChangedException changed)
        {
            why = changed.Problem;
        }
        catch (JournalDamagedException damage)
        {
            why = damage.Problem;
        }
        catch (JournalUnavailableException failure)
        {
            why = new(ProblemCode.Unavailable, $"{failure.Explanation}; subscribe again.");
        }
        catch (Exception failure)   // a bug costs one subscription, not the connection
        {
            LogFailed(logger, failure, frame.Tenant);
            why = new(ProblemCode.Internal, "The server has a fault; its log says more.");
        }

        IsRebalanced = why.Code == ProblemCode.Rebalanced;
        ended(this);            // before the client is told: it may subscribe again at once
        sendQueue.Send(_isOpen ? Frames.Complete(frame.Id, why) : Frames.Nack(why, frame.Id));
    }

    async Task<Problem> FollowAsync()
    {
        var opened = await store.Feed.OpenAsync(frame.Tenant, frame.Filter, frame.Start, _stopping.Token);
        if (!opened.TryGet(out var reader, out var refusal))
            return refusal;

        using (reader)
        {
            if (frame is { IncludesState: true, Filter: { TargetName: { } name, TargetId: { } id } })
                await BeginWithStateAsync(reader, new(frame.Tenant, name, id));
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
        if (!joined.TryGet(out var lease, out var refusal))
            return refusal;

        await using (lease)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, lease.Ending);
            try
            {
                _lease = lease;
                Begin(lease.Reader, lease.RewoundFrom);
                while (true)
                    await SendNextAsync(lease.Reader, ending.Token);
            }
            catch (OperationCanceledException) when (lease.EndReason is { } why && !_stopping.IsCancellationRequested)
            {
                return why;
            }
            finally
            {
                _lease = null;
                if (_stopping.IsCancellationRequested)
                    await lease.LeaveAsync();
            }
        }
    }

    void Begin(FeedReader reader, Position? rewoundFrom = null)
    {
        Send(Frames.Subscribed(frame.Id, reader.Position, store.Epoch, rewoundFrom), reader.Position);
        _isOpen = true;
    }

    async Task BeginWithStateAsync(FeedReader reader, AggregateKey key)
    {
        var (state, position) = await store.Documents.GetWithPositionAsync(key, _stopping.Token);

        // All events of the aggregate up to this position are in the state, and those after it are not.
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
                SendEvents(page.Items.AsSpan());
            }
        }
        else if (message is not null)
        {
            Send(Frames.Progress(frame.Id, message), reader.Position);
        }
    }

    /// <summary>Sends events in as many frames as they need: a page may end with an event that is long.</summary>
    void SendEvents(ReadOnlySpan<FeedItem> items)
    {
        while (!items.IsEmpty)
        {
            var count = Frames.CountOfEvents(frame.Id, items);
            Send(Frames.Events(frame.Id, items[..count]), items[count - 1].Position);
            items = items[count..];
        }
    }

    void Send(JsonWriter message, Position position)
    {
        Interlocked.Exchange(ref _sent, position.Number);
        sendQueue.Send(message);
    }

    [LoggerMessage(3201, LogLevel.Error, "A subscription to tenant {Tenant} failed: this is a bug")]
    static partial void LogFailed(ILogger logger, Exception failure, Tenant tenant);
}
