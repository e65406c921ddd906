using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Json;

namespace Patchlog.Deciding;

/// <summary>
/// Decides a command on a state in four steps: guard, propose, judge, conclude. Pure and synchronous, without I/O,
/// clock or randomness, so that deciding again gives the same answer. Thread-safe.
/// </summary>
/// <param name="limits">What a patch may do, and how large a document may become.</param>
/// <param name="validates">Whether documents are held to the schemas of the bundle.</param>
sealed class Decider(PatchLimits limits, bool validates = true)
{
    /// <summary>Decides.</summary>
    public Decision Decide(in Question question)
    {
        if (!Guard.TryPass(question, out var problem)
            || !TryPropose(question, out var proposal, out problem)
            || !Judgement.TryJudge(question, proposal, limits, validates, out problem))
            return new Decision.Reject(problem);

        return Conclude(question, proposal);
    }

    bool TryPropose(in Question question, out Proposal proposal, [NotNullWhen(false)] out Problem? problem)
    {
        var command = question.Command;
        return command.Type switch
        {
            CommandType.Create or CommandType.Put or CommandType.Patch or CommandType.Delete =>
                GenericCommands.TryPropose(question, limits, out proposal, out problem),
            CommandType.Logic => Refuse(
                new(ProblemCode.UnknownCommand,
                    $"There is no handler for the command \"{command.Name}\" of {command.Target.TargetName}."),
                out proposal, out problem),
            CommandType.Orchestration => Refuse(
                new(ProblemCode.UnknownProcess, $"There is no process called \"{command.Target.TargetName}\"."),
                out proposal, out problem),
        };
    }

    static bool Refuse(Problem why, out Proposal proposal, out Problem problem)
    {
        (proposal, problem) = (default, why);
        return false;
    }

    /// <summary>Gives the events their versions.</summary>
    static Decision Conclude(in Question question, in Proposal proposal)
    {
        if (proposal.Events.IsEmpty && proposal.Effects.IsEmpty)
            return Decision.Unchanged.Instance;

        var before = question.State.Version;
        var events = ImmutableArray.CreateBuilder<EventDraft>(proposal.Events.Length);
        foreach (var proposed in proposal.Events)
        {
            var version = before.Plus(events.Count + 1);
            events.Add(new(proposed.Name, proposed.Type, version, proposed.Body, proposed.Data));
        }

        return new Decision.Accept(
            events.MoveToImmutable(), proposal.BodyAfter, proposal.Effects, question.Bundle);
    }
}
