using System.Net.WebSockets;
using Patchlog.Intake;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.WebSockets;

/// <summary>
/// One client's socket: frames come in and are dispatched in order, answers go out as they come. Reading stops while
/// too many commands are without a sent answer, or too many bytes of answers wait: a client that does not read is not
/// read from either.
/// </summary>
sealed partial class Connection : IDisposable
{
    readonly WebSocket _socket;
    readonly DocumentStore _store;
    readonly IntakeLimits _limits;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly SendQueue _sendQueue;
    readonly MessageReader _reader;
    Subscriptions? _subscriptions;
    Task<Message>? _leftBehind;     // the receive that was pending when the server began to stop
    readonly TaskCompletionSource _goingAway = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Connection(
        WebSocket socket, CoalescingStream stream, DocumentStore store, IntakeLimits limits, TimeProvider time,
        ILogger logger)
    {
        (_socket, _store, _limits, _time, _logger) = (socket, store, limits, time, logger);
        _sendQueue = new(socket, stream, limits);
        _reader = new(socket, limits.Json.MaxBytes);
    }

    /// <summary>Tells the client to reconnect, and stops reading; answers under way are still sent.</summary>
    public void GoAway() => _goingAway.TrySetResult();

    /// <summary>Serves the socket until it closes; true if it was the client who closed it.</summary>
    /// <exception cref="WebSocketException">The client vanished, or broke the protocol.</exception>
    public async Task<bool> RunAsync(CancellationToken aborted)
    {
        var writing = _sendQueue.RunAsync(aborted);
        _sendQueue.Send(Frames.Welcome(_limits, _store.Epoch));
        try
        {
            var (status, reason) = await ReadAllAsync(aborted);
            await EndSubscriptionsAsync();
            await _sendQueue.CompleteAsync();
            await writing;
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await _socket.CloseOutputAsync(status, reason, aborted);
            if (_leftBehind is not { } receiving)
                return status == WebSocketCloseStatus.NormalClosure;
            await SeeOffAsync(receiving);
            return true;
        }
        finally
        {
            _sendQueue.Abandon();
            await EndSubscriptionsAsync();
            await writing;
        }
    }

    public void Dispose() => _reader.Dispose();

    async ValueTask EndSubscriptionsAsync()
    {
        if (_subscriptions is { } subscriptions)
            await subscriptions.DisposeAsync();
        _subscriptions = null;
    }

