using System.Diagnostics.CodeAnalysis;
using Patchlog.Deciding.Transitions;

namespace Patchlog.Deciding;

/// <summary>
/// The first step: is the aggregate there, and is it the expected one? The order is the contract: a deleted document is
/// gone before its version is stale.
/// </summary>
static class Guard
{
    /// <summary>Whether the command may go on from the state; a problem says why not.</summary>
    public static bool TryPass(in Question question, [NotNullWhen(false)] out Problem? problem)
    {
        var (state, command) = (question.State, question.Command);
        problem = FindMissing(state, command)
            ?? FindStale(state, command)
            ?? FindFailedPrecondition(state, command)
            ?? FindPresent(state, command);

        return problem is null;
    }

    static Problem? FindMissing(AggregateState state, Command command)
    {
        if (state.IsAlive || !NeedsAggregate(state, command))
            return null;

        return state.IsDeleted
            ? new(ProblemCode.Deleted, $"{command.Target} was deleted; its last version is {state.Version}.")
            {
                CurrentVersion = state.Version,
            }
            : new(ProblemCode.NotFound, $"{command.Target} has never existed.");
    }

    // A handler may create what has never been there, but revives only what it names itself.
    static bool NeedsAggregate(AggregateState state, Command command) => command.Type switch
    {
        CommandType.Patch or CommandType.Delete => true,
        CommandType.Logic => state.IsDeleted && command.TargetOrigin == TargetOrigin.Sender,
        CommandType.Orchestration => !ProcessInput.IsStart(command) && !ProcessInput.EndsEffect(command),
        CommandType.Create or CommandType.Put => false,
    };

    static Problem? FindStale(AggregateState state, Command command)
    {
        if (command.TargetVersion is not { } expected || IsExpected(expected, state))
            return null;

        return new(ProblemCode.VersionConflict,
            $"{command.Target} is at version {state.Version}; the command expected {expected}.")
        {
            CurrentVersion = state.Version,
            IsRetryable = false,
        };
    }

    // Version 0 is expected where there is no aggregate, or a deleted one; the deletion's own version holds, too.
    static bool IsExpected(Version expected, AggregateState state) =>
        expected == Version.None ? !state.IsAlive : expected == state.Version;

    static Problem? FindFailedPrecondition(AggregateState state, Command command)
    {
        if (command.Precondition?.Holds(state) != false)
            return null;

        var absence = state.IsAlive ? "" : " and not there";
        return new(ProblemCode.PreconditionFailed,
            $"{command.Target} is at version {state.Version}{absence}, which the conditional headers exclude.")
        {
            CurrentVersion = state.Version,
        };
    }

    // What is created must be new, and so must be what a handler starts.
    static Problem? FindPresent(AggregateState state, Command command)
    {
        var isStart = command.Type == CommandType.Create
            || ProcessInput.IsStart(command)
            || command is { Type: CommandType.Logic, TargetOrigin: not TargetOrigin.Sender };

        return !isStart || !state.IsAlive
            ? null
            : new(ProblemCode.AlreadyExists, $"{command.Target} exists, at version {state.Version}.")
            {
                CurrentVersion = state.Version,
            };
    }
}
