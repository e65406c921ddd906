namespace Patchlog.Statecharts.Drawing;

/// <summary>What a box shows.</summary>
enum BoxKind
{
    /// <summary>A state with all that is below it.</summary>
    State,

    /// <summary>The dot from which the arrow to an initial state comes.</summary>
    Initial,

    /// <summary>The lines of a state that has others below it.</summary>
    Notes,
}
