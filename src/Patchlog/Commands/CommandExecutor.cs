using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Patchlog.Deciding;
using Patchlog.Journal;
using Patchlog.States;

namespace Patchlog.Commands;

/// <summary>
/// The story of a command: it enters the lane of its aggregate, is decided on the state there, goes into the journal
/// with whatever else is waiting, and is answered when the journal has answered. Thread-safe; one per process.
/// </summary>
sealed partial class CommandExecutor(
    IJournal journal, StateCache cache, StateLoader loader, Decider decider, CommandLimits limits, TimeProvider time,
    ILogger logger) : IDisposable
{
    readonly ConcurrentDictionary<AggregateKey, Lane> _lanes = new();
    readonly ConcurrentDictionary<Tenant, TenantAppender> _appenders = new();
    readonly SemaphoreSlim _appendSlots = new(limits.MaxParallelAppends);
    readonly AdmissionGate _gate = new(limits.MaxInFlight, limits.MaxBytesInFlight);

    /// <summary>
    /// Takes a command in, and answers with the promise of its outcome. Commands for one aggregate take effect in the
    /// order in which this method's own tasks complete. The outcome never throws for anything that a command or a
    /// database can do: it says it. Outcomes for one aggregate come in the order of its events, on the thread that wrote
    /// them: whoever awaits one does little there, or yields first.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="cancellation">Stops waiting at the door; a command that is in runs to its end.</param>
    /// <exception cref="OperationCanceledException">Cancelled at the door: nothing happened.</exception>
    public async ValueTask<Task<Outcome>> SubmitAsync(Command command, CancellationToken cancellation)
    {
        var bytes = (command.Body?.Utf8Length ?? 0) + (command.Context?.Utf8Length ?? 0);
        await _gate.EnterAsync(bytes, cancellation);
        var pending = new PendingCommand(command);
        while (!_lanes.GetOrAdd(command.Target, static (key, executor) => new(key, executor), this)
            .TrySubmit(pending))
        {
            // That lane was just closing; it leaves the table before its lock is released.
        }
        return LeaveAfterAsync(pending.Answer, bytes);
    }

    /// <summary>Waits until every command under way is answered.</summary>
    public Task DrainAsync(TimeSpan patience) => _gate.DrainAsync(patience, time);

    /// <summary>Decides on the given state, else on the cached or stored one; a problem says why it could not.</summary>
    internal async ValueTask<Attempt> DecideAsync(PendingCommand pending, AggregateState? state)
    {
        var command = pending.Command;
        try
        {
            if (pending.LostRaces > limits.MaxLostRaces)
                return new(Contended(command));
            state ??= cache.Find(command.Target);
            // A creation may be decided on the guess that there is nothing: the journal refuses it if there is.
            state ??= command.Type == CommandType.Create && pending.LostRaces == 0 ? AggregateState.None : null;
            state ??= await loader.LoadAsync(command.Target);
            return new(state, decider.Decide(state, command));
        }
        catch (JournalUnavailableException failure)
        {
            LogLoadFailed(logger, failure, command.Target);
            return new(new(ProblemCode.Unavailable, "The database can't be reached; nothing was written. Send it again."));
        }
        catch (Exception failure)   // a bug in deciding, or a damaged row, must cost one command, not the lane
        {
            LogDecisionFailed(logger, failure, command.Id, command.Target);
            return new(new(ProblemCode.Internal, $"Deciding {command.Target} failed; nothing was written."));
        }
    }

    /// <summary>Hands a decided command to the writer of its tenant.</summary>
    internal void Append(PendingCommand pending, Lane lane)
    {
        while (!_appenders.GetOrAdd(pending.Command.Target.Tenant, static (tenant, self) => self.Open(tenant), this)
            .TryEnqueue(pending, lane))
        {
            // That writer was just closing; it leaves the table before its lock is released.
        }
    }

    /// <summary>
    /// Keeps what a command left that the journal has taken. To be called before the lane hears of it: from then on the
    /// next command of the aggregate may go its way, and what that one leaves must not be overwritten.
    /// </summary>
    /// <param name="pending">The command.</param>
    /// <param name="head">The tenant's head before its batch.</param>
    /// <param name="events">Its events.</param>
    internal void Keep(PendingCommand pending, Position head, ImmutableArray<Event> events)
    {
        var target = pending.Command.Target;
        var asOf = events.IsEmpty ? head : events[^1].Position;
        // Most creations have none soon, and their parsed documents would only age the heap: the first patch loads it.
        if (pending.Append.Events is [{ Type: EventType.Create }])
            cache.Forget(target);
        else if (pending.After is { } after && after.Version != Version.None)
            cache.Put(target, after, asOf);
        cache.Wrote(target.Tenant, new(asOf.Number - events.Length), asOf);
    }

    /// <summary>Answers a command that the journal has taken.</summary>
    internal void Answer(PendingCommand pending, DateTimeOffset at, ImmutableArray<Event> events)
    {
        var command = pending.Command;
        switch (pending.Decision)
        {
            case Decision.Reject { Why: var why } when why.Code == ProblemCode.VersionConflict:
                Own(AnswerConflictAsync(pending, why));
                break;
            case Decision.Reject reject:
                pending.Fail(reject.Why);
                break;
            default:
                pending.Reply(new Outcome.Success(
                    command.Id, command.Target, pending.Append.VersionAfter, at, events,
                    pending.Append.BodyAfter, IsDuplicate: false));
                break;
        }
    }

    /// <summary>
    /// Answers commands whose ids are in the journal with their first outcomes, if they have the same content.
    /// </summary>
    /// <param name="tenant">Whose commands.</param>
    /// <param name="pending">The commands.</param>
    /// <param name="isOwnDoing">True if they may be there through an append of this process whose answer got lost.</param>
    internal async Task AnswerKnownAsync(Tenant tenant, List<PendingCommand> pending, bool isOwnDoing)
    {
        StoredOutcome?[] outcomes;
        try
        {
            var ids = pending.ConvertAll(one => one.Command.Id);
            outcomes = await journal.Reader.FindCommandsAsync(tenant, ids, CancellationToken.None);
        }
        catch (Exception failure)   // whatever it is, they must be answered
        {
            LogLookUpFailed(logger, failure, tenant);
            foreach (var one in pending)
                one.Fail(new(ProblemCode.OutcomeUnknown,
                    "The command id is known, but its outcome can't be read now. Send it again."));
            return;
        }
        for (var i = 0; i < outcomes.Length; i++)
            AnswerKnown(pending[i], outcomes[i], isOwnDoing);
    }

    static void AnswerKnown(PendingCommand pending, StoredOutcome? stored, bool isOwnDoing)
    {
        if (stored is null)
            pending.Fail(new(ProblemCode.Internal, "The journal knows the command id, but not its outcome.")
            {
                Applied = Applied.Unknown,
            });
        else if (stored.Digest != pending.Command.Digest)
            pending.Fail(new(ProblemCode.CommandIdReused,
                $"The command id \"{pending.Command.Id}\" was used before, for {stored.Target} at "
                + $"version {stored.Version}, with other content. Nothing was written."));
        else
            pending.Reply(new Outcome.Success(
                pending.Command.Id, stored.Target, stored.Version, stored.Time, stored.Events, null, !isOwnDoing));
    }

    /// <summary>How far a tenant is known to have come.</summary>
    internal Position HeadOf(Tenant tenant) => cache.HeadOf(tenant);

    /// <inheritdoc cref="StateCache.Saw"/>
    internal void Saw(Tenant tenant, Position before, Position head) => cache.Saw(tenant, before, head);

    /// <summary>A state that turned out to be behind.</summary>
    internal void Forget(AggregateKey key) => cache.Forget(key);

    internal void Close(AggregateKey key, Lane lane) => _lanes.TryRemove(new(key, lane));

    internal void Close(Tenant tenant, TenantAppender appender) => _appenders.TryRemove(new(tenant, appender));

    internal Task PauseAsync(TimeSpan pause) => Task.Delay(pause, time);

    /// <summary>Takes responsibility for work that answers pending by itself: a fault in it is a bug, and is logged.</summary>
    internal void Own(Task work)
    {
        if (!work.IsCompletedSuccessfully)
            _ = work.ContinueWith(
                static (failed, state) => LogLaneFailed((ILogger)state!, failed.Exception), logger,
                CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    async Task<Outcome> LeaveAfterAsync(Task<Outcome> answer, long bytes)
    {
        var outcome = await answer;
        _gate.Leave(bytes);
        return outcome;
    }

    public void Dispose() => _appendSlots.Dispose();

    TenantAppender Open(Tenant tenant) => new(tenant, this, journal, limits, time, _appendSlots, logger);

    async Task AnswerConflictAsync(PendingCommand pending, Problem why)
    {
        try
        {
            var expected = pending.Command.TargetVersion ?? Version.None;
            var current = why.CurrentVersion ?? Version.None;
            if (expected < current)
            {
                var since = await Slice.OfHistoryAsync(
                    journal.Reader, pending.Command.Target, expected, current, limits.MaxEventsSince,
                    limits.MaxBytesSince, CancellationToken.None);
                why = why with { EventsSince = since.Items };
            }
        }
        catch (Exception failure)   // the refusal stands; what happened since can be read later
        {
            LogLookUpFailed(logger, failure, pending.Command.Target.Tenant);
        }
        pending.Fail(why);
    }

    static Problem Contended(Command command) =>
        new(ProblemCode.VersionConflict, $"{command.Target} is being changed too often by others; try again.")
        {
            IsRetryable = true,
        };

    [LoggerMessage(1001, LogLevel.Error, "Deciding command {CommandId} for {Target} failed")]
    static partial void LogDecisionFailed(ILogger logger, Exception failure, CommandId commandId, AggregateKey target);

    [LoggerMessage(1003, LogLevel.Warning, "The state of {Target} can't be loaded")]
    static partial void LogLoadFailed(ILogger logger, Exception failure, AggregateKey target);

    [LoggerMessage(1004, LogLevel.Error, "What happened before to tenant {Tenant} can't be read")]
    static partial void LogLookUpFailed(ILogger logger, Exception failure, Tenant tenant);

    [LoggerMessage(1002, LogLevel.Critical, "A lane failed: this is a bug")]
    static partial void LogLaneFailed(ILogger logger, Exception? failure);
}

/// <summary>What deciding came to: a decision and the state it was made on, or a problem.</summary>
readonly record struct Attempt(AggregateState Before, Decision? Decision, Problem? Problem)
{
    public Attempt(AggregateState before, Decision decision) : this(before, decision, null)
    {
    }

    public Attempt(Problem problem) : this(AggregateState.None, null, problem)
    {
    }
}
