using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Bundles;
using Patchlog.Deciding.BusinessRules;
using Patchlog.Deciding.Handlers;
using Patchlog.Deciding.Transitions;
using Patchlog.Json;
using Patchlog.Scripting;

namespace Patchlog.Deciding;

/// <summary>
/// Decides a command on a state in four steps: guard, propose, judge, conclude. Where the bundle names other aggregates
/// that the decision rests on, it asks for them after the first. Pure and synchronous, without I/O, clock or
/// randomness, so that deciding again gives the same answer. Thread-safe.
/// </summary>
sealed class Decider
{
    readonly PatchLimits _limits;
    readonly bool _validates;
    readonly HandlerRunner _handlers;
    readonly ReadsRunner _reads;
    readonly TransitionRunner _transitions;

    /// <param name="limits">What a patch may do, and how large a document may become.</param>
    /// <param name="validates">Whether documents and arguments are held to the schemas of the bundle.</param>
    public Decider(PatchLimits limits, bool validates = true)
    {
        (_limits, _validates) = (limits, validates);
        var engines = new ScriptPool(HandlerLimits.Script);
        (_handlers, _reads, _transitions) = (new(engines, limits), new(engines), new(engines));
    }

    /// <summary>What decides the command in place of the server; null if nothing does.</summary>
    public static BundleScript? FindHandler(Command command, Bundle bundle) =>
        bundle.Find(command.Target.TargetName) is not { } type ? null
        : command.Type == CommandType.Logic ? type.FindCommand(command.Name)?.Handler
        : type.Overrides.GetValueOrDefault(command.Type);

    /// <summary>What names the other aggregates that the command's decision rests on; null if none does.</summary>
    public static BundleScript? FindReads(Command command, Bundle bundle) =>
        bundle.Find(command.Target.TargetName)?.Reads;

    /// <summary>
    /// Decides; <see cref="Decision.Needs"/> only where the question has no reads, and
    /// <see cref="Decision.NeedsBundle"/> only where it has no origin.
    /// </summary>
    public Decision Decide(in Question question)
    {
        var proposal = default(Proposal);
        if (!Guard.TryPass(question, out var problem) || !HasGoodArguments(question, out problem))
            return Refuse(question, proposal, problem);

        if (question.Reads is null && FindReads(question.Command, question.Bundle) is { } reads)
        {
            if (!_reads.TryName(question, reads, out var keys, out problem))
                return Refuse(question, proposal, problem);

            if (!keys.IsEmpty)
                return new Decision.Needs(keys);
        }

        if (FindNeededBundle(question) is { } bundle)
            return new Decision.NeedsBundle(bundle);

        var others = question.Others;
        if (others.Sum(one => one.State.Body?.Utf8Length ?? 0L) is > HandlerLimits.MaxReadBytes and var bytes)
            return RefuseReads(question, bytes, ConditionsOf(others));

        var isGranted = TryPropose(question, out proposal, out problem)
            && Judgement.TryJudge(question, ref proposal, _limits, _validates, out problem);

        var decision = !isGranted && problem is not null ? Refuse(question, proposal, problem)
            : FindOtherTarget(question.Command, proposal) is { } id ? new Decision.BelongsTo(id)
            : Conclude(question, proposal);

        return proposal.Log.IsDefaultOrEmpty && question.Reads is null && !question.Command.IsTraced
            && proposal.Process is null
            ? decision
            : decision with
            {
                Process = proposal.Process,
                Log = proposal.Log.IsDefault ? [] : proposal.Log,
                Conditions = ConditionsOf(others),
                Trace = TraceOf(question, proposal),
            };
    }

    static Decision.Reject Refuse(in Question question, in Proposal proposal, Problem why)
    {
        var trace = TraceOf(question, proposal);

        return new Decision.Reject(why with { Trace = trace }) { Trace = trace };
    }

    static JsonObject? TraceOf(in Question question, in Proposal proposal) =>
        question.Command.IsTraced ? DecisionTrace.Of(question, proposal) : null;

