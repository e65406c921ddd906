using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Patchlog.Deciding;
using Patchlog.Journal;
using Patchlog.States;

namespace Patchlog.Commands;

/// <summary>
/// What the journal's answer means: for memory, for the lane, and for the sender. A command that the journal knows from
/// before gets its first outcome. Thread-safe.
/// </summary>
sealed partial class Settlement(
    StateCache cache, IJournalReader reader, CommandLimits limits, Supervisor supervisor, ILogger logger)
{
    /// <summary>How far a tenant is known to have come.</summary>
    public Position HeadOf(Tenant tenant) => cache.HeadOf(tenant);

    /// <inheritdoc cref="StateCache.ObserveHead"/>
    public void ObserveHead(Tenant tenant, Position before, Position head) => cache.ObserveHead(tenant, before, head);

    /// <summary>Completes a batch that the journal has answered, entry after entry.</summary>
    /// <param name="tenant">The owner of the batch.</param>
    /// <param name="batch">The entries.</param>
    /// <param name="result">The journal's answer.</param>
    /// <param name="isRepeated">True if an earlier try to append the batch may have taken effect.</param>
    public void Complete(Tenant tenant, IReadOnlyList<BatchEntry> batch, AppendResult result, bool isRepeated)
    {
        List<PendingCommand>? known = null;
        for (var i = 0; i < batch.Count; i++)
        {
            var (pending, lane) = batch[i];
            switch (result.Entries[i])
            {
                case AppendedEntry.Admitted:
                    pending.Commit(result.Time);

                    // Before the lane hears of it: from then on the next command of the aggregate may pass this one,
                    // and the state after that one must not be overwritten with this one's.
                    Cache(pending, result.Head, result.Events[i]);
                    lane.Complete(pending, AppendStatus.Admitted);
                    Answer(pending, result.Time, result.Events[i]);
                    break;

                case AppendedEntry.Known:
                    lane.Complete(pending, AppendStatus.Dropped);
                    (known ??= []).Add(pending);
                    break;

                case AppendedEntry.Refused:
                    lane.Complete(pending, AppendStatus.Refused);
                    break;
            }
        }

        if (known is not null)
            supervisor.Supervise(AnswerKnownAsync(tenant, known, isRepeated));
    }

    /// <summary>Answers a whole batch with one problem; nothing of it is in the state.</summary>
    public static void Fail(IEnumerable<BatchEntry> batch, Problem problem)
    {
        foreach (var (pending, lane) in batch)
        {
            lane.Complete(pending, AppendStatus.Dropped);
            pending.Fail(problem);
        }
    }

    /// <summary>Answers those entries of a batch that a fault has left without an answer.</summary>
    public static void FailOpen(List<BatchEntry> batch) => Fail(
        batch.FindAll(entry => entry.Pending.Status == AppendStatus.Open),
        new(ProblemCode.Internal, "The server has a fault; its log says more.") { Applied = Applied.Unknown });

    /// <summary>Keeps the committed state after a command in memory.</summary>
    void Cache(PendingCommand pending, Position head, ImmutableArray<Event> events)
    {
        var target = pending.Command.Target;
        var asOf = events.IsEmpty ? head : events[^1].Position;

        // Most creations are not followed by a command soon, and their parsed documents would only age the heap: the
        // first patch loads them.
        if (pending.Append.Events is [{ Type: EventType.Create }])
            cache.Forget(target);
        else if (pending.After is { } after && after.Version != Version.None)
            cache.Put(target, after, asOf);

        cache.ObserveAppend(target.Tenant, new(asOf.Number - events.Length), asOf);
    }

    void Answer(PendingCommand pending, DateTimeOffset time, ImmutableArray<Event> events)
    {
        var command = pending.Command;
        switch (pending.Decision)
        {
            case Decision.Reject { Why: var why } when why.Code == ProblemCode.VersionConflict:
                supervisor.Supervise(AnswerConflictAsync(pending, why));
                break;

            case Decision.Reject { Why: var why }:
                pending.Fail(why);
                break;

            case Decision.Accept or Decision.Unchanged:
                pending.Reply(new Outcome.Success(
                    command.Id, command.Target, pending.Append.VersionAfter, time, events, pending.Append.BodyAfter,
                    IsDuplicate: false));
                break;

            default:
                throw new UnreachableException("Only a decided command is in a batch.");
        }
    }

    async Task AnswerConflictAsync(PendingCommand pending, Problem why)
    {
        try
        {
            var expected = pending.Command.TargetVersion ?? Version.None;
            var current = why.CurrentVersion ?? Version.None;
            if (expected < current)
            {
                var since = await Paging.ReadHistoryAsync(
                    reader, pending.Command.Target, expected, current, limits.MaxEventsSince, limits.MaxBytesSince,
                    CancellationToken.None);
                why = why with { EventsSince = since.Items };
            }
        }
        catch (Exception failure)   // the refusal stands; the events since can be read later
        {
            LogLookUpFailed(logger, failure, pending.Command.Target.Tenant);
        }

        pending.Fail(why);
    }

    /// <summary>Answers commands whose ids are in the journal with their first outcomes.</summary>
    /// <param name="tenant">The owner of the commands.</param>
    /// <param name="known">The commands.</param>
    /// <param name="isRepeated">
    /// True if they may be there through an append of this process whose answer got lost: they are no duplicates then.
    /// </param>
    async Task AnswerKnownAsync(Tenant tenant, List<PendingCommand> known, bool isRepeated)
    {
        StoredOutcome?[] outcomes;
        try
        {
            var ids = known.ConvertAll(pending => pending.Command.Id);
            outcomes = await reader.FindCommandsAsync(tenant, ids, CancellationToken.None);
        }
        catch (Exception failure)   // whatever it is, they must be answered
        {
            LogLookUpFailed(logger, failure, tenant);
            var problem = new Problem(ProblemCode.OutcomeUnknown,
                "The command id is known, but its outcome can't be read now. Send it again.");
            foreach (var pending in known)
                pending.Fail(problem);

            return;
        }

        for (var i = 0; i < outcomes.Length; i++)
            AnswerKnown(known[i], outcomes[i], isRepeated);
    }

    static void AnswerKnown(PendingCommand pending, StoredOutcome? stored, bool isRepeated)
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
                pending.Command.Id, stored.Target, stored.Version, stored.Time, stored.Events, Body: null,
                IsDuplicate: !isRepeated));
    }

    [LoggerMessage(1004, LogLevel.Error, "What happened before to tenant {Tenant} can't be read")]
    static partial void LogLookUpFailed(ILogger logger, Exception failure, Tenant tenant);
}
