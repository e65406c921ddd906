using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Drawing;

/// <summary>A rectangle of a picture. Immutable.</summary>
/// <param name="State">The state that it shows, or belongs to.</param>
/// <param name="Kind">What it shows of the state.</param>
/// <param name="X">The left edge.</param>
/// <param name="Y">The upper edge.</param>
/// <param name="Width">From left to right.</param>
/// <param name="Height">From top to bottom.</param>
readonly record struct Box(StateNode State, BoxKind Kind, double X, double Y, double Width, double Height)
{
    /// <summary>Whether a point is inside, or on the edge.</summary>
    public bool Contains((double X, double Y) point) =>
        point.X >= X && point.X <= X + Width && point.Y >= Y && point.Y <= Y + Height;
}
