namespace Patchlog.Statecharts.Definitions;

/// <summary>How long a timer takes. Immutable.</summary>
/// <param name="Fixed">A time that is always the same; null for one that is computed.</param>
/// <param name="Milliseconds">What computes it; null for a fixed one.</param>
sealed record Delay(TimeSpan? Fixed, ScriptPart? Milliseconds);
