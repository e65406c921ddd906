using System.Collections.Immutable;
using Patchlog.Deciding;
using Patchlog.Journal;
using Patchlog.States;

namespace Patchlog.Commands;

/// <summary>
/// One command on its way to an answer. The lane of its aggregate owns it; the hand-over to the appender and back goes
/// through a queue, so that two threads never touch it at once. Only <see cref="Status"/> is read by the appender as
/// well.
/// </summary>
/// <param name="command">The command.</param>
/// <param name="deadline">Up to when it may wait.</param>
sealed class PendingCommand(Command command, Deadline deadline)
{
    // Continuations run where the answer is given, one after another: so answers keep the order of the journal.
    readonly TaskCompletionSource<Outcome> _answer = new();

    HeldState? _held;

    public Command Command { get; } = command;

    /// <summary>Up to when it may wait, whatever for.</summary>
    public Deadline Deadline => deadline;

    public Task<Outcome> Answer => _answer.Task;

    /// <summary>How often the command itself (not one it was chained to) lost to another writer.</summary>
    public int LostRaces { get; set; }

    /// <summary>
    /// What the name of the aggregate rests on, where the sender gave none: it may be another one when that changes.
    /// </summary>
    public ImmutableArray<Condition> NamedOn { get; init; } = [];

    /// <summary>True if it was answered because its aggregate is another one by now: it is to be named again.</summary>
    public bool IsMisplaced { get; set; }

    /// <summary>The state that the latest decision was made on.</summary>
    public AggregateState Before { get; private set; } = AggregateState.None;

    /// <summary>The generation of memory that this state is of.</summary>
    public int Generation { get; private set; }

    /// <summary>The latest decision.</summary>
    public Decision? Decision { get; private set; }

    /// <summary>The latest decision as an entry for the journal.</summary>
    /// <exception cref="InvalidOperationException">The command is not decided yet.</exception>
    public Append Append
    {
        get => field ?? throw new InvalidOperationException("The command is not decided yet.");
        private set;
    }

    /// <summary>The command on whose uncommitted result the decision rests; null if that was committed.</summary>
    public PendingCommand? Predecessor { get; private set; }

    /// <summary>How far the latest attempt has come.</summary>
    public AppendStatus Status { get; private set; }

    /// <summary>The committed state after the command; null until <see cref="Commit"/>.</summary>
    public AggregateState? After { get; private set; }

    /// <summary>
    /// The state after the command if this attempt is admitted. When that is, is known only then: later than all times.
    /// </summary>
    public RememberedState Expected => new(
        Append.Kind == AppendKind.Events
            ? Before with
            {
                Version = Append.VersionAfter,
                Body = Append.BodyAfter,
                UpdatedAt = DateTimeOffset.MaxValue,
            }
            : Before,
        Generation);

    /// <summary>Begins an attempt.</summary>
    /// <param name="decided">The decision.</param>
    /// <param name="before">The state that it was made on, with its times if they are known by now.</param>
    /// <param name="predecessor">The command whose result that state is, if it is not committed yet; else null.</param>
    public void Decide(in Decided decided, RememberedState before, PendingCommand? predecessor)
    {
        (Before, Generation) = before;
        (Decision, Append) = (decided.Decision, decided.Append);
        (Predecessor, Status, After) = (predecessor, AppendStatus.Open, null);
    }

    /// <summary>
    /// The journal has admitted the attempt at a time: computes the committed state after the command.
    /// </summary>
    public void Commit(DateTimeOffset time)
    {
        // The predecessor was completed before, in the order of the batch, and knows when the aggregate was created.
        var before = Predecessor?.After ?? Before;

        After = Append.Kind == AppendKind.Events
            ? new(Append.VersionAfter, Append.BodyAfter, before.Version == Version.None ? time : before.CreatedAt, time)
            : before;
    }

    /// <summary>Ends the attempt; one that was admitted has been committed before.</summary>
    public void Complete(AppendStatus status)
    {
        Status = status;
        Predecessor = null; // else every command would keep all before it alive
    }

    /// <summary>Holds the memory of a state until the command is answered, or decided on another one.</summary>
    public void Hold(HeldState held) => _held = held;

    /// <summary>Gives back what it holds: whoever waits for room for its own state holds none.</summary>
    public void LetGo()
    {
        _held?.Dispose();
        _held = null;
    }

    /// <summary>Answers the command.</summary>
    public void Reply(Outcome outcome)
    {
        if (_answer.TrySetResult(outcome))
            LetGo();
    }

    /// <summary>Answers the command with a problem.</summary>
    public void Fail(Problem problem) =>
        Reply(new Outcome.Failure(problem with { CommandId = Command.Id }));
}
