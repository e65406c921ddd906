using Patchlog.Deciding;
using Patchlog.Journal;

namespace Patchlog.Commands;

/// <summary>
/// One command on its way to an answer. Owned by the lane of its aggregate, but for <see cref="AppendStatus"/>, which the
/// appender sets as well; a pending is never touched by two threads without the hand-over of a queue between.
/// </summary>
sealed class PendingCommand(Command command)
{
    // Continuations run where the answer is given, one after another: so answers keep the order of the journal.
    readonly TaskCompletionSource<Outcome> _answer = new();

    public Command Command { get; } = command;

    public Task<Outcome> Answer => _answer.Task;

    /// <summary>How often the command itself (not one it was chained to) lost to another writer.</summary>
    public int LostRaces { get; set; }

    /// <summary>What the latest decision was made on.</summary>
    public AggregateState Before { get; private set; } = AggregateState.None;

    /// <summary>The latest decision.</summary>
    public Decision? Decision { get; private set; }

    /// <summary>The latest decision as an entry for the journal.</summary>
    public Append Append
    {
        get => field ?? throw new InvalidOperationException("The command is not decided yet.");
        private set;
    }

    /// <summary>The pending on whose uncommitted result the decision rests; null if it rests on nothing such.</summary>
    public PendingCommand? Predecessor { get; private set; }

    /// <summary>How far the latest attempt has come.</summary>
    public AppendStatus AppendStatus { get; private set; }

    /// <summary>The committed state after it; null until it has arrived.</summary>
    public AggregateState? After { get; private set; }

    public void Decide(AggregateState before, PendingCommand? predecessor, Decision decision)
    {
        (Before, Predecessor, Decision, AppendStatus, After) = (before, predecessor, decision, AppendStatus.Open, null);
        Append = new()
        {
            Command = Command,
            Expected = before.Version,
            Kind = decision switch
            {
                Decision.Accept => AppendKind.Events,
                Decision.Unchanged => AppendKind.Unchanged,
                _ => AppendKind.Check,
            },
            Events = (decision as Decision.Accept)?.Events ?? [],
            BodyAfter = decision is Decision.Accept accept ? accept.BodyAfter : before.Body,
        };
    }

    /// <summary>What the aggregate will be if this attempt is admitted; its times are known only then.</summary>
    public AggregateState Expected => Append.Kind == AppendKind.Events
        ? Before with { Version = Append.VersionAfter, Body = Append.BodyAfter }
        : Before;

    /// <summary>The journal has admitted the attempt, at this time: tells what it left.</summary>
    public void Arrive(DateTimeOffset time)
    {
        // The predecessor was settled before, in the order of the batch, and knows when the aggregate came to be.
        var before = Predecessor?.After ?? Before;
        After = Append.Kind == AppendKind.Events
            ? new(Append.VersionAfter, Append.BodyAfter, before.Version == Version.None ? time : before.CreatedAt, time)
            : before;
    }

    /// <summary>Ends the attempt; one that was admitted has arrived before.</summary>
    public void Settle(AppendStatus standing)
    {
        AppendStatus = standing;
        Predecessor = null; // else every pending would keep all before it alive
    }

    public void Reply(Outcome outcome) => _answer.TrySetResult(outcome);

    public void Fail(Problem problem) =>
        Reply(new Outcome.Failure(problem with { CommandId = Command.Id }));
}

/// <summary>How far an attempt has come.</summary>
enum AppendStatus
{
    /// <summary>Decided, and not yet answered by the journal.</summary>
    Open,

    /// <summary>In the journal.</summary>
    Admitted,

    /// <summary>Not in the journal: what it was decided on no longer holds. To be decided anew.</summary>
    Refused,

    /// <summary>Not in the journal, and answered: it was there before, or the journal failed.</summary>
    Dropped,
}
