using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Bundles;
using Patchlog.Deciding.Handlers;
using Patchlog.Json;

namespace Patchlog.Deciding;

/// <summary>
/// Decides a command on a state in four steps: guard, propose, judge, conclude. Pure and synchronous, without I/O,
/// clock or randomness, so that deciding again gives the same answer. Thread-safe.
/// </summary>
/// <param name="limits">What a patch may do, and how large a document may become.</param>
/// <param name="validates">Whether documents and arguments are held to the schemas of the bundle.</param>
sealed class Decider(PatchLimits limits, bool validates = true)
{
    readonly HandlerRunner _handlers = new(limits);

    /// <summary>What decides the command in place of the server; null if nothing does.</summary>
    public static HandlerScript? FindHandler(Command command, Bundle bundle) =>
        bundle.Find(command.Target.TargetName) is not { } type ? null
        : command.Type == CommandType.Logic ? type.FindCommand(command.Name)?.Handler
        : type.Overrides.GetValueOrDefault(command.Type);

    /// <summary>Decides.</summary>
    public Decision Decide(in Question question)
    {
        var proposal = default(Proposal);
        var isGranted = Guard.TryPass(question, out var problem)
            && TryPropose(question, out proposal, out problem)
            && Judgement.TryJudge(question, proposal, limits, validates, out problem);

        var decision = !isGranted && problem is not null ? new Decision.Reject(problem)
            : FindOtherTarget(question.Command, proposal) is { } id ? new Decision.BelongsTo(id)
            : Conclude(question, proposal);

        return proposal.Log.IsDefaultOrEmpty ? decision : decision with { Log = proposal.Log };
    }

    bool TryPropose(in Question question, out Proposal proposal, [NotNullWhen(false)] out Problem? problem)
    {
        var command = question.Command;
        if (FindHandler(command, question.Bundle) is { } handler)
        {
            proposal = default;
            problem = validates ? Judgement.FindWrongArguments(question) : null;

            return problem is null && _handlers.TryPropose(question, handler, out proposal, out problem);
        }

        return command.Type switch
        {
            CommandType.Put when IsDecidedByHandlers(question) => Refuse(
                new(ProblemCode.UnknownCommand,
                    $"Handlers create and patch {command.Target.TargetName}, and there is none for put."),
                out proposal, out problem),
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

    // A document that is put would pass by what decides its creation and its changes.
    static bool IsDecidedByHandlers(in Question question) =>
        question.Bundle.Find(question.Command.Target.TargetName) is { Overrides: var overrides }
        && (overrides.ContainsKey(CommandType.Create) || overrides.ContainsKey(CommandType.Patch));

    static bool Refuse(Problem why, out Proposal proposal, out Problem problem)
    {
        (proposal, problem) = (default, why);
        return false;
    }

    /// <summary>
    /// The aggregate that a handler has made where the sender named none, unless the command is there.
    /// </summary>
    static AggregateId? FindOtherTarget(Command command, in Proposal proposal) =>
        command is { Type: CommandType.Logic, TargetOrigin: not TargetOrigin.Sender }
        && proposal.Events.FirstOrDefault(one => one.Type == EventType.Create) is { Body: JsonObject created }
        && created["id"] is JsonString { Value: var id } && id != command.Target.TargetId.Value
            ? AggregateId.Trusted(id)
            : null;

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
