using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.WebSockets;

/// <summary>
/// The socket of one client. Frames are read one after the other and dispatched in that order; answers are sent as they
/// come. Reading stops while too many commands are without a sent answer, or too many bytes of answers wait: the server
/// does not read from a client that does not read.
/// </summary>
sealed partial class Connection : IDisposable
{
    readonly WebSocket _socket;
    readonly ConnectionServices _services;
    readonly Caller _caller;
    readonly MemoryAccount _incoming;
    readonly MemoryAccount _outgoing;
    readonly MemoryAccount _receiving;
    readonly SendQueue _sendQueue;
    readonly MessageReader _reader;
    readonly RefusalPace _pace;
    readonly Answers _answers;
    readonly TaskCompletionSource _goingAway = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Subscriptions? _subscriptions;
    int _frameBytes;                // of the frame that is being taken in
    long _frameMemory;              // the memory of it that nobody else counts yet
    Task<Message>? _leftBehind;     // the receive that was pending when the server began to stop

    /// <param name="socket">The socket.</param>
    /// <param name="stream">The stream under it.</param>
    /// <param name="caller">Who opened it.</param>
    /// <param name="services">What all connections share.</param>
    public Connection(WebSocket socket, CoalescingStream stream, in Caller caller, ConnectionServices services)
    {
        (_socket, _caller, _services) = (socket, caller, services);
        _incoming = services.Budgets.Incoming.Open(socket.Abort);
        _outgoing = services.Budgets.Outgoing.Open(socket.Abort);
        _receiving = services.Budgets.Receiving.Open(socket.Abort);
        _sendQueue = new(socket, stream, _incoming, _outgoing, services.Limits, services.Time);
        _reader = new(socket, services.Limits.Json.MaxBytes, _receiving, services.Time);
        _pace = new(services.Lateness, services.Time);
        _answers = new(_sendQueue, _incoming, _pace, services);
    }

    /// <summary>Who opened the socket.</summary>
    public Caller Caller => _caller;

    /// <summary>The epoch of the database.</summary>
    public Guid Epoch => _services.Store.Epoch;

    /// <summary>The bounds of what the client may send.</summary>
    public IntakeLimits Limits => _services.Limits;

    /// <summary>The subscriptions. Most sockets have none: they are made when the first frame needs them.</summary>
    public Subscriptions Subscriptions =>
        _subscriptions ??= new(_services.Store, _sendQueue, _outgoing, _services.Limits, _services.Logger);

    /// <summary>Admits the caller, or answers with the problem that the client is told.</summary>
    public bool TryAdmit(Access access, Tenant? tenant, [NotNullWhen(false)] out Problem? problem) =>
        _services.Policy.TryAdmit(_caller, access, tenant, out problem);

    /// <summary>Reads a command of the caller.</summary>
    public bool TryTake(
        JsonValue document, [NotNullWhen(true)] out Command? command, [NotNullWhen(false)] out Problem? problem) =>
        _services.Intake.TryTake(document, _caller, out command, out problem);

    /// <summary>Sends a frame.</summary>
    public void Send(JsonWriter frame) => _sendQueue.Send(frame);

    /// <summary>Refuses a frame.</summary>
    /// <param name="problem">The reason.</param>
    /// <param name="id">The id of the frame; null if it has none.</param>
    public void Refuse(Problem problem, JsonValue? id)
    {
        if (problem.Code.Status < StatusCodes.Status500InternalServerError)
            _pace.AddRefusal(_frameBytes);

        _sendQueue.Send(Frames.Nack(problem, id));
    }

    /// <summary>Brings a command in; the answer follows when it is there.</summary>
    public async ValueTask SubmitAsync(Command command, JsonValue? id, CancellationToken cancellation)
    {
        await _sendQueue.EnterAsync(1, cancellation);
        var memory = KeepMemoryOfFrame();
        _answers.Owe(command, await _services.Store.SubmitAsync(command, cancellation), memory, id);
    }

    /// <summary>Brings the commands of a batch in; one answer follows when all outcomes are there.</summary>
    public async ValueTask SubmitAllAsync(
        IReadOnlyList<Result<Command>> commands, JsonValue? id, CancellationToken cancellation)
    {
        var slots = Math.Max(1, commands.Count);
        await _sendQueue.EnterAsync(slots, cancellation);
        var memory = KeepMemoryOfFrame();
        var answers = new Task<Outcome>[commands.Count];
        for (var i = 0; i < answers.Length; i++)
            answers[i] = commands[i].TryGet(out var command, out var problem)
                ? await _services.Store.SubmitAsync(command, cancellation)
                : Task.FromResult<Outcome>(new Outcome.Failure(problem));

        _answers.OweAll(answers, slots, memory, id);
    }

    /// <summary>Tells the client to reconnect, and stops reading; answers under way are still sent.</summary>
    public void GoAway() => _goingAway.TrySetResult();

