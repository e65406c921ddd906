using System.Collections.Concurrent;
using Patchlog.Admission;

namespace Patchlog.Commands;

/// <summary>
/// The door: lets commands in while there is room, tenants and senders in turn, and hands each to the lane of its
/// aggregate. From here on a command has one deadline, whatever it waits for. Thread-safe; one per process.
/// </summary>
sealed class CommandExecutor
{
    readonly ConcurrentDictionary<AggregateKey, Lane> _lanes = new();
    readonly DecisionStep _decisions;
    readonly FairGate _gate;
    readonly LaneContext _context;
    readonly CommandLimits _limits;
    readonly TimeProvider _time;

    public CommandExecutor(
        DecisionStep decisions, Action<PendingCommand, Lane> append, Action<AggregateKey> forget,
        Supervisor supervisor, CommandLimits limits, TimeProvider time)
    {
        (_decisions, _limits, _time) = (decisions, limits, time);
        _gate = new(new(limits.MaxInFlight)
        {
            MaxCountPerTenant = limits.MaxInFlightPerTenant,
            MaxBytes = limits.MaxBytesInFlight,
            MaxBytesPerTenant = limits.MaxBytesInFlightPerTenant,
        }, time);
        _context = new()
        {
            DecideAsync = decisions.DecideAsync,
            Append = append,
            Forget = forget,
            Closed = (key, lane) => _lanes.TryRemove(new(key, lane)),
            MaxDecidedBytes = limits.MaxDecidedBytesPerLane,
            Supervisor = supervisor,
            Time = time,
        };
    }

    /// <summary>
    /// Takes a command in, and answers with the promise of its outcome. Commands for one aggregate take effect in the
    /// order in which this method's own tasks complete. The outcome never throws for anything that a command or a
    /// database can do: it says it. Outcomes for one aggregate come in the order of its events, on the thread that
    /// wrote them, so a continuation does little there, or yields first.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="cancellation">Stops waiting at the door; a command that is in runs to its end.</param>
    /// <exception cref="OperationCanceledException">Cancelled at the door: nothing happened.</exception>
    public async ValueTask<Task<Outcome>> SubmitAsync(Command command, CancellationToken cancellation)
    {
        var (flow, bytes) = (Flow.Of(command), MemoryOf(command));
        var pending = new PendingCommand(command, Deadline.After(_limits.Patience, _time));
        if (!await _gate.EnterAsync(flow, bytes, _limits.Patience, cancellation))
            return Task.FromResult<Outcome>(Refuse(command));

        // A place that came free in the very moment at which the time was over.
        if (pending.Deadline.HasPassed)
        {
            _gate.Leave(flow, bytes);
            return Task.FromResult<Outcome>(Refuse(command));
        }

        if (command is { Type: CommandType.Logic, TargetOrigin: TargetOrigin.Generated })
            return LeaveAfterAsync(StartAsync(pending), flow, bytes);

        Enter(pending);
        return LeaveAfterAsync(pending.Answer, flow, bytes);
    }

    // No later command of the sender can mean an aggregate that has no name yet: none of them waits for this one.
    async Task<Outcome> StartAsync(PendingCommand unnamed)
    {
        while (true)
        {
            var named = await _decisions.NameTargetAsync(unnamed);
            Enter(named);

            var outcome = await named.Answer;
            unnamed.LostRaces = named.LostRaces + 1;
            if (!named.IsMisplaced || unnamed.LostRaces > _limits.MaxLostRaces)
                return outcome;
        }
    }

    void Enter(PendingCommand pending)
    {
        while (!_lanes.GetOrAdd(pending.Command.Target, static (key, context) => new(key, context), _context)
            .TrySubmit(pending))
        {
            // That lane was just closing; it leaves the table before its lock is released.
        }
    }

    /// <summary>Waits until every command under way is answered, but at most <paramref name="patience"/>.</summary>
    public Task DrainAsync(TimeSpan patience) => _gate.DrainAsync(patience);

    async Task<Outcome> LeaveAfterAsync(Task<Outcome> answer, Flow flow, long bytes)
    {
        var outcome = await answer;
        _gate.Leave(flow, bytes);

        return outcome;
    }

    static Outcome.Failure Refuse(Command command) => new Outcome.Failure(
        new(ProblemCode.TooManyRequests, "The server is full; nothing was written. Send it again.")
        {
            CommandId = command.Id,
        });

    static long MemoryOf(Command command) =>
        CommandLimits.BytesPerCommand + (command.Body?.EstimatedMemory ?? 0) + (command.Context?.EstimatedMemory ?? 0)
        + (command.IsTraced ? CommandLimits.BytesPerTrace : 0);
}
