using System.Collections.Immutable;

namespace Patchlog.Statecharts.Definitions;

/// <summary>What must hold for a transition to be taken. A closed family. Immutable.</summary>
abstract record ChartGuard
{
    ChartGuard() { }

    /// <summary>A script answers something true.</summary>
    public sealed record Script(ScriptPart Part, Template? Params) : ChartGuard;

    /// <summary>All of them hold.</summary>
    public sealed record And(ImmutableArray<ChartGuard> Guards) : ChartGuard;

    /// <summary>One of them holds.</summary>
    public sealed record Or(ImmutableArray<ChartGuard> Guards) : ChartGuard;

    /// <summary>The other does not hold.</summary>
    public sealed record Not(ChartGuard Guard) : ChartGuard;

    /// <summary>A state is active.</summary>
    public sealed record StateIn(StateNode State) : ChartGuard;
}
