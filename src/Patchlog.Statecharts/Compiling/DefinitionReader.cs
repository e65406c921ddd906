using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Json;
using Patchlog.Scripting;
using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Compiling;

/// <summary>Reads a definition: all that is wrong with it is found, not only the first.</summary>
/// <param name="source">The definition.</param>
sealed class DefinitionReader(StatechartSource source)
{
    static readonly JsonLimits Limits = new() { MaxBytes = StatechartLimits.MaxDefinitionBytes };

    readonly FaultList _faults = new(source);

    /// <summary>What is wrong; empty if nothing is.</summary>
    public ImmutableArray<StatechartFault> Faults => _faults.All;

    /// <summary>Reads it; false if there are faults.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="expressions">A script whose value is an array of its expressions as functions.</param>
    public bool TryRead(
        [NotNullWhen(true)] out ChartDefinition? definition, [NotNullWhen(true)] out PreparedScript? expressions)
    {
        (definition, expressions) = (null, null);
        if (!TryParse(out var root))
            return false;

        var tree = new StateTree(_faults);
        tree.Read(root, root.Has("id") && root.TryGetText("id", out var id) ? id : DefaultId());

        var scripts = new ScriptCollector(source, _faults);
        var read = ReadParts(root, tree, scripts);
        expressions = scripts.Prepare();
        definition = expressions is null ? null : read;

        return definition is not null && expressions is not null;
    }

    bool TryParse([NotNullWhen(true)] out Section? root)
    {
        root = null;
        if (!JsonValue.TryParse(System.Text.Encoding.UTF8.GetBytes(source.Text), Limits, out var json, out var fault))
            _faults.Add(fault);
        else
            root = Section.Of(json, "", "A definition", _faults);

        return root is not null;
    }

    string DefaultId() => Path.GetFileNameWithoutExtension(source.Name);

    ChartDefinition ReadParts(Section root, StateTree tree, ScriptCollector scripts)
    {
        var paths = tree.Paths;
        var delays = new DelayReader(scripts, _faults);
        var commands = new CommandTemplateReader(scripts, _faults);
        var guards = new GuardReader(scripts, paths, _faults);
        var actions = new ActionReader(scripts, delays, commands, _faults);
        var transitions = new TransitionReader(paths, guards, actions, _faults);
        var invocations = new InvocationReader(commands, _faults);
        var states = new StateReader(paths, transitions, actions, invocations, delays, scripts, _faults);
        var rules = new RuleReader(guards, scripts, _faults);

        delays.ReadNames(root.Child("delays"));
        invocations.Default = invocations.ReadRetry(root);
        foreach (var (node, section) in tree.States)
            states.Read(node, section);

        var nodes = tree.States.Select(state => state.Node).ToImmutableArray();
        return new()
        {
            Id = nodes[0].Id,
            Version = root.Text("version"),
            Document = root.Json,
            States = nodes,
            ById = tree.ById.ToFrozenDictionary(StringComparer.Ordinal),
            ByPath = nodes.Skip(1).DistinctBy(node => node.Path)
                .ToFrozenDictionary(node => node.Path, StringComparer.Ordinal),
            Context = root.Child("context")?.Json ?? JsonObject.Empty,
            Starts = rules.ReadStarts(root),
            Correlations = rules.ReadCorrelations(root),
            Compensations = CompensationsOf(nodes, actions),
            Taken = new(nodes.SelectMany(node => node.Transitions.Rows)
                .Where(row => !IsInternal(row.Descriptor) && row.Transitions.Any(one => !one.IsInert))
                .Select(row => row.Descriptor)),
        };
    }

    static FrozenDictionary<string, CommandTemplate> CompensationsOf(
        ImmutableArray<StateNode> nodes, ActionReader actions)
    {
        var all = new Dictionary<string, CommandTemplate>(actions.Compensations, StringComparer.Ordinal);
        foreach (var invocation in nodes.SelectMany(node => node.Invocations))
        {
            if (invocation.Compensation is { } compensation)
                all[invocation.Pointer] = compensation;
        }

        return all.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Whether a descriptor is for events that only the interpreter makes.</summary>
    public static bool IsInternal(string descriptor) => descriptor.StartsWith("xstate.", StringComparison.Ordinal);
}