    /// <summary>Serves the socket until it closes; true if the client closed it.</summary>
    /// <exception cref="WebSocketException">The client vanished, or broke the protocol.</exception>
    public async Task<bool> RunAsync(SendPatience patience, CancellationToken aborted)
    {
        var writing = _sendQueue.RunAsync(patience, aborted);
        _sendQueue.Send(Frames.Welcome(_services.Limits, _services.Store.Epoch, _services.Store.Bundle.Bundle?.Digest));
        try
        {
            var closing = await ReadAllAsync(aborted);
            await EndSubscriptionsAsync();
            await _sendQueue.CompleteAsync();
            await writing;

            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await _socket.CloseOutputAsync(closing.Status, closing.Reason, aborted);

            if (_leftBehind is not { } receiving)
                return closing.Status == WebSocketCloseStatus.NormalClosure;

            await SeeOffAsync(receiving);
            return true;
        }
        finally
        {
            _sendQueue.Abandon();
            await EndSubscriptionsAsync();
            await writing;

            // The reader's buffer is about to be given back.
            if (_leftBehind is { IsCompleted: false } receiving)
                await AbortAsync(receiving);
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _incoming.Dispose();
        _outgoing.Dispose();
        _receiving.Dispose();
    }

    async ValueTask EndSubscriptionsAsync()
    {
        if (_subscriptions is { } subscriptions)
            await subscriptions.DisposeAsync();

        _subscriptions = null;
    }

    /// <summary>Waits a while for the client to close, too; frames that still come are discarded.</summary>
    async Task SeeOffAsync(Task<Message> receiving)
    {
        try
        {
            using var patience = new CancellationTokenSource(_services.Limits.LingerPatience, _services.Time);
            while ((await receiving.WaitAsync(patience.Token)).Closing is null)
                receiving = _reader.ReadAsync(CancellationToken.None).AsTask();
        }
        catch (OperationCanceledException)
        {
            await AbortAsync(receiving);
        }
    }

    /// <summary>Ends a receive that nobody waits for any more.</summary>
    async Task AbortAsync(Task receiving)
    {
        _socket.Abort();
        await receiving.ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    /// <summary>
    /// The read loop. It parses and dispatches frames and waits for room; deciding a command that is not short happens
    /// elsewhere.
    /// </summary>
    async Task<Closing> ReadAllAsync(CancellationToken aborted)
    {
        while (true)
        {
            await _sendQueue.WaitForRoomAsync(aborted);

            // A cancelled receive would abort the socket: when the server stops, the receive is left behind, and ends
            // with the close.
            var receiving = _reader.ReadAsync(aborted).AsTask();
            if (!receiving.IsCompleted || _goingAway.Task.IsCompleted)
                await Task.WhenAny(receiving, _goingAway.Task);

            if (_goingAway.Task.IsCompleted)
            {
                _sendQueue.Send(Frames.GoAway(RetryDelays.AfterGoAway));
                _leftBehind = receiving;

                return new(WebSocketCloseStatus.EndpointUnavailable, "The server is stopping.");
            }

            var message = await receiving;
            if (message.Closing is { } closing)
                return closing;

            await TakeMessageAsync(message.Text, aborted);
            if (_pace.IsDue)
            {
                _reader.Shrink();
                await _pace.WaitAsync(aborted);
            }
        }
    }

    /// <summary>
    /// Takes a message in. The memory of its frame is counted until the frame has been carried out; that of a command,
    /// until its answer has been sent.
    /// </summary>
    async ValueTask TakeMessageAsync(ReadOnlyMemory<byte> text, CancellationToken cancellation)
    {
        _frameBytes = text.Length;
        if (!JsonValue.TryParse(text.Span, _services.Limits.Json, out var value, out var fault))
        {
            _reader.Complete();
            Refuse(JsonProblems.Of(fault), id: null);
            return;
        }

        _frameMemory = BufferLimits.FrameBytes + value.EstimatedMemory + value.Utf8Length;
        await _incoming.ReserveAsync(_frameMemory, cancellation);
        _reader.Complete();

        try
        {
            await DispatchAsync(value, cancellation);
        }
        finally
        {
            _incoming.Resize(-KeepMemoryOfFrame());
        }
    }

    long KeepMemoryOfFrame()
    {
        var memory = _frameMemory;
        _frameMemory = 0;

        return memory;
    }

    ValueTask DispatchAsync(JsonValue value, CancellationToken cancellation)
    {
        if (FrameReader.TryFind(value, out var frame, out var row, out var id, out var problem))
            return TakeAsync(row, frame, cancellation);

        Refuse(problem, id);
        return ValueTask.CompletedTask;
    }

    ValueTask TakeAsync(FrameRow row, JsonObject frame, CancellationToken cancellation)
    {
        var taking = row.TakeAsync(this, frame, cancellation);

        return taking.IsCompletedSuccessfully ? taking : FinishAsync(taking, row.Type, frame["id"]);
    }

    async ValueTask FinishAsync(ValueTask taking, string type, JsonValue? id)
    {
        try
        {
            await taking;
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or WebSocketException))
        {
            // A bug costs one frame, not the connection.
            LogFrameFailed(_services.Logger, failure, type);
            Refuse(new(ProblemCode.Internal, "The server has a fault; its log says more."), id);
        }
    }

    [LoggerMessage(3102, LogLevel.Error, "A frame of type {Type} could not be served: this is a bug")]
    static partial void LogFrameFailed(ILogger logger, Exception failure, string type);
}
