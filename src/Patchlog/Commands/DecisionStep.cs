using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Patchlog.Admission;
using Patchlog.Bundles;
using Patchlog.Deciding;
using Patchlog.Deciding.BusinessRules;
using Patchlog.Journal;
using Patchlog.Json;
using Patchlog.States;

namespace Patchlog.Commands;

/// <summary>
/// State, then bundle, then decision. A short decision about a generic command is made where the command came from,
/// which may be a socket's read loop; everything else is made on the decision pool. Thread-safe.
/// </summary>
sealed partial class DecisionStep(
    StateCache cache, StateLoader loader, ActiveBundle bundles, Decider decider, PoolDecider pool,
    CommandLimits limits, OutageLog outages, TimeProvider time, ILogger logger)
{
    /// <summary>Decides a command on the given state, else on the one in memory, else on the stored one.</summary>
    /// <returns>The decision, or the problem of a command that could not be decided: nothing was written.</returns>
    public async ValueTask<Result<Decided>> DecideAsync(PendingCommand pending, RememberedState? given)
    {
        var command = pending.Command;
        if (pending.Deadline.HasPassed)
            return ExplainDeadline();

        if (pending.LostRaces > limits.MaxLostRaces)
            return ExplainContention(command);

        if (BundleFor(command) is not { } bundle)
            return ExplainNoBundle();

        try
        {
            // Asked for before the state: what is found in a generation is void with it.
            var generation = given?.Generation ?? cache.Generation;
            var state = given?.State ?? FindState(pending) ?? await LoadAsync(pending);
            var question = new Question(state, command, bundle);

            var decision = IsShort(question) ? decider.Decide(question) : await pool.DecideAsync(question, pending);

            if (!command.IsTrial)
                foreach (var line in decision.Log)
                    LogLine(logger, command.Target, command.Name, line, command.Id);

            return decision is Decision.BelongsTo
                ? ExplainOtherTarget(pending, decision)
                : Decided.Of(command, new(state, generation), decision);
        }
        catch (JournalUnavailableException failure)
        {
            outages.ReportRefused(command.Target.Tenant, failure);
            return failure.Problem;
        }
        catch (Exception failure) when (failure is TimeoutException or ReadRefusedException)
        {
            return ExplainDeadline();
        }
        catch (JournalDamagedException damage)
        {
            return damage.Problem;
        }
        catch (Exception failure)   // a bug in deciding must cost one command, not the lane
        {
            LogDecisionFailed(logger, failure, command.Id, command.Target);
            return new Problem(ProblemCode.Internal, $"Deciding {command.Target} failed; nothing was written.");
        }
    }

    /// <summary>
    /// The command with the aggregate that its handler names, where the sender named none: decided on absent state,
    /// outside of any lane. The command as it is where that is not to be known; its lane decides again, and says why.
    /// </summary>
    public async Task<PendingCommand> NameTargetAsync(PendingCommand pending)
    {
        var command = pending.Command;
        if (BundleFor(command) is not { } bundle)
            return Again(pending, command, []);

        try
        {
            var decision = await pool.DecideAsync(new(AggregateState.None, command, bundle), pending);

            var named = decision is Decision.BelongsTo { Id: var id }
                ? command with
                {
                    Target = command.Target with { TargetId = id },
                    TargetOrigin = TargetOrigin.Handler,
                }
                : command;

            return Again(pending, named, decision.Conditions);
        }
        catch (Exception failure)   // what it was comes again in the lane, and is answered there
        {
            if (!IsExpected(failure))
                LogDecisionFailed(logger, failure, command.Id, command.Target);

            return Again(pending, command, []);
        }
    }

    static PendingCommand Again(PendingCommand pending, Command command, ImmutableArray<Condition> namedOn) =>
        new(command, pending.Deadline) { LostRaces = pending.LostRaces, NamedOn = namedOn };

    static bool IsExpected(Exception failure) => failure is TimeoutException or ReadRefusedException
        or JournalUnavailableException or JournalDamagedException;

    // The time that is left bounds the wait and not the load, whose answer others may wait for.
    async Task<AggregateState> LoadAsync(PendingCommand pending)
    {
        pending.LetGo();
        var left = Deadline.NotNegative(pending.Deadline.Left);
        var holding = loader.HoldAsync(pending.Command.Target, Flow.Of(pending.Command), left);
        var held = await LateDisposal.WaitAsync(holding, left, time);
        pending.Hold(held);

        return held.State;
    }

    AggregateState? FindState(PendingCommand pending)
    {
        var command = pending.Command;
        if (cache.Find(command.Target) is { } cached)
            return cached;

        // A creation may be decided on the guess that there is nothing: the journal refuses it if there is.
        return command.Type == CommandType.Create && pending.LostRaces == 0 ? AggregateState.None : null;
    }

    // What the server says of itself is no affair of a domain.
    Bundle? BundleFor(Command command) =>
        command.Target.Tenant == Tenant.System ? Bundle.Empty : bundles.Current;

    bool IsShort(in Question question)
    {
        var command = question.Command;
        var bytes = (command.Body?.Utf8Length ?? 0) + (question.State.Body?.Utf8Length ?? 0);

        return command.Type is not (CommandType.Logic or CommandType.Orchestration)
            && Decider.FindHandler(command, question.Bundle) is null
            && Decider.FindReads(command, question.Bundle) is null
            && !RuleJudge.HasRules(command, question.Bundle)
            && bytes <= limits.MaxInlineDecisionBytes
            && ((bytes <= limits.MaxInlineValidatedBytes && !IsMultiplying(command)) || !HasSchema(question))
            && (command.Patch?.Operations.Length ?? 0) <= limits.MaxInlineDecisionOperations;
    }

    // A few copies of a document into itself make a large one of it.
    static bool IsMultiplying(Command command) =>
        command.Patch?.Operations.Any(static operation => operation.Kind == PatchOperationKind.Copy) ?? false;

    static bool HasSchema(in Question question) =>
        question.Bundle.Find(question.Command.Target.TargetName)?.Schema is not null;

    static Problem ExplainDeadline() =>
        new(ProblemCode.Unavailable, "The database or the server was too slow; nothing was written. Send it again.");

    static Problem ExplainNoBundle() =>
        new(ProblemCode.Unavailable,
            "The server has no good bundle yet, and judges nothing without it; see /readyz?verbose.");

    // Where what was read has changed since it was named, another name is what is to be expected.
    Problem ExplainOtherTarget(PendingCommand pending, Decision decision)
    {
        if (!pending.NamedOn.SequenceEqual(decision.Conditions))
        {
            foreach (var condition in pending.NamedOn)
                cache.Forget(condition.Key);

            pending.IsMisplaced = true;
            return ExplainContention(pending.Command);
        }

        return new(ProblemCode.HandlerFailed,
            $"The handler of {pending.Command.Name} has named another document the second time, as after a change of "
            + "the bundle; nothing was written. Send it again.")
        {
            IsRetryable = true,
        };
    }

    static Problem ExplainContention(Command command) =>
        new(ProblemCode.VersionConflict,
            $"{command.Target}, or what its decision reads, is being changed too often by others; try again.")
        {
            IsRetryable = true,
        };

    [LoggerMessage(1001, LogLevel.Error, "Deciding command {CommandId} for {Target} failed")]
    static partial void LogDecisionFailed(ILogger logger, Exception failure, CommandId commandId, AggregateKey target);

    [LoggerMessage(1007, LogLevel.Information, "{Target} {Command}: {Line} ({CommandId})")]
    static partial void LogLine(ILogger logger, AggregateKey target, string command, string line, CommandId commandId);
}
