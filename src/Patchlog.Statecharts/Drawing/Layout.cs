using System.Collections.Immutable;

namespace Patchlog.Statecharts.Drawing;

/// <summary>Where everything is in a picture. Immutable.</summary>
/// <param name="Width">From left to right.</param>
/// <param name="Height">From top to bottom.</param>
/// <param name="Boxes">The boxes, outer before inner ones.</param>
/// <param name="Routes">The arrows.</param>
sealed record Layout(double Width, double Height, ImmutableArray<Box> Boxes, ImmutableArray<Route> Routes);
