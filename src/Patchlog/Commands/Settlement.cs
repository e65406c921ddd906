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
/// <param name="cache">Keeps the states after the commands.</param>
/// <param name="reader">Has the first outcomes of commands.</param>
/// <param name="lost">Called when a tenant's journal has lost its end.</param>
/// <param name="supervisor">Runs what nobody waits for.</param>
/// <param name="logger">Takes failures.</param>
sealed partial class Settlement(
    StateCache cache, IJournalReader reader, Action<Tenant> lost, Supervisor supervisor, ILogger logger)
{
    /// <inheritdoc cref="StateCache.KnownOf"/>
    public (int Generation, Head Head) KnownOf(Tenant tenant) => cache.KnownOf(tenant);

    /// <summary>
    /// The journal has lost what a batch rested on: forgets everything of that generation, and lets every command of
    /// the batch be decided anew.
    /// </summary>
    public void Void(Tenant tenant, int generation, List<BatchEntry> batch)
    {
        lost(tenant);
        cache.Forget(generation);
        Refuse(batch);
    }

    /// <summary>Lets commands be decided anew.</summary>
    public static void Refuse(List<BatchEntry> batch)
    {
        foreach (var (pending, lane) in batch)
            lane.Complete(pending, AppendStatus.Refused);
    }

    /// <summary>Completes a batch that the journal has answered, entry after entry.</summary>
    /// <param name="tenant">The owner of the batch.</param>
    /// <param name="generation">The generation of memory in which it was decided.</param>
    /// <param name="batch">The entries.</param>
    /// <param name="written">The journal's answer.</param>
    public void Complete(Tenant tenant, int generation, IReadOnlyList<BatchEntry> batch, WrittenBatch written)
    {
        List<PendingCommand> known = [];
        try
        {
            for (var i = 0; i < batch.Count; i++)
                if (written.Result.Entries[i] == AppendedEntry.Known)
                    known.Add(Drop(batch[i]));
                else if (written.IsLookUp)
                    batch[i].Lane.Complete(batch[i].Pending, AppendStatus.Refused);
                else
                    Complete(batch[i], written.Result, i);
        }
        finally
        {
            if (known.Count > 0)
                supervisor.Supervise(AnswerKnownAsync(tenant, known, written));
        }

        cache.ObserveHead(
            tenant, generation, new(new(written.Result.HeadAfter, written.Result.DigestAfter), IsGone: false));
    }

    /// <summary>Answers a whole batch with one problem; nothing of it is in the state.</summary>
    public static void Fail(IEnumerable<BatchEntry> batch, Problem problem)
    {
        foreach (var entry in batch)
            Drop(entry).Fail(problem);
    }

    /// <summary>Answers those entries of a batch that a fault has left without an answer.</summary>
    public static void FailOpen(List<BatchEntry> batch)
    {
        var problem = new Problem(ProblemCode.Internal, "The server has a fault; its log says more.")
        {
            Applied = Applied.Unknown,
        };

        // What was refused is decided anew by its lane; what is known is answered when it has been looked up.
        foreach (var entry in batch)
            if (entry.Pending.Status == AppendStatus.Open)
                Drop(entry).Fail(problem);
            else if (entry.Pending.Status == AppendStatus.Admitted)
                entry.Pending.Fail(problem);
    }

    void Complete(BatchEntry entry, AppendResult result, int index)
    {
        var (pending, lane) = entry;
        if (result.Entries[index] == AppendedEntry.Refused)
        {
            lane.Complete(pending, AppendStatus.Refused);
            return;
        }

        // The journal's own word: what is chained on it is decided again.
        if (result.Entries[index] == AppendedEntry.NotUnique)
        {
            Refuse(Drop(entry), UniquenessProblem.Of(pending.Command, result.ViolationsOf(index)));
            return;
        }

        pending.Commit(result.Time);

        // Before the lane hears of it: from then on the next command of the aggregate may pass this one, and the state
        // after that one must not be overwritten with this one's.
        Cache(pending, result.Head, result.Events[index]);
        lane.Complete(pending, AppendStatus.Admitted);
        Answer(pending, result.Time, result.Events[index]);
    }

    // What the journal refuses of a command that is only tried is what was asked for.
    static void Refuse(PendingCommand pending, Problem why)
    {
        if (pending.Command.IsTrial)
            pending.Reply(Trials.Refused(pending, why));
        else
            pending.Fail(why);
    }

    static PendingCommand Drop(BatchEntry entry)
    {
        entry.Lane.Complete(entry.Pending, AppendStatus.Dropped);

        return entry.Pending;
    }

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
            cache.Put(target, after, asOf, pending.Generation);

        cache.ObserveAppend(target.Tenant, new(asOf.Number - events.Length), asOf, pending.Generation);
    }

    static void Answer(PendingCommand pending, DateTimeOffset time, ImmutableArray<Event> events)
    {
        var command = pending.Command;
        if (command.IsTrial)
        {
            pending.Reply(Trials.Of(pending));
            return;
        }

        switch (pending.Decision)
        {
            case Decision.Reject { Why: var why }:
                pending.Fail(why);
                break;

            case Decision.Accept or Decision.Unchanged:
                pending.Reply(new Outcome.Success(
                    command.Id, command.Target, pending.Append.VersionAfter, time, events, pending.Append.BodyAfter,
                    IsDuplicate: false)
                {
                    Trace = pending.Decision.Trace,
                    Process = pending.Decision.Process,
                });
                break;

            case Decision.BelongsTo or Decision.Needs or Decision.NeedsBundle or null:
                throw new UnreachableException("Only a decided command is in a batch.");

            default:
                throw new UnreachableException($"There is no answer to {pending.Decision}.");
        }
    }

    /// <summary>Answers commands whose ids are in the journal with their first outcomes.</summary>
    async Task AnswerKnownAsync(Tenant tenant, List<PendingCommand> known, WrittenBatch written)
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
            AnswerKnown(known[i], outcomes[i], written);
    }

    static void AnswerKnown(PendingCommand pending, StoredOutcome? stored, in WrittenBatch written)
    {
        if (stored is null)
            pending.Fail(new(ProblemCode.Internal, "The journal knows the command id, but not its outcome.")
            {
                Applied = Applied.Unknown,
            });
        else if (stored.Digest != pending.Command.Digest)
            Refuse(pending, new(ProblemCode.CommandIdReused,
                $"The command id \"{pending.Command.Id}\" was used before, for {stored.Target} at "
                + $"version {stored.Version}, with other content. Nothing was written."));
        else if (pending.Command.IsTrial)
            pending.Reply(Trials.Duplicate(pending, stored));
        else
            pending.Reply(new Outcome.Success(
                pending.Command.Id, stored.Target, stored.Version, stored.Time, stored.Events, Body: null,
                written.IsDuplicate(stored)));
    }

    [LoggerMessage(1004, LogLevel.Error, "What happened before to tenant {Tenant} can't be read")]
    static partial void LogLookUpFailed(ILogger logger, Exception failure, Tenant tenant);
}
