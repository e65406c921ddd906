using System.Collections.Immutable;
using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Drawing;

/// <summary>
/// What a drawing of a machine shows beside its states: arrows, and what happens inside of a state without leaving it.
/// Immutable.
/// </summary>
sealed class DrawnChart
{
    readonly Dictionary<StateNode, ImmutableArray<string>> _notes = [];

    /// <param name="chart">The machine.</param>
    public DrawnChart(Statechart chart)
    {
        (Chart, States) = (chart, chart.Definition.States);
        var transitions = ImmutableArray.CreateBuilder<DrawnTransition>();
        foreach (var state in States)
        {
            var notes = ImmutableArray.CreateBuilder<string>();
            notes.AddRange(state.Invocations.Select(one => $"invokes {TransitionText.NameOf(one, state)}"));
            foreach (var transition in TransitionsOf(state))
                Add(transition, transitions, notes);

            foreach (var target in state.HistoryTargets)
                transitions.Add(new(state, target, ""));

            _notes[state] = notes.ToImmutable();
        }

        Transitions = transitions.ToImmutable();
    }

    public Statechart Chart { get; }

    /// <summary>All states in document order, the root first.</summary>
    public ImmutableArray<StateNode> States { get; }

    /// <summary>The arrows, in document order of their sources.</summary>
    public ImmutableArray<DrawnTransition> Transitions { get; }

    /// <summary>What a state invokes, and what it takes without being left.</summary>
    public ImmutableArray<string> NotesOf(StateNode state) => _notes[state];

    /// <summary>The states below a state, in document order, history states among them.</summary>
    public static IEnumerable<StateNode> ChildrenOf(StateNode state) =>
        state.Children.Concat(state.Histories).OrderBy(child => child.Index);

    /// <summary>What is written into a state.</summary>
    public static string TitleOf(StateNode state)
    {
        if (state.Kind == StateKind.History)
            return state.IsDeep ? "H*" : "H";

        return state.Parent is null ? state.Id : state.Key;
    }

    static IEnumerable<Transition> TransitionsOf(StateNode state) =>
        state.Transitions.Rows.SelectMany(row => row.Transitions).Concat(state.Always);

    void Add(
        Transition transition, ImmutableArray<DrawnTransition>.Builder transitions,
        ImmutableArray<string>.Builder notes)
    {
        if (transition.IsInert)
            return;

        var label = TransitionText.Of(Chart, transition);
        if (transition.Targets.IsEmpty)
            notes.Add(label);

        foreach (var target in transition.Targets)
            transitions.Add(new(transition.Source, target, label));
    }
}
