using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Drawing;

/// <summary>An arrow of a drawing. Immutable.</summary>
/// <param name="Source">Where it begins.</param>
/// <param name="Target">Where it ends.</param>
/// <param name="Label">The event, and the guard in brackets.</param>
sealed record DrawnTransition(StateNode Source, StateNode Target, string Label);
