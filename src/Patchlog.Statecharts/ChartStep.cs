using System.Collections.Immutable;

namespace Patchlog.Statecharts;

/// <summary>What an event came to: a macrostep, run to completion. Immutable.</summary>
/// <param name="After">The instance after it.</param>
/// <param name="IsTaken">
/// Whether the event had any effect. If not, the snapshot is the one before, and there are no effects.
/// </param>
/// <param name="Effects">What the host is to do, in order.</param>
/// <param name="Log">The lines of <c>log</c> actions, in order.</param>
public sealed record ChartStep(
    ChartSnapshot After, bool IsTaken, ImmutableArray<ChartEffect> Effects, ImmutableArray<string> Log);
