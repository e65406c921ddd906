using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Json;
using Patchlog.Statecharts;

namespace Patchlog.Deciding.Transitions;

/// <summary>One input of one instance, on its way from a question to a proposal. Not thread-safe.</summary>
/// <param name="question">What is decided.</param>
/// <param name="choice">The definition of the instance.</param>
/// <param name="input">What the command brings.</param>
sealed class Transition(Question question, DefinitionChoice.Choice choice, ProcessInput input)
{
    readonly Command _command = question.Command;

    public DefinitionChoice.Choice Choice => choice;

    public ProcessInput Input => input;

    /// <summary>The machine before the input; null before its start.</summary>
    public ChartSnapshot? Before { get; private set; }

    /// <summary>The same, where the guard lets nothing pass that is not there.</summary>
    public ChartSnapshot BeforeOrThrow =>
        Before ?? throw new UnreachableException("The guard lets nothing pass that needs an instance.");

    /// <summary>The position of the last event of the journal that the instance was given before.</summary>
    public long PositionBefore => question.State.Body is { } body ? InstanceDocument.PositionOf(body) : 0;

    /// <summary>Who the instance is.</summary>
    public StatechartSelf Self => new(choice.Process.Name, _command.Target.TargetId.Value);

    /// <summary>Reads the machine out of the document of the instance.</summary>
    /// <param name="chart">The definition that it was written by.</param>
    /// <param name="fault">Why it can't be read.</param>
    public bool TryReadBefore(Statechart chart, [NotNullWhen(false)] out StatechartFault? fault)
    {
        fault = null;
        if (question.State.Body is not { } body || input is ProcessInput.Start)
            return true;

        var isRead = ChartSnapshot.TryRead(chart, body, out var snapshot, out fault);
        Before = snapshot;

        return isRead;
    }

    /// <summary>What a step of the machine would leave.</summary>
    /// <param name="step">The step.</param>
    /// <param name="keys">The keys by which the instance is found after it.</param>
    /// <param name="stuck">Why the machine could not take the input itself; null where it could.</param>
    public Proposal Propose(ChartStep step, ImmutableArray<CorrelationKey> keys, JsonObject? stuck = null)
    {
        var document = DocumentAfter(step, stuck);
        var report = ProcessReport.Of(choice.Process.Chart, step.After, step.IsTaken);
        var isOver = step.After.Status is not (ChartStatus.Active or ChartStatus.Compensating);
        var effects = new TransitionEffects(_command, document);
        effects.Add(step.Effects);
        document = effects.AddKeys(isOver ? [] : keys);

        var proposal = question.State.Body is { } before && input is not ProcessInput.Start
            ? Change(before, document, step, stuck is null ? TransitionNames.Of(input, Before, step) : "stuck")
            : Creation(document, step);

        return proposal with { Effects = effects.All, Log = step.Log, Process = report };
    }

    JsonObject DocumentAfter(ChartStep step, JsonObject? stuck)
    {
        var now = _command.ReceivedAt;
        var cause = (input as ProcessInput.Feed)?.Event;
        var document = input is ProcessInput.Start || question.State.Body is not { } before
            ? InstanceDocument.New(_command.Target.TargetId, choice.Process, choice.Bundle, now)
            : before;

        if (input is ProcessInput.Migration)
            document = InstanceDocument.WithDefinition(document, choice.Process, choice.Bundle);

        if (cause is ChartEvent.Outcome outcome)
            document = InstanceDocument.WithOutcome(document, outcome);

        document = InstanceDocument.WithTimers(document, step.Effects, cause as ChartEvent.Timer, now);
        if (!step.IsTaken)
            return document;

        document = InstanceDocument.WithPosition(document, input.JournalPosition);
        document = InstanceDocument.WithStuck(InstanceDocument.WithSnapshot(document, Before, step.After), stuck);

        return step.After.Status is ChartStatus.Active or ChartStatus.Compensating
            ? document
            : InstanceDocument.WithEnd(document, now);
    }

    Proposal Creation(JsonObject document, ChartStep step) =>
        new([new(NameOfCreation(step), EventType.Create, document, DataOf(step)), .. Emitted(step)], document);

    static string NameOfCreation(ChartStep step) => step.After.ActiveStates.IsEmpty ? "failed" : "started";

    Proposal Change(JsonObject before, JsonObject document, ChartStep step, string name)
    {
        if (!step.IsTaken && document.Equals(before))
            return new([], before);

        var change = Proposal.OfDifference("", before, document);
        var body = change.Events is [{ Body: { } operations }] ? operations : JsonArray.Empty;
        var last = new ProposedEvent(name, EventType.Patch, body, DataOf(step));

        return new([.. Emitted(step), last], change.BodyAfter);
    }

    static IEnumerable<ProposedEvent> Emitted(ChartStep step) =>
        step.Effects.OfType<ChartEffect.Emit>().Select(
            emit => new ProposedEvent(emit.Name, EventType.Patch, JsonArray.Empty, emit.Data));

    JsonObject DataOf(ChartStep step)
    {
        var data = new JsonObject.Builder();
        data.Set("input", TransitionNames.Of(input));
        if (Before is { } before)
            data.Set("from", StatesOf(before));

        data.Set("to", StatesOf(step.After));
        var commands = step.Effects.OfType<ChartEffect.SendCommand>().ToArray();
        if (commands.Length > 0)
        {
            data.Set("commands", JsonArray.Of(
            [
                .. commands.Select(one => JsonString.From(
                    ProcessIds.OfCommand(_command.Target, one.Number).Value)),
            ]));
        }

        return data.Build();
    }

    static JsonArray StatesOf(ChartSnapshot snapshot) =>
        JsonArray.Of([.. snapshot.ActiveStates.Select(JsonString.From)]);
}
