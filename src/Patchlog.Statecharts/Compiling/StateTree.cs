using System.Collections.Immutable;
using Patchlog.Json;
using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Compiling;

/// <summary>The first look at a definition: which states there are, in document order.</summary>
/// <param name="faults">Gets what is wrong.</param>
sealed class StateTree(FaultList faults)
{
    static readonly string[] RootKeys =
    [
        "$schema", "id", "version", "description", "meta", "tags", "type", "initial", "context", "states", "on",
        "always", "after", "entry", "exit", "onDone", "output", "invoke", "delays", "start", "correlate", "retry",
    ];

    static readonly string[] StateKeys =
    [
        "id", "type", "description", "meta", "tags", "initial", "states", "on", "always", "after", "entry", "exit",
        "onDone", "invoke",
    ];

    static readonly string[] FinalKeys =
        ["id", "type", "description", "meta", "tags", "entry", "exit", "output"];

    static readonly string[] HistoryKeys = ["id", "type", "description", "meta", "history", "target"];

    readonly List<(StateNode Node, Section Section)> _states = [];
    readonly Dictionary<string, StateNode> _byId = new(StringComparer.Ordinal);
    readonly Dictionary<(StateNode, string), StateNode> _children = [];

    /// <summary>All states in document order, each with its section.</summary>
    public IReadOnlyList<(StateNode Node, Section Section)> States => _states;

    public IReadOnlyDictionary<string, StateNode> ById => _byId;

    /// <summary>Finds the states that the definition names.</summary>
    public StatePaths Paths => new(_states[0].Node, _byId, _children);

    /// <summary>Reads all states below a root.</summary>
    public void Read(Section root, string id) => Add(root, id, "", null);

    StateNode? Add(Section section, string defaultId, string key, StateNode? parent)
    {
        if (_states.Count >= StatechartLimits.MaxStates || parent?.Depth >= StatechartLimits.MaxDepth)
        {
            faults.Add(
                "", $"There are at most {StatechartLimits.MaxStates} states in {StatechartLimits.MaxDepth} levels.");
            return null;
        }

        var kind = KindOf(section, parent is null);
        var id = parent is not null && section.Has("id") && section.TryGetText("id", out var given) ? given : defaultId;
        var node = new StateNode(_states.Count, key, parent, id, kind, section.Pointer);
        if (!_byId.TryAdd(id, node))
            faults.Add(section.Pointer, $"Two states have the id \"{id}\".");

        _states.Add((node, section));
        CheckKeys(node, section);
        AddChildren(node, section);
        node.End = _states.Count;

        return node;
    }

    StateKind KindOf(Section section, bool isRoot)
    {
        var type = section.Text("type");
        var hasStates = section["states"] is JsonObject { Count: > 0 };
        switch (type)
        {
            case null:
                return hasStates ? StateKind.Compound : section.Has("history") ? StateKind.History : StateKind.Atomic;
            case "atomic" when !hasStates:
                return StateKind.Atomic;
            case "compound" when hasStates:
                return StateKind.Compound;
            case "parallel" when hasStates:
                return StateKind.Parallel;
            case "final" when !isRoot:
                return StateKind.Final;
            case "history" when !isRoot:
                return StateKind.History;
            default:
                faults.Add(section.At("type"), TypeAdvice(type, isRoot));
                return hasStates ? StateKind.Compound : StateKind.Atomic;
        }
    }

    static string TypeAdvice(string type, bool isRoot) => type switch
    {
        "atomic" => "An atomic state has no \"states\".",
        "compound" or "parallel" => $"A {type} state has \"states\".",
        "final" or "history" when isRoot => $"The root is no {type} state.",
        _ => "The type of a state is atomic, compound, parallel, final or history.",
    };

    void CheckKeys(StateNode node, Section section)
    {
        switch (node.Kind)
        {
            case StateKind.Final when node.Parent?.Parent is null:
                section.Allow([.. FinalKeys, "compensate"]);
                break;
            case StateKind.Final:
                section.Allow(FinalKeys);
                break;
            case StateKind.History:
                section.Allow(HistoryKeys);
                break;
            case StateKind.Atomic or StateKind.Compound or StateKind.Parallel:
                section.Allow(node.Parent is null ? RootKeys : StateKeys);
                break;
        }

        foreach (var name in (ReadOnlySpan<string>)["description", "version"])
            section.Text(name);
        if (node.Kind != StateKind.Compound && section.Has("initial"))
            faults.Add(section.At("initial"), "Only a compound state has an \"initial\" state.");
        if (node.Kind is not (StateKind.Compound or StateKind.Parallel) && section.Has("onDone"))
            faults.Add(section.At("onDone"), "Only a compound or parallel state can be done.");
    }

    void AddChildren(StateNode node, Section section)
    {
        if (node.Kind is StateKind.Final or StateKind.History || section.Child("states") is not { } states)
            return;

        var (children, histories) =
            (ImmutableArray.CreateBuilder<StateNode>(), ImmutableArray.CreateBuilder<StateNode>());
        foreach (var (key, value) in states.Json.Members)
        {
            if (key.Length == 0 || key.Contains('.', StringComparison.Ordinal) || key[0] == '#')
                faults.Add(states.At(key), "The name of a state has no dot in it, and no # at its beginning.");
            if (Section.Of(value, states.At(key), "A state", faults) is not { } below
                || Add(below, $"{_states[0].Node.Id}.{Join(node.Path, key)}", key, node) is not { } child)
            {
                continue;
            }

            _children[(node, key)] = child;
            (child.Kind == StateKind.History ? histories : children).Add(child);
        }

        (node.Children, node.Histories) = (children.ToImmutable(), histories.ToImmutable());
    }

    static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
