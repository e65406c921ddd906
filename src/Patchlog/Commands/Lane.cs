using System.Diagnostics.CodeAnalysis;

namespace Patchlog.Commands;

/// <summary>
/// The commands of one aggregate, decided one after another in the order they came (per-aggregate serialisation). A
/// command may be decided on the uncommitted result of the one before it (optimistic concurrency within a batch): if
/// that one is refused, all that rest on it are decided again, in the same order, on fresh state. A lane lives as long
/// as it has commands.
/// </summary>
/// <remarks>
/// Thread-safe. The lock order is lane, then appender: an appender never holds its lock when it calls a lane. Methods
/// called <c>…Locked</c> expect the lane's lock to be held.
/// </remarks>
sealed class Lane(AggregateKey key, LaneContext context) : IThreadPoolWorkItem
{
    readonly Lock _lock = new();

    // The first of the waiting stays here while it is being decided, so that refused ones can go before it.
    readonly LinkedList<PendingCommand> _waiting = [];
    readonly Queue<PendingCommand> _decided = new();
    readonly List<PendingCommand> _refused = [];

    LaneState _state;
    PendingCommand? _last;          // the newest of the decided: the next one is decided on its result
    RememberedState? _committed;    // the state after the newest completed command; null: ask memory or the database
    int _breaks;                    // how often the chain broke: a decision begun before a break is void
    long _decidedBytes;             // of the decided
    TimeSpan _pause;                // before the refused are decided again

    /// <summary>Takes a command; false if the lane has just closed, and a new one is to be opened.</summary>
    public bool TrySubmit(PendingCommand pending)
    {
        lock (_lock)
        {
            if (_state == LaneState.Closed)
                return false;

            _waiting.AddLast(pending);
            if (_state != LaneState.Idle)
                return true;

            _state = LaneState.Deciding;
        }

        context.Supervisor.Supervise(DecideWaitingAsync());
        return true;
    }

    /// <summary>
    /// Takes the journal's answer for the oldest of the decided. A refused command is decided again; a dropped one has
    /// its answer already, and nothing of it is in the state.
    /// </summary>
    public void Complete(PendingCommand pending, AppendStatus status)
    {
        lock (_lock)
        {
            // Looked at before it is taken: a completion in the wrong order must not take another's place.
            if (!_decided.TryPeek(out var oldest) || oldest != pending)
                throw new InvalidOperationException(
                    "The commands of an aggregate are completed in the order in which they were decided.");

            _decided.Dequeue();
            _decidedBytes -= pending.Append.Weight;
            pending.Complete(status);
            _committed = pending.After is { } after ? new(after, pending.Generation) : null;
            if (status != AppendStatus.Admitted)
                BreakLocked(pending);

            if (!HasToGoOnLocked())
                return;

            _state = LaneState.Deciding;
        }

        // Not on this stack: the caller has other lanes to answer.
        context.Supervisor.Schedule(this);
    }

    bool HasToGoOnLocked()
    {
        if (_decided.Count > 0)
            return _state == LaneState.Full && _decidedBytes <= context.MaxDecidedBytes / 2;

        MendLocked();
        if (_waiting.Count == 0)
            CloseLocked();

        return _state == LaneState.Idle;
    }

    /// <summary>Decides what is waiting.</summary>
    void IThreadPoolWorkItem.Execute() => context.Supervisor.Supervise(DecideWaitingAsync());

