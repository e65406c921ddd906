namespace Patchlog.Statecharts.Definitions;

/// <summary>How a command is computed. Immutable.</summary>
/// <param name="Members">An object of the members of an envelope.</param>
/// <param name="Pointer">Where it stands in the definition.</param>
sealed record CommandTemplate(Template Members, string Pointer);
