using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Json;
using Patchlog.Scripting;
using Patchlog.Statecharts;

namespace Patchlog.Deciding.Transitions;

/// <summary>
/// The second step for orchestration commands: a machine takes an input, and what it asks for becomes events and
/// effects of one append. Deciding again gives the same answer. Thread-safe.
/// </summary>
/// <param name="engines">Where the expressions of machines run.</param>
sealed class TransitionRunner(ScriptPool engines)
{
    /// <summary>What the input would come to; a problem says why it can't be taken.</summary>
    /// <param name="question">What is decided.</param>
    /// <param name="choice">The definition of the instance.</param>
    /// <param name="proposal">The change.</param>
    /// <param name="problem">Why there is none.</param>
    public bool TryPropose(
        in Question question, DefinitionChoice.Choice choice,
        out Proposal proposal, [NotNullWhen(false)] out Problem? problem)
    {
        var input = ProcessInput.Of(question.Command);
        using var engine = engines.Rent(ScriptedCommand.AmbientOf(question), TransitionLimits.Script);
        if (input is ProcessInput.Migration migration)
            return TryMigrate(engine, question, choice, migration, out proposal, out problem);

        var transition = new Transition(question, choice, input);
        if (!transition.TryReadBefore(choice.Process.Chart, out var fault)
            || !TryStep(engine, transition, out var step, out fault)
            || !choice.Process.Chart.TryFindKeys(engine, step.After, transition.Self, out var keys, out fault))
        {
            proposal = new([], question.State.Body);
            problem = Explain(choice, fault);
            return false;
        }

        proposal = transition.Propose(step, keys);
        problem = null;

        return true;
    }

    /// <summary>
    /// What becomes of an input that no machine takes: what was stored for it ends. The instance, if it is there, gets
    /// a note, and awaits nothing any more that won't come again; one that could not start is there to be seen.
    /// </summary>
    /// <param name="question">What is decided.</param>
    /// <param name="choice">The definition of the instance; null if there is none.</param>
    public Proposal ProposeEnd(in Question question, DefinitionChoice.Choice? choice)
    {
        if (ProcessInput.Of(question.Command) is not ProcessInput.Failure failure)
            return WithoutChange(question);

        return choice is not null && TryProposeForgone(question, choice, failure, out var forgone) ? forgone
            : question.State.Body is { } before ? ProposeNote(question, failure, before)
            : WithoutChange(question);
    }

    static Proposal WithoutChange(in Question question) =>
        new([], question.State.Body) { Effects = EndedEffects.Of(question.Command) };

    static Proposal ProposeNote(in Question question, ProcessInput.Failure failure, JsonObject before)
    {
        var note = NoteOf(failure, question.Command.ReceivedAt);
        var noted = InstanceDocument.WithPosition(
            InstanceDocument.WithStuck(before, note), failure.JournalPosition);

        return Proposal.OfDifference("stuck", before, noted) with { Effects = EndedEffects.Of(question.Command) };
    }

    bool TryProposeForgone(
        in Question question, DefinitionChoice.Choice choice, ProcessInput.Failure failure, out Proposal proposal)
    {
        proposal = default;
        var (chart, input) = (choice.Process.Chart, ProcessInput.InputOf(failure));
        var note = NoteOf(failure, question.Command.ReceivedAt);
        var transition = new Transition(question, choice, input);
        if (input is ProcessInput.Start && question.State.Body is null)
        {
            var unstarted = chart.Unstarted(failure.Note["problem"] ?? JsonValue.Null);
            proposal = transition.Propose(new(unstarted, IsTaken: true, [], []), keys: [], note);
            return true;
        }

        if (input is not ProcessInput.Feed { Event: ChartEvent.Outcome outcome })
            return false;

        using var engine = engines.Rent(ScriptedCommand.AmbientOf(question), TransitionLimits.Script);
        if (!transition.TryReadBefore(chart, out _) || transition.Before is not { } before
            || !chart.TryForgo(engine, transition.Self, before, outcome, out var step, out _)
            || !chart.TryFindKeys(engine, step.After, transition.Self, out var keys, out _))
        {
            return false;
        }

        proposal = transition.Propose(step with { IsTaken = true }, keys, note);
        return true;
    }

    // The input in short: the event has it whole.
    static JsonObject NoteOf(ProcessInput.Failure failure, DateTimeOffset now) => JsonObject.Of(
        new("input", TransitionNames.Of(ProcessInput.InputOf(failure))),
        new("problem", failure.Note["problem"] ?? JsonValue.Null), new("since", ScriptedCommand.TextOf(now)));

    static bool TryMigrate(
        ScriptEngine engine, in Question question, DefinitionChoice.Choice from, ProcessInput.Migration migration,
        out Proposal proposal, [NotNullWhen(false)] out Problem? problem)
    {
        proposal = new([], question.State.Body);
        if (question.Bundle.FindProcess(from.Process.Name) is not { } target)
        {
            problem = new(ProblemCode.UnknownProcess, $"The bundle has no process \"{from.Process.Name}\".");
            return false;
        }

        var to = new DefinitionChoice.Choice(target, question.Bundle);
        var transition = new Transition(question, to, migration);
        var states = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, path) in migration.States.Members)
            states[name] = (path as JsonString)?.Value ?? "";

        if (!transition.TryReadBefore(from.Process.Chart, out var fault)
            || !target.Chart.TryMigrate(
                engine, transition.Self, from.Process.Chart, transition.BeforeOrThrow, states.ToImmutable(),
                out var step, out fault)
            || !target.Chart.TryFindKeys(engine, step.After, transition.Self, out var keys, out fault))
        {
            problem = Explain(to, fault);
            return false;
        }

        proposal = transition.Propose(step with { IsTaken = true }, keys);
        problem = null;

        return true;
    }

    static bool TryStep(
        ScriptEngine engine, Transition transition,
        [NotNullWhen(true)] out ChartStep? step, [NotNullWhen(false)] out StatechartFault? fault)
    {
        var chart = transition.Choice.Process.Chart;
        if (transition.Input is ProcessInput.Start start)
            return chart.TryStart(engine, transition.Self, start.Input, out step, out fault);

        var before = transition.BeforeOrThrow;
        if (transition.Input is ProcessInput.Cancel)
            return chart.TryCancel(engine, transition.Self, before, out step, out fault);

        if (transition.Input is not ProcessInput.Feed { Event: var cause, Position: var position })
            throw new UnreachableException($"There is no input {transition.Input}.");

        if (IsPassedOver(transition, cause, position))
        {
            (step, fault) = (new(before, IsTaken: false, [], []), null);
            return true;
        }

        return chart.TryStep(engine, transition.Self, before, cause, out step, out fault);
    }

    // An event of the journal that is older than what the instance has seen comes again after a failure; and only such
    // events are of a family.
    static bool IsPassedOver(Transition transition, ChartEvent cause, long? position) =>
        position is { } at ? at <= transition.PositionBefore
        : cause is ChartEvent.External { Type: var type } && transition.Choice.Process.Chart.IsFamily(type);

    static Problem Explain(DefinitionChoice.Choice choice, StatechartFault fault)
    {
        var file = fault.File ?? choice.Process.File;
        var place = fault.Line == 0 ? file : $"{file}:{fault.Line}:{fault.Column}";

        return Problem.At(
            ProblemCode.ProcessFailed, fault.Pointer ?? "", fault.Code,
            $"{place}: {Excerpt.Of(fault.Message, TransitionLimits.MaxTextLength)}");
    }
}