    async Task DecideWaitingAsync()
    {
        for (var turn = 1; TryTakeNext(out var pending, out var state, out var breaks, out var pause); turn++)
        {
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, context.Time);

            var result = await context.DecideAsync(pending, state);
            if (!TryConclude(pending, result, breaks, out var problem))
                pending.Fail(problem);

            // The thread may be the read loop of whichever socket came first: it does not work for all the others.
            if (turn % CommandLimits.MaxDecisionsPerTurn == 0)
                await Task.Yield();
        }
    }

    bool TryTakeNext(
        [NotNullWhen(true)] out PendingCommand? pending, out RememberedState? state, out int breaks, out TimeSpan pause)
    {
        lock (_lock)
        {
            (pending, state, breaks) = (_waiting.First?.Value, _last?.Expected ?? _committed, _breaks);
            pause = TimeSpan.Zero;
            if (pending is not null && _state == LaneState.Deciding && _decidedBytes > context.MaxDecidedBytes)
            {
                _state = LaneState.Full;
                return false;
            }

            if (pending is not null && _state == LaneState.Deciding)
            {
                // It is for the first of the refused, which is the first of the waiting now.
                (pause, _pause) = (_pause, TimeSpan.Zero);
                return true;
            }

            // While the chain is broken, everything under way is completed first; that starts the deciding again.
            if (_state == LaneState.DecidingBroken)
                _state = LaneState.Broken;
            else if (_state == LaneState.Deciding)
                _state = LaneState.Idle;

            if (pending is null && _decided.Count == 0)
                CloseLocked();

            return false;
        }
    }

    /// <summary>Queues a decision; false with the problem of a command that could not be decided.</summary>
    bool TryConclude(
        PendingCommand pending, Result<Decided> result, int breaks, [NotNullWhen(false)] out Problem? problem)
    {
        lock (_lock)
        {
            problem = null;
            if (breaks != _breaks)
                return true;    // void: the command still waits, and is decided again

            _waiting.RemoveFirst();
            if (!result.TryGet(out var decided, out problem))
                return false;

            EnqueueLocked(pending, decided);
            return true;
        }
    }

    void EnqueueLocked(PendingCommand pending, Decided decided)
    {
        // If the state it was decided on has been committed meanwhile, the committed one knows its times as well.
        var before = _last is null ? _committed ?? decided.Before : decided.Before;
        pending.Decide(decided, before, _last);
        _decided.Enqueue(pending);
        _decidedBytes += pending.Append.Weight;
        _last = pending;
        context.Append(pending, this);
    }

    void BreakLocked(PendingCommand pending)
    {
        _state = _state is LaneState.Deciding or LaneState.DecidingBroken
            ? LaneState.DecidingBroken
            : LaneState.Broken;
        _breaks++;
        if (pending.Status == AppendStatus.Refused)
            _refused.Add(pending);

        context.Forget(key);
        foreach (var condition in pending.Append.Conditions)
            context.Forget(condition.Key);
    }

    /// <summary>
    /// Nothing is under way: puts the refused back to the front, in order, and lets the deciding go on.
    /// </summary>
    void MendLocked()
    {
        _last = null;
        if (_state is LaneState.Broken or LaneState.Full)
            _state = LaneState.Idle;
        else if (_state is LaneState.DecidingBroken)
            _state = LaneState.Deciding;

        if (_refused.Count == 0)
            return;

        // Only the first of them lost a race; the others rested on it.
        var first = _refused[0];
        first.LostRaces++;
        _pause = CommandLimits.PauseAfter(first.LostRaces);
        for (var i = _refused.Count - 1; i >= 0; i--)
            _waiting.AddFirst(_refused[i]);

        _refused.Clear();
    }

    void CloseLocked()
    {
        _state = LaneState.Closed;
        context.Closed(key, this);
    }
}

/// <summary>What a lane is doing.</summary>
enum LaneState
{
    /// <summary>Nothing waits to be decided; the decided wait for the journal.</summary>
    Idle,

    /// <summary>The first of the waiting is being decided.</summary>
    Deciding,

    /// <summary>Enough is decided for now: the deciding goes on when half of it is in the journal.</summary>
    Full,

    /// <summary>
    /// One of the decided was not admitted, so none after it will be. Nothing is decided until all of them are
    /// completed.
    /// </summary>
    Broken,

    /// <summary><see cref="Broken"/>, and a decision that was begun before is still being made; it is void.</summary>
    DecidingBroken,

    /// <summary>The lane has no commands, and takes no more.</summary>
    Closed,
}
