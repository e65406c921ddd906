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
    /// What becomes of an input that no machine takes: what was stored for it ends, and the instance, if it is there,
    /// gets a note.
    /// </summary>
    public static Proposal ProposeEnd(in Question question)
    {
        var (command, before) = (question.Command, question.State.Body);
        var proposal = before is not null && ProcessInput.Of(command) is ProcessInput.Failure { Note: var note }
            ? Proposal.OfDifference(
                "stuck", before, InstanceDocument.WithStuck(before, NoteOf(note, command.ReceivedAt)))
            : new Proposal([], before);

        return proposal with { Effects = EndedEffects.Of(command) };
    }

    // The input in short: the event has it whole.
    static JsonObject NoteOf(JsonObject note, DateTimeOffset now) => JsonObject.Of(
        new("input", TransitionNames.Of(ProcessInput.Of(note["input"] as JsonObject ?? JsonObject.Empty))),
        new("problem", note["problem"] ?? JsonValue.Null), new("since", ScriptedCommand.TextOf(now)));

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
                from.Process.Chart, transition.BeforeOrThrow, states.ToImmutable(), out var step, out fault)
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

        return transition.Input is ProcessInput.Feed { Event: var cause }
            ? chart.TryStep(engine, transition.Self, before, cause, out step, out fault)
            : throw new UnreachableException($"There is no input {transition.Input}.");
    }

    static Problem Explain(DefinitionChoice.Choice choice, StatechartFault fault)
    {
        var file = fault.File ?? choice.Process.File;
        var place = fault.Line == 0 ? file : $"{file}:{fault.Line}:{fault.Column}";

        return Problem.At(
            ProblemCode.ProcessFailed, fault.Pointer ?? "", fault.Code,
            $"{place}: {Excerpt.Of(fault.Message, TransitionLimits.MaxTextLength)}");
    }
}
