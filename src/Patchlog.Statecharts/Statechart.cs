using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Patchlog.Json;
using Patchlog.Scripting;
using Patchlog.Statecharts.Compiling;
using Patchlog.Statecharts.Definitions;
using Patchlog.Statecharts.Snapshots;
using Patchlog.Statecharts.Stepping;

namespace Patchlog.Statecharts;

/// <summary>
/// A state machine in the shape of XState 5, compiled: immutable, and safe to share between threads. It is interpreted
/// by the algorithm of SCXML (W3C Recommendation of 1 September 2015, appendix D): pure steps, without a clock.
/// </summary>
/// <remarks>
/// Expressions run on the engine that a step is given, whose ambient time and chance are all that they know of these.
/// No method throws for anything that a definition, its scripts or an event can do.
/// </remarks>
public sealed class Statechart
{
    Statechart(StatechartSource source, ChartDefinition definition, PreparedScript expressions)
    {
        (Source, Definition, Expressions) = (source, definition, expressions);
        Starting = new(definition.Root, definition.States);
    }

    /// <summary>Compiles a definition.</summary>
    /// <param name="source">The definition, and the module beside it.</param>
    /// <param name="chart">The machine, if the answer is true.</param>
    /// <param name="faults">All that is wrong, if the answer is false; else empty.</param>
    public static bool TryCompile(
        StatechartSource source, [NotNullWhen(true)] out Statechart? chart, out ImmutableArray<StatechartFault> faults)
    {
        ArgumentNullException.ThrowIfNull(source);
        var reader = new DefinitionReader(source);
        chart = reader.TryRead(out var definition, out var expressions) ? new(source, definition, expressions) : null;
        faults = reader.Faults;

        return chart is not null;
    }

    /// <summary>The machine's <c>id</c>: the file's name without one.</summary>
    public string Id => Definition.Id;

    /// <summary>The version that its author gave it; null without one.</summary>
    public string? Version => Definition.Version;

    /// <summary>The definition as it was written.</summary>
    public JsonObject Document => Definition.Document;

    /// <summary>Whether events may start instances.</summary>
    public bool HasStart => !Definition.Starts.IsEmpty;

    internal StatechartSource Source { get; }

    internal ChartDefinition Definition { get; }

    internal PreparedScript Expressions { get; }

    internal StartingTransition Starting { get; }

    /// <summary>Whether an event of the type may start an instance.</summary>
    public bool MayStart(string eventType)
    {
        foreach (var start in Definition.Starts)
        {
            if (start.On.Match(eventType))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether the definition means a family of events by a type, such as <c>orders</c> where it has <c>orders.*</c>.
    /// </summary>
    public bool IsFamily(string eventType) => Definition.Taken.HasPrefix(eventType);

    /// <summary>Whether there is a correlation for events of the type, and a transition that could take one.</summary>
    public bool MayTake(string eventType)
    {
        foreach (var correlation in Definition.Correlations)
        {
            if (correlation.On.Match(eventType))
                return Definition.Taken.Match(eventType);
        }

        return false;
    }

    /// <summary>The event descriptors of transitions that could be taken now: each once, in ordinal order.</summary>
    public ImmutableArray<string> AcceptedEvents(ChartSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return snapshot.Status == ChartStatus.Active && snapshot.Chart == this ? AcceptedEventList.Of(snapshot) : [];
    }

    /// <summary>The id of the instance that an event starts, and its input; null if it starts none.</summary>
    /// <param name="engine">Runs expressions, in one use; ask outside of its Enter and Leave.</param>
    /// <param name="cause">The event.</param>
    /// <param name="start">The first rule's answer that takes the event; null if there is none.</param>
    /// <param name="fault">Why nothing could be found out.</param>
    public bool TryFindStart(
        ScriptEngine engine, ChartEvent.External cause,
        out (string Id, JsonValue Input)? start, [NotNullWhen(false)] out StatechartFault? fault)
    {
        ArgumentNullException.ThrowIfNull(cause);
        return KeyFinder.TryFindStart(this, engine, cause, out start, out fault);
    }

    /// <summary>
    /// The keys by which an event finds the instances that it belongs to, in the order of the definition.
    /// </summary>
    /// <param name="engine">Runs expressions, in one use; ask outside of its Enter and Leave.</param>
    /// <param name="cause">The event.</param>
    /// <param name="keys">The keys; a correlation for which the event has none is left out.</param>
    /// <param name="fault">Why nothing could be found out.</param>
    public bool TryFindKeys(
        ScriptEngine engine, ChartEvent.External cause,
        out ImmutableArray<CorrelationKey> keys, [NotNullWhen(false)] out StatechartFault? fault)
    {
        ArgumentNullException.ThrowIfNull(cause);
        return KeyFinder.TryFindKeys(this, engine, cause, out keys, out fault);
    }

    /// <summary>
    /// The keys by which an instance is found, at most one for each correlation; correlations by id have none.
    /// </summary>
    /// <param name="engine">Runs expressions, in one use; ask outside of its Enter and Leave.</param>
    /// <param name="snapshot">The instance.</param>
    /// <param name="self">Who it is.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="fault">Why nothing could be found out.</param>
    public bool TryFindKeys(
        ScriptEngine engine, ChartSnapshot snapshot, StatechartSelf self,
        out ImmutableArray<CorrelationKey> keys, [NotNullWhen(false)] out StatechartFault? fault)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return KeyFinder.TryFindKeys(this, engine, snapshot, self, out keys, out fault);
    }

    /// <summary>Starts an instance.</summary>
    /// <param name="engine">Runs its expressions, in one use; ask outside of its Enter and Leave.</param>
    /// <param name="self">The instance.</param>
    /// <param name="input">What expressions see as <c>input</c> while it starts.</param>
    /// <param name="step">What came of it.</param>
    /// <param name="fault">Why nothing did.</param>
    public bool TryStart(
        ScriptEngine engine, StatechartSelf self, JsonValue input,
        [NotNullWhen(true)] out ChartStep? step, [NotNullWhen(false)] out StatechartFault? fault) =>
        Interpreter.TryRun(() => Interpreter.Start(this, new(engine, this, self, input), input), out step, out fault);

    /// <summary>Feeds an instance with an event.</summary>
    /// <param name="engine">Runs its expressions, in one use; ask outside of its Enter and Leave.</param>
    /// <param name="self">The instance.</param>
    /// <param name="before">The instance as it is.</param>
    /// <param name="cause">
    /// The event. One from outside whose type begins with <c>xstate.</c> is not taken: only machines make those.
    /// </param>
    /// <param name="step">What came of it.</param>
    /// <param name="fault">Why nothing did: then the instance is as it was.</param>
    public bool TryStep(
        ScriptEngine engine, StatechartSelf self, ChartSnapshot before, ChartEvent cause,
        [NotNullWhen(true)] out ChartStep? step, [NotNullWhen(false)] out StatechartFault? fault)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(cause);
        if (before.Chart == this)
        {
            return Interpreter.TryRun(
                () => Interpreter.Step(new(engine, this, self, null), before, cause), out step, out fault);
        }

        (step, fault) = (null, ForeignSnapshot());
        return false;
    }

