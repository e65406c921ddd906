using System.Diagnostics;
using Patchlog.Deciding;
using Patchlog.Journal;

namespace Patchlog.Commands;

/// <summary>What the sender of a command hears that was only tried.</summary>
static class Trials
{
    /// <summary>What would come of the command: its decision, which the journal has confirmed.</summary>
    public static Outcome.Trial Of(PendingCommand pending)
    {
        var trial = Begin(pending) with
        {
            Reads = pending.Append.Reads,
            Log = pending.Decision?.Log ?? [],
            Trace = pending.Decision?.Trace,
        };

        return pending.Decision switch
        {
            Decision.Accept accept => trial with
            {
                Version = pending.Before.Version.Plus(accept.Events.Length),
                Events = accept.Events,
                Body = accept.BodyAfter,
                Rules = accept.Fired,
            },
            Decision.Reject { Why: var why } => trial with
            {
                Rejection = why with { CommandId = trial.CommandId, Trace = null },
            },
            Decision.Unchanged => trial with { Body = pending.Before.Body },
            Decision.BelongsTo or Decision.Needs or Decision.NeedsBundle or null =>
                throw new UnreachableException("Only a decided command is in a batch."),
            var decision => throw new UnreachableException($"There is no decision {decision}."),
        };
    }

    /// <summary>The command would be refused by the journal.</summary>
    public static Outcome.Trial Refused(PendingCommand pending, Problem why) => Begin(pending) with
    {
        Log = pending.Decision?.Log ?? [],
        Rejection = why with { CommandId = pending.Command.Id },
    };

    /// <summary>The command took effect before.</summary>
    public static Outcome.Trial Duplicate(PendingCommand pending, StoredOutcome stored) => Begin(pending) with
    {
        Target = stored.Target,
        Version = stored.Version,
        Events = [.. stored.Events.Select(@event => @event.Draft)],
        IsDuplicate = true,
    };

    static Outcome.Trial Begin(PendingCommand pending) =>
        new(pending.Command.Id, pending.Command.Target, pending.Before.Version);
}
