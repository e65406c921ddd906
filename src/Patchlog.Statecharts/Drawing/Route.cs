using System.Collections.Immutable;

namespace Patchlog.Statecharts.Drawing;

/// <summary>The way of an arrow. Immutable.</summary>
/// <param name="Label">What is written beside it; empty for nothing.</param>
/// <param name="At">The middle of the label.</param>
/// <param name="Points">The way, from its source to its target.</param>
sealed record Route(string Label, (double X, double Y) At, ImmutableArray<(double X, double Y)> Points);
