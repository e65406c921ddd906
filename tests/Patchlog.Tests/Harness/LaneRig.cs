using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Commands;
using Patchlog.Deciding;
using Patchlog.Json;

namespace Patchlog.Tests.Harness;

/// <summary>
/// A lane in the hands of a test: nothing runs by itself. Decisions wait until the test makes them, decided commands
/// lie in <see cref="Appended"/> until the test completes them, and what the lane schedules waits in <see
/// cref="Scheduled"/>.
/// </summary>
sealed class LaneRig
{
    static readonly Decider Decider = new(PatchLimits.Default);

    readonly Queue<(PendingCommand Pending, RememberedState? State, TaskCompletionSource<Result<Decided>> Made)> _asked = [];

    readonly TimeProvider _time;

    public LaneRig(string id = "a", TimeProvider? time = null, long maxDecidedBytes = long.MaxValue)
    {
        _time = time ?? new StoppedClock();
        Lane = new(ExecutorRig.Key(id), ContextOf(maxDecidedBytes));
    }

    LaneContext ContextOf(long maxDecidedBytes) => new()
    {
        DecideAsync = Ask,
        Append = (pending, _) => Appended.Add(pending),
        Forget = _ => Forgotten++,
        Closed = (_, _) => IsClosed = true,
        Supervisor = new(Scheduled.Enqueue, NullLogger.Instance),
        MaxDecidedBytes = maxDecidedBytes,
        Time = _time,
    };

    public Lane Lane { get; }

    /// <summary>The state that a decision gets to which the lane gives none.</summary>
    public AggregateState Stored { get; set; } = AggregateState.None;

    /// <summary>The decided commands that the lane handed to the appender, in order.</summary>
    public List<PendingCommand> Appended { get; } = [];

    /// <summary>What the lane has asked to be run.</summary>
    public Queue<IThreadPoolWorkItem> Scheduled { get; } = [];

    /// <summary>How often the lane had its state removed from memory.</summary>
    public int Forgotten { get; private set; }

    public bool IsClosed { get; private set; }

    /// <summary>The decisions that the lane waits for; it never waits for more than one.</summary>
    public int Asked => _asked.Count;

    public PendingCommand Submit(Command command)
    {
        var pending = new PendingCommand(command, Deadline.After(TimeSpan.FromMinutes(1), _time));
        if (!Lane.TrySubmit(pending))
            throw new InvalidOperationException("The lane is closed.");

        return pending;
    }

    /// <summary>Makes the decision that the lane waits for.</summary>
    public void Decide()
    {
        var (pending, state, made) = _asked.Dequeue();
        var before = state?.State ?? Stored;
        made.SetResult(Decided.Of(pending.Command, new(before, 0), Decider.Decide(before, pending.Command)));
    }

    /// <summary>Fails the decision that the lane waits for.</summary>
    public void FailToDecide() =>
        _asked.Dequeue().Made.SetResult(new Problem(ProblemCode.Unavailable, "The database is away."));

    /// <summary>Runs what the lane has asked to be run, and all the decisions that it waits for.</summary>
    public void RunAll()
    {
        while (Scheduled.TryDequeue(out var item))
            item.Execute();

        while (_asked.Count > 0)
            Decide();
    }

    /// <summary>The journal admits a command.</summary>
    public void Admit(PendingCommand pending)
    {
        pending.Commit(DateTimeOffset.UnixEpoch);
        Lane.Complete(pending, AppendStatus.Admitted);
    }

    ValueTask<Result<Decided>> Ask(PendingCommand pending, RememberedState? state)
    {
        var made = new TaskCompletionSource<Result<Decided>>();
        _asked.Enqueue((pending, state, made));
        return new(made.Task);
    }
}
