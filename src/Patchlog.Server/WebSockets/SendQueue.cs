using System.Net.WebSockets;
using System.Threading.Channels;
using Patchlog.Json;
using Patchlog.Server.Wire;

namespace Patchlog.Server.WebSockets;

/// <summary>
/// The messages that wait to be sent on one socket: one task sends, anybody adds. It counts the commands without a sent
/// answer, so that the reader knows when to stop. Thread-safe.
/// </summary>
/// <param name="socket">The socket.</param>
/// <param name="stream">The stream under it, which joins small messages.</param>
/// <param name="incoming">Holds the memory of commands until their answers have been sent.</param>
/// <param name="outgoing">Holds the memory of what subscriptions send.</param>
/// <param name="limits">The bounds of what waits.</param>
/// <param name="time">The clock by which the client makes progress.</param>
sealed class SendQueue(
    WebSocket socket, CoalescingStream stream, MemoryAccount incoming, MemoryAccount outgoing, IntakeLimits limits,
    TimeProvider time)
{
    readonly Lock _lock = new();
    readonly Queue<Waiting> _waiting = new();
    readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    long _bytes;
    int _used;              // commands whose answers have not been sent
    bool _isComplete;
    bool _isAbandoned;
    TaskCompletionSource? _room;

    /// <summary>Adds a message; takes the writer over.</summary>
    public void Send(JsonWriter message)
    {
        var bytes = message.Written.Length;
        outgoing.Resize(bytes);
        Enqueue(new(message, Outgoing: bytes));
    }

    /// <summary>Adds the answer to commands that have entered.</summary>
    /// <param name="slots">How many commands it answers.</param>
    /// <param name="memory">Bytes that they hold until it is sent.</param>
    /// <param name="message">The answer; the queue takes the writer over.</param>
    public void SendAnswer(int slots, long memory, JsonWriter message) =>
        Enqueue(new(message, slots, memory));

    void Enqueue(in Waiting item)
    {
        lock (_lock)
        {
            if (!_isAbandoned)
            {
                _waiting.Enqueue(item);
                _bytes += item.Message.Written.Length;
                if (_waiting.Count == 1)
                    _signal.Writer.TryWrite(true);

                return;
            }
        }

        item.Message.Dispose();     // nobody is there to read it
    }

    /// <summary>Waits until a number of commands may enter, and counts them.</summary>
    /// <exception cref="OperationCanceledException">Nobody takes messages any more.</exception>
    public async ValueTask EnterAsync(int slots, CancellationToken cancellation)
    {
        while (true)
        {
            Task room;
            lock (_lock)
            {
                ThrowIfAbandonedLocked();
                if (_used == 0 || _used + slots <= limits.MaxInFlightPerConnection)
                {
                    _used += slots;
                    return;
                }

                room = RoomLater();
            }

            await room.WaitAsync(cancellation);
        }
    }

    /// <summary>Waits until the reader may go on: while few bytes of answers wait.</summary>
    /// <exception cref="OperationCanceledException">Nobody takes messages any more.</exception>
    public ValueTask WaitForRoomAsync(CancellationToken cancellation)
    {
        lock (_lock)
            ThrowIfAbandonedLocked();

        return WaitForBytesAsync(limits.MaxWaitingBytesPerConnection, cancellation);
    }

    /// <summary>Waits until a subscription may add a message: while very few bytes wait.</summary>
    public ValueTask WaitForQuietAsync(CancellationToken cancellation) =>
        WaitForBytesAsync(limits.MaxWaitingFeedBytesPerConnection, cancellation);

    async ValueTask WaitForBytesAsync(long most, CancellationToken cancellation)
    {
        while (true)
        {
            Task room;
            lock (_lock)
            {
                if (_bytes <= most)
                    return;

                room = RoomLater();
            }

            await room.WaitAsync(cancellation);
        }
    }

    /// <summary>
    /// Waits until every command has its answer in the queue, and lets the sender end after the last one.
    /// </summary>
    public async Task CompleteAsync()
    {
        while (true)
        {
            Task room;
            lock (_lock)
            {
                if (_used == 0 || _isAbandoned)
                {
                    _isComplete = true;
                    _signal.Writer.TryWrite(true);

                    return;
                }

                room = RoomLater();
            }

            await room;
        }
    }

    /// <summary>Drops all messages, those that wait and those that come: nobody sends them any more.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            _isAbandoned = true;
            while (_waiting.TryDequeue(out var item))
                item.Message.Dispose();

            _bytes = 0;
            _signal.Writer.TryWrite(true);
            MakeRoom();
        }
    }

    /// <summary>Sends until the queue is complete. A client that takes nothing for too long is cut off.</summary>
    /// <param name="patience">Says how long, and ends the sending.</param>
    /// <param name="aborted">Ends the waiting for messages.</param>
    public async Task RunAsync(SendPatience patience, CancellationToken aborted)
    {
        try
        {
            while (true)
            {
                await _signal.Reader.ReadAsync(aborted);
                while (TryTake(out var item, out var isLast))
                {
                    stream.IsCorked = !isLast;
                    using (item.Message)
                    {
                        ObserveSending(true);
                        patience.Begin();
                        await socket.SendAsync(
                            item.Message.Written, WebSocketMessageType.Text, endOfMessage: true, patience.Ending);
                        patience.End();
                    }

                    ObserveSending(false);
                    Sent(item);
                }

                lock (_lock)
                {
                    if (_isAbandoned || (_isComplete && _waiting.Count == 0))
                        return;
                }
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or WebSocketException)
        {
            socket.Abort();     // wakes the reader, which ends the connection
            Abandon();
        }
    }

    bool TryTake(out Waiting item, out bool isLast)
    {
        lock (_lock)
        {
            var isThere = _waiting.TryDequeue(out item);
            isLast = _waiting.Count == 0;
            if (isThere)
                _bytes -= item.Message.Written.Length;

            return isThere;
        }
    }

    void ObserveSending(bool isSending)
    {
        incoming.LastProgress = outgoing.LastProgress = time.GetTimestamp();
        incoming.IsSending = outgoing.IsSending = isSending;
    }

    void Sent(in Waiting item)
    {
        if (item.Incoming != 0)
            incoming.Resize(-item.Incoming);

        if (item.Outgoing != 0)
            outgoing.Resize(-item.Outgoing);

        lock (_lock)
        {
            _used -= item.Slots;
            MakeRoom();
        }
    }

    void ThrowIfAbandonedLocked()
    {
        if (_isAbandoned)
            throw new OperationCanceledException("The client takes nothing any more.");
    }

    Task RoomLater() =>
        (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    void MakeRoom()
    {
        _room?.SetResult();
        _room = null;
    }

    /// <summary>A message that waits.</summary>
    /// <param name="Message">The message.</param>
    /// <param name="Slots">Commands that it answers.</param>
    /// <param name="Incoming">Bytes that they hold until it is sent.</param>
    /// <param name="Outgoing">Bytes that the message itself holds, if it answers no command.</param>
    readonly record struct Waiting(JsonWriter Message, int Slots = 0, long Incoming = 0, long Outgoing = 0);
}