    /// <summary>
    /// Refuses a command whose decision would rest on more bytes than may be loaded for it.
    /// </summary>
    /// <param name="question">The question, without its reads.</param>
    /// <param name="bytes">Bytes of the documents that the bundle names.</param>
    /// <param name="versions">The versions of which they are so large.</param>
    public static Decision RefuseReads(in Question question, long bytes, ImmutableArray<Condition> versions) =>
        new Decision.Reject(
            HandlerProblems.TooLargeReads(FindReads(question.Command, question.Bundle)?.File ?? "", bytes))
        {
            Conditions = versions,
        };

    bool HasGoodArguments(in Question question, [NotNullWhen(false)] out Problem? problem)
    {
        problem = _validates && FindHandler(question.Command, question.Bundle) is not null
            ? Judgement.FindWrongArguments(question)
            : null;

        return problem is null;
    }

    bool TryPropose(in Question question, out Proposal proposal, [NotNullWhen(false)] out Problem? problem)
    {
        var command = question.Command;
        if (FindHandler(command, question.Bundle) is { } handler)
            return _handlers.TryPropose(question, handler, out proposal, out problem);

        return command.Type switch
        {
            CommandType.Put when IsDecidedByHandlers(question) => Refuse(
                new(ProblemCode.UnknownCommand,
                    $"Handlers create and patch {command.Target.TargetName}, and there is none for put."),
                out proposal, out problem),
            CommandType.Create or CommandType.Put or CommandType.Patch or CommandType.Delete =>
                GenericCommands.TryPropose(question, _limits, out proposal, out problem),
            CommandType.Logic => Refuse(
                new(ProblemCode.UnknownCommand,
                    $"There is no handler for the command \"{command.Name}\" of {command.Target.TargetName}."),
                out proposal, out problem),
            CommandType.Orchestration => TryProposeTransition(question, out proposal, out problem),
        };
    }

    // An instance that is gone takes nothing, and what the server has kept for it ends.
    bool TryProposeTransition(
        in Question question, out Proposal proposal, [NotNullWhen(false)] out Problem? problem)
    {
        var command = question.Command;
        if (ProcessInput.IsNote(question))
        {
            _ = DefinitionChoice.TryFind(question, out var known, out _);
            (proposal, problem) = (_transitions.ProposeEnd(question, known), null);
            return true;
        }

        return DefinitionChoice.TryFind(question, out var choice, out _)
            ? _transitions.TryPropose(question, choice, out proposal, out problem)
            : Refuse(
                new(ProblemCode.UnknownProcess,
                    $"There is no process called \"{command.Target.TargetName.Process}\""
                    + (question.State.IsAlive ? " in the bundle that the instance began with." : ".")),
                out proposal, out problem);
    }

    static string? FindNeededBundle(in Question question)
    {
        string? needed = null;
        _ = question.Command.Type == CommandType.Orchestration
            && (question.State.IsAlive || ProcessInput.IsStart(question.Command)
                || ProcessInput.IsFailure(question.Command))
            && DefinitionChoice.TryFind(question, out _, out needed);

        return needed;
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

        var accepted = events.MoveToImmutable();

        return new Decision.Accept(accepted, proposal.BodyAfter, proposal.Effects, question.Bundle)
        {
            KeepsCommand = proposal.IsAmended || IsSeenByScripts(question, accepted),
            Fired = proposal.Fired,
        };
    }

    // To decide again what scripts have decided takes all that they saw.
    static bool IsSeenByScripts(in Question question, ImmutableArray<EventDraft> events)
    {
        var (command, bundle) = (question.Command, question.Bundle);
        if (command.Type == CommandType.Orchestration || FindHandler(command, bundle) is not null)
            return true;

        return (RuleJudge.HasRules(command, bundle) || FindReads(command, bundle) is not null)
            && !AskedCommand.IsTold(command, events);
    }

    static ImmutableArray<Condition> ConditionsOf(ImmutableArray<ReadState> others) =>
        [.. others.Select(one => new Condition(one.Key, one.State.Version))];
}