    /// <summary>Ends an instance that is not over, and has it undo what it did.</summary>
    /// <param name="engine">Runs its expressions, in one use; ask outside of its Enter and Leave.</param>
    /// <param name="self">The instance.</param>
    /// <param name="before">The instance as it is; one that ends already, or has ended, stays as it is.</param>
    /// <param name="step">What came of it.</param>
    /// <param name="fault">Why nothing did.</param>
    public bool TryCancel(
        ScriptEngine engine, StatechartSelf self, ChartSnapshot before,
        [NotNullWhen(true)] out ChartStep? step, [NotNullWhen(false)] out StatechartFault? fault)
    {
        ArgumentNullException.ThrowIfNull(before);
        if (before.Chart == this)
        {
            return Interpreter.TryRun(
                () => Interpreter.Cancel(new(engine, this, self, null), before), out step, out fault);
        }

        (step, fault) = (null, ForeignSnapshot());
        return false;
    }

    /// <summary>
    /// Has an instance await an outcome no longer that it can't take; what its command did is undone when the instance
    /// fails or is cancelled.
    /// </summary>
    /// <param name="engine">Runs its expressions, in one use; ask outside of its Enter and Leave.</param>
    /// <param name="self">The instance.</param>
    /// <param name="before">The instance as it is.</param>
    /// <param name="outcome">The outcome.</param>
    /// <param name="step">What came of it.</param>
    /// <param name="fault">Why nothing did.</param>
    public bool TryForgo(
        ScriptEngine engine, StatechartSelf self, ChartSnapshot before, ChartEvent.Outcome outcome,
        [NotNullWhen(true)] out ChartStep? step, [NotNullWhen(false)] out StatechartFault? fault)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(outcome);
        if (before.Chart == this)
        {
            return Interpreter.TryRun(
                () => Interpreter.Forgo(new(engine, this, self, null), before, outcome), out step, out fault);
        }

        (step, fault) = (null, ForeignSnapshot());
        return false;
    }

    /// <summary>An instance that could not start.</summary>
    /// <param name="error">Why.</param>
    public ChartSnapshot Unstarted(JsonValue error) =>
        new(this) { Status = ChartStatus.Failed, Context = Definition.Context, Error = error };

    /// <summary>
    /// Moves an instance of another definition onto this one. States that the mapping does not name must be here under
    /// the same path; timers and invocations go on where their states have them, else end. Timers that active states
    /// have only here are set; nothing is invoked, and no action runs.
    /// </summary>
    /// <param name="engine">Runs its expressions, in one use; ask outside of its Enter and Leave.</param>
    /// <param name="self">The instance.</param>
    /// <param name="from">The definition that the instance has.</param>
    /// <param name="before">The instance.</param>
    /// <param name="states">Paths of states there, and of those here.</param>
    /// <param name="step">What came of it.</param>
    /// <param name="fault">Why the instance can't be moved.</param>
    public bool TryMigrate(
        ScriptEngine engine, StatechartSelf self,
        Statechart from, ChartSnapshot before, ImmutableDictionary<string, string> states,
        [NotNullWhen(true)] out ChartStep? step, [NotNullWhen(false)] out StatechartFault? fault)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(states);
        if (before.Chart == from)
        {
            var migration = new Migration(before, this, states);
            return Interpreter.TryRun(() => migration.Run(new(engine, this, self, null)), out step, out fault);
        }

        (step, fault) = (null, ForeignSnapshot());
        return false;
    }

    internal StatechartFault FaultAt(string code, string message, string pointer) =>
        FaultList.Locate(Source.Name, Encoding.UTF8.GetBytes(Source.Text), pointer, message, code);

    StatechartFault ForeignSnapshot() => new(
        StatechartFaultCodes.Snapshot, $"The snapshot is not one of this definition of \"{Id}\".", Source.Name);
}
