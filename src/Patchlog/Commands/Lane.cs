using System.Diagnostics.CodeAnalysis;
using Patchlog.Deciding;

namespace Patchlog.Commands;

/// <summary>
/// The commands of one aggregate, decided one after another in the order they came. A command may be decided on the
/// uncommitted result of the one before it; when that one is refused, all that rest on it are decided again, in the
/// same order, on fresh state. A lane lives as long as it has commands.
/// </summary>
sealed class Lane(AggregateKey key, CommandExecutor executor)
{
    readonly Lock _lock = new();

    // The first of the waiting stays here while it is being decided, so that refused ones can go before it.
    readonly LinkedList<PendingCommand> _waiting = [];
    readonly Queue<PendingCommand> _decided = new();
    readonly List<PendingCommand> _refused = [];

    PendingCommand? _last;          // the newest of the decided: what it leaves is what the next is decided on
    AggregateState? _settled;   // what the newest of the settled left; null = ask the cache or the database
    bool _isBroken;             // one of the decided was not admitted: all after it won't be either
    int _breaks;                // counts how often that happened
    bool _isDeciding;
    bool _isClosed;

    /// <summary>Takes a command; false if the lane has just closed, and a new one is to be opened.</summary>
    public bool TrySubmit(PendingCommand pending)
    {
        lock (_lock)
        {
            if (_isClosed)
                return false;
            _waiting.AddLast(pending);
            if (_isDeciding || _isBroken)
                return true;
            _isDeciding = true;
        }
        executor.Own(DecideWaitingAsync(TimeSpan.Zero));
        return true;
    }

    /// <summary>
    /// The journal has answered for the oldest of the decided. What was refused is decided again; what was dropped has
    /// its answer already and left nothing behind.
    /// </summary>
    public void Settle(PendingCommand pending, AppendStatus standing)
    {
        TimeSpan pause;
        lock (_lock)
        {
            if (_decided.Dequeue() != pending)
                throw new InvalidOperationException("Entries of one aggregate are settled in the order they were decided.");
            pending.Settle(standing);
            _settled = pending.After;
            if (standing != AppendStatus.Admitted)
                Break(standing == AppendStatus.Refused ? pending : null);
            if (_decided.Count > 0)
                return;
            _last = null;
            _isBroken = false;
            pause = RequeueRefused();
            if (_waiting.Count == 0)
                Close();
            if (_isDeciding || _isClosed)
                return;
            _isDeciding = true;
        }
        // Not here: whoever settles has other lanes to settle.
        executor.Own(Task.Run(() => DecideWaitingAsync(pause)));
    }

    void Break(PendingCommand? refused)
    {
        _isBroken = true;
        _breaks++;
        if (refused is not null)
            _refused.Add(refused);
        executor.Forget(key);
    }

    /// <summary>Puts the refused ones back to the front, in order. Only the first of them lost by itself.</summary>
    TimeSpan RequeueRefused()
    {
        if (_refused.Count == 0)
            return TimeSpan.Zero;
        var first = _refused[0];
        first.LostRaces++;
        for (var i = _refused.Count - 1; i >= 0; i--)
            _waiting.AddFirst(_refused[i]);
        _refused.Clear();
        return CommandLimits.PauseAfter(first.LostRaces);
    }

    async Task DecideWaitingAsync(TimeSpan pause)
    {
        if (pause > TimeSpan.Zero)
            await executor.PauseAsync(pause);
        while (TryNext(out var pending, out var state, out var breaks))
        {
            var decided = await executor.DecideAsync(pending, state);
            lock (_lock)
            {
                if (breaks != _breaks)
                    continue;   // it rests on what is void by now
                _waiting.RemoveFirst();
                if (decided is { Problem: null, Decision: { } decision })
                    Enqueue(pending, decided.Before, decision);
            }
            if (decided.Problem is { } problem)
                pending.Fail(problem);
        }
    }

    bool TryNext([NotNullWhen(true)] out PendingCommand? pending, out AggregateState? state, out int breaks)
    {
        lock (_lock)
        {
            (pending, state, breaks) = (_waiting.First?.Value, _last?.Expected ?? _settled, _breaks);
            // When broken, everything under way is settled first; that puts the refused back in line and goes on.
            if (pending is not null && !_isBroken)
                return true;
            _isDeciding = false;
            if (pending is null && _decided.Count == 0)
                Close();
            return false;
        }
    }

    void Enqueue(PendingCommand pending, AggregateState before, Decision decision)
    {
        // If what it was decided on has been committed meanwhile, the committed state knows its times as well.
        pending.Decide(_last is null ? _settled ?? before : before, _last, decision);
        _decided.Enqueue(pending);
        _last = pending;
        executor.Append(pending, this);
    }

    void Close()
    {
        _isClosed = true;
        executor.Close(key, this);
    }
}
