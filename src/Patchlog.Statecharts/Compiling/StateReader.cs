using System.Collections.Immutable;
using Patchlog.Json;
using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Compiling;

/// <summary>The second look at a definition: what each state does.</summary>
/// <param name="paths">Finds states.</param>
/// <param name="transitions">Reads transitions.</param>
/// <param name="actions">Reads actions.</param>
/// <param name="invocations">Reads invocations.</param>
/// <param name="delays">Reads delays.</param>
/// <param name="scripts">Gets the expressions.</param>
/// <param name="faults">Gets what is wrong.</param>
sealed class StateReader(
    StatePaths paths, TransitionReader transitions, ActionReader actions, InvocationReader invocations,
    DelayReader delays, ScriptCollector scripts, FaultList faults)
{
    /// <summary>Completes a state.</summary>
    public void Read(StateNode node, Section section)
    {
        if (node.Kind == StateKind.History)
        {
            ReadHistory(node, section);
            return;
        }

        node.Tags = ReadTags(section);
        node.Entry = actions.Read(section, "entry");
        node.Exit = actions.Read(section, "exit");
        if (section["output"] is { } output)
            node.Output = TemplateReader.Read(output, section.At("output"), scripts);
        if (node.Kind == StateKind.Final)
        {
            node.Compensates = section.Flag("compensate");
            return;
        }

        if (node.Kind == StateKind.Compound)
            ReadInitial(node, section);
        ReadTransitions(node, section);
    }

    void ReadHistory(StateNode node, Section section)
    {
        node.IsDeep = section["history"] is JsonString { Value: "deep" };
        if (section["history"] is { } history && !node.IsDeep && history is not JsonString { Value: "shallow" }
            && history != JsonValue.True)
        {
            faults.Add(section.At("history"), "\"history\" is \"shallow\" or \"deep\".");
        }

        node.HistoryTargets = transitions.ReadTargets(section, node);
        foreach (var target in node.HistoryTargets)
        {
            if (node.Parent is { } parent && (!target.IsBelow(parent) || target.Kind == StateKind.History))
                faults.Add(section.At("target"), "The target of a history state is a state inside of its parent.");
        }
    }

    void ReadInitial(StateNode node, Section section)
    {
        var (key, pointer) = (section["initial"] as JsonString, section.At("initial"));
        if (section["initial"] is JsonObject)
        {
            var initial = section.Child("initial")?.Allow("target", "actions", "description", "meta");
            key = initial?["target"] as JsonString;
            if (initial is not null)
                node.InitialActions = actions.Read(initial, "actions");
        }

        node.Initial = key is null ? null : paths.FindChild(node, key.Value);
        if (node.Initial is null)
        {
            var names = string.Join(", ", node.Children.Select(child => child.Key));
            faults.Add(
                section.Has("initial") ? pointer : section.Pointer,
                $"\"initial\" names the child that is active first: {names}.");
        }
        else if (node.Initial is { Kind: StateKind.History, HistoryTargets.IsEmpty: true } && !HasTarget(section, key))
        {
            faults.Add(pointer, "A history state that is initial has a \"target\".");
        }
    }

    // The history state itself is read later: it stands behind its parent.
    static bool HasTarget(Section section, JsonString? key) =>
        key is not null && section["states"] is JsonObject states
        && states[key.Value] is JsonObject history && history["target"] is not null;

    ImmutableArray<string> ReadTags(Section section)
    {
        var tags = ImmutableArray.CreateBuilder<string>();
        foreach (var (value, pointer) in section.OneOrMany("tags"))
        {
            if (value is JsonString tag)
                tags.Add(tag.Value);
            else
                faults.Add(pointer, "A tag is a text.");
        }

        return tags.ToImmutable();
    }

    void ReadTransitions(StateNode node, Section section)
    {
        var rows = new List<(string Descriptor, ImmutableArray<Transition> Transitions)>();
        ReadOn(node, section, rows);
        if (section.Has("onDone"))
            Set(rows, node.DoneEvent, transitions.Read(section, "onDone", node, node.DoneEvent));

        ReadInvocations(node, section, rows);
        ReadAfter(node, section, rows);

        node.Transitions = new(rows);
        node.Always = transitions.Read(section, "always", node, "");
    }

    void ReadOn(
        StateNode node, Section section, List<(string Descriptor, ImmutableArray<Transition> Transitions)> rows)
    {
        if (section.Child("on") is not { } on)
            return;

        foreach (var (descriptor, _) in on.Json.Members)
        {
            if (!EventDescriptors.IsValid(descriptor))
            {
                faults.Add(
                    on.At(descriptor),
                    $"\"{descriptor}\" describes no events: write their type, \"prefix.*\" or \"*\", in at most "
                    + $"{StatechartLimits.MaxNameLength} characters.");
            }

            rows.Add((descriptor, transitions.Read(on, descriptor, node, descriptor)));
        }
    }

    void ReadInvocations(
        StateNode node, Section section, List<(string Descriptor, ImmutableArray<Transition> Transitions)> rows)
    {
        var all = ImmutableArray.CreateBuilder<Invocation>();
        foreach (var (invocation, written) in invocations.Read(section, node.Id))
        {
            all.Add(invocation);
            if (written.Has("onDone"))
                Set(rows, invocation.DoneEvent, transitions.Read(written, "onDone", node, invocation.DoneEvent));
            if (written.Has("onError"))
                Set(rows, invocation.ErrorEvent, transitions.Read(written, "onError", node, invocation.ErrorEvent));
        }

        node.Invocations = all.ToImmutable();
    }

    void ReadAfter(
        StateNode node, Section section, List<(string Descriptor, ImmutableArray<Transition> Transitions)> rows)
    {
        if (section.Child("after") is not { } after)
            return;

        var all = ImmutableArray.CreateBuilder<Delayed>();
        foreach (var (key, _) in after.Json.Members)
        {
            var eventType = $"xstate.after.{key}.{node.Id}";
            if (delays.ReadKey(key, after.At(key)) is { } delay)
                all.Add(new(key, delay, eventType));

            Set(rows, eventType, transitions.Read(after, key, node, eventType));
        }

        node.After = all.ToImmutable();
    }

    static void Set(
        List<(string Descriptor, ImmutableArray<Transition> Transitions)> rows,
        string descriptor, ImmutableArray<Transition> transitions)
    {
        rows.RemoveAll(row => row.Descriptor == descriptor);
        rows.Add((descriptor, transitions));
    }
}