    /// <summary>Waits for the client to close too, or for so long; what it still sends is not taken in.</summary>
    async Task SeeOffAsync(Task<Message> receiving)
    {
        try
        {
            using var patience = new CancellationTokenSource(_limits.LingerPatience, _time);
            while ((await receiving.WaitAsync(patience.Token)).Closing is null)
                receiving = _reader.ReadAsync(CancellationToken.None).AsTask();
        }
        catch (OperationCanceledException)
        {
            _socket.Abort();    // ends the receive, whose buffer is about to be given back
            await receiving.ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    async Task<(WebSocketCloseStatus Status, string? Reason)> ReadAllAsync(CancellationToken aborted)
    {
        while (true)
        {
            await _sendQueue.WaitForRoomAsync(aborted);
            // A receive that is cancelled would abort the socket: on going away it is left behind, for the close to end.
            var receiving = _reader.ReadAsync(aborted).AsTask();
            if (!receiving.IsCompleted || _goingAway.Task.IsCompleted)
                await Task.WhenAny(receiving, _goingAway.Task);
            if (_goingAway.Task.IsCompleted)
            {
                _sendQueue.Send(Frames.GoAway(reconnectAfter: TimeSpan.FromSeconds(1)));
                _leftBehind = receiving;
                return (WebSocketCloseStatus.EndpointUnavailable, "The server is stopping.");
            }
            var message = await receiving;
            if (message.Closing is { } closing)
                return closing;
            await DispatchAsync(message.Text, aborted);
        }
    }

    ValueTask DispatchAsync(ReadOnlyMemory<byte> text, CancellationToken cancellation)
    {
        if (!JsonValue.TryParse(text.Span, _limits.Json, out var value, out var fault))
            return Refuse(JsonProblems.Of(fault), id: null);
        if (value is not JsonObject frame || frame["type"] is not JsonString { Value: var type })
            return Refuse(
                Frames.Invalid("A frame is a JSON object with a \"type\".", "/type"), (value as JsonObject)?["id"]);
        var id = frame["id"];
        switch (type)
        {
            case "create" or "patch" or "delete" or "logic" or "orchestration":
                return SubmitAsync(frame, id, cancellation);
            case "command":
                return Frames.RefuseMembers(frame, ["command"]) is { } unfit
                    ? Refuse(unfit, id)
                    : SubmitAsync(frame["command"] ?? JsonValue.Null, id, cancellation);
            case "batch":
                return Frames.RefuseMembers(frame, ["commands"]) is { } misfit
                    ? Refuse(misfit, id)
                    : SubmitAllAsync(frame, id, cancellation);
            case "subscribe":
                return RefuseIf(Subscribing().Subscribe(frame), id);
            case "credit":
                return RefuseIf(Subscribing().Grant(frame), id);
            case "commit":
                return CommitAsync(frame, id, cancellation);
            case "unsubscribe":
                return UnsubscribeAsync(frame, id);
            case "ping":
                _sendQueue.Send(Frames.Pong(id));
                return ValueTask.CompletedTask;
            case "pong":
                return ValueTask.CompletedTask;
            default:
                return Refuse(Frames.Invalid($"There is no frame of type \"{type}\".", "/type"), id);
        }
    }

    /// <summary>Takes a command in, in the order of its frame; the answer follows when it is there.</summary>
    async ValueTask SubmitAsync(JsonValue document, JsonValue? id, CancellationToken cancellation)
    {
        if (!Envelope.TryRead(document, _limits.Patch, _time, out var command, out var problem))
        {
            await Refuse(problem, id);
            return;
        }
        await _sendQueue.EnterAsync(1, cancellation);
        Track(AnswerAsync(await _store.SubmitAsync(command, cancellation), id));
    }

    async Task AnswerAsync(Task<Outcome> answer, JsonValue? id)
    {
        var outcome = await answer;
        _sendQueue.SendAnswer(1, Frames.Outcome(outcome, id));
    }

    async ValueTask SubmitAllAsync(JsonObject frame, JsonValue? id, CancellationToken cancellation)
    {
        if (frame["commands"] is not JsonArray commands || commands.Count > _limits.MaxCommandsPerBatch)
        {
            await Refuse(
                Frames.Invalid($"\"commands\" is an array of at most {_limits.MaxCommandsPerBatch}.", "/commands"), id);
            return;
        }
        var count = Math.Max(1, commands.Count);
        await _sendQueue.EnterAsync(count, cancellation);
        var answers = new Task<Outcome>[commands.Count];
        for (var i = 0; i < answers.Length; i++)
            answers[i] = Envelope.TryRead(commands[i], _limits.Patch, _time, out var command, out var problem)
                ? await _store.SubmitAsync(command, cancellation)
                : Task.FromResult<Outcome>(new Outcome.Failure(problem));
        Track(AnswerAllAsync(answers, count, id));
    }

    async Task AnswerAllAsync(Task<Outcome>[] answers, int count, JsonValue? id)
    {
        var outcomes = await Task.WhenAll(answers);
        _sendQueue.SendAnswer(count, Frames.BatchOutcome(outcomes, id));
    }

    Subscriptions Subscribing() => _subscriptions ??= new(_store, _sendQueue, _limits, _logger);

    async ValueTask CommitAsync(JsonObject frame, JsonValue? id, CancellationToken cancellation) =>
        await RefuseIf(await Subscribing().CommitAsync(frame, cancellation), id);

    async ValueTask UnsubscribeAsync(JsonObject frame, JsonValue? id) =>
        await RefuseIf(await Subscribing().UnsubscribeAsync(frame), id);

    ValueTask RefuseIf(Problem? problem, JsonValue? id) =>
        problem is null ? ValueTask.CompletedTask : Refuse(problem, id);

    ValueTask Refuse(Problem problem, JsonValue? id)
    {
        _sendQueue.Send(Frames.Nack(problem, id));
        return ValueTask.CompletedTask;
    }

    // Answers take care of themselves: nothing in them can fail but for a bug, and that is logged.
    void Track(Task answering)
    {
        if (!answering.IsCompletedSuccessfully)
            _ = answering.ContinueWith(
                (failed, _) => LogAnswerFailed(_logger, failed.Exception), null, CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    [LoggerMessage(3101, LogLevel.Error, "An answer could not be written: this is a bug")]
    static partial void LogAnswerFailed(ILogger logger, Exception? failure);
}
