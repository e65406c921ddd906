using System.Collections.Immutable;

namespace Patchlog.Statecharts.Definitions;

/// <summary>A way from a state. Immutable.</summary>
/// <param name="source">The state that it belongs to.</param>
/// <param name="descriptor">The events that it takes; empty for one that takes none.</param>
/// <param name="targets">Where it leads: several states are of different regions; empty for nowhere.</param>
/// <param name="guard">What must hold; null for nothing.</param>
/// <param name="actions">What happens on the way.</param>
/// <param name="reenter">Whether its source is left and entered again.</param>
/// <param name="pointer">Where it stands in the definition.</param>
sealed class Transition(
    StateNode source, string descriptor, ImmutableArray<StateNode> targets, ChartGuard? guard,
    ImmutableArray<ChartAction> actions, bool reenter, string pointer)
{
    public StateNode Source { get; } = source;

    public string Descriptor { get; } = descriptor;

    public ImmutableArray<StateNode> Targets { get; } = targets;

    public ChartGuard? Guard { get; } = guard;

    public ImmutableArray<ChartAction> Actions { get; } = actions;

    public bool IsReentering { get; } = reenter;

    public string Pointer { get; } = pointer;

    /// <summary>
    /// The state below which it leaves all states; null if it leaves all, the root too. Only for one whose targets are
    /// no history states.
    /// </summary>
    public StateNode? Domain { get; } = TransitionDomain.Of(source, targets, reenter);

    /// <summary>Whether one of its targets is a history state, so that the instance decides where it leads.</summary>
    public bool HasHistory { get; } = targets.Any(target => target.Kind == StateKind.History);

    /// <summary>Whether it does nothing but keep outer states from the event.</summary>
    public bool IsInert => Targets.IsEmpty && Actions.IsEmpty && !IsReentering;
}
