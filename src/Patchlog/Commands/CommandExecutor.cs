using System.Collections.Concurrent;

namespace Patchlog.Commands;

/// <summary>
/// The door: lets commands in while there is room, and hands each to the lane of its aggregate. Thread-safe; one per
/// process.
/// </summary>
sealed class CommandExecutor
{
    readonly ConcurrentDictionary<AggregateKey, Lane> _lanes = new();
    readonly AdmissionGate _gate;
    readonly LaneContext _context;
    readonly TimeProvider _time;

    public CommandExecutor(
        DecisionStep decisions, Appenders appenders, Action<AggregateKey> forget, Supervisor supervisor,
        CommandLimits limits, TimeProvider time)
    {
        _gate = new(limits.MaxInFlight, limits.MaxBytesInFlight);
        _time = time;
        _context = new()
        {
            DecideAsync = decisions.DecideAsync,
            Append = appenders.Append,
            Forget = forget,
            Closed = (key, lane) => _lanes.TryRemove(new(key, lane)),
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
        var bytes = (command.Body?.Utf8Length ?? 0) + (command.Context?.Utf8Length ?? 0);
        await _gate.EnterAsync(bytes, cancellation);

        var pending = new PendingCommand(command);
        while (!_lanes.GetOrAdd(command.Target, static (key, context) => new(key, context), _context)
            .TrySubmit(pending))
        {
            // That lane was just closing; it leaves the table before its lock is released.
        }

        return LeaveAfterAsync(pending.Answer, bytes);
    }

    /// <summary>Waits until every command under way is answered, but at most <paramref name="patience"/>.</summary>
    public Task DrainAsync(TimeSpan patience) => _gate.DrainAsync(patience, _time);

    async Task<Outcome> LeaveAfterAsync(Task<Outcome> answer, long bytes)
    {
        var outcome = await answer;
        _gate.Leave(bytes);

        return outcome;
    }
}
