namespace Patchlog.Statecharts.Definitions;

/// <summary>
/// Something that JavaScript computes: an expression, or the call of an exported function. Immutable.
/// </summary>
/// <param name="Index">Which of the definition's expressions; −1 for an exported function.</param>
/// <param name="Export">The exported function; null for an expression.</param>
/// <param name="Pointer">Where it stands in the definition.</param>
/// <param name="Names">Which of the names that expressions may use this one mentions.</param>
sealed record ScriptPart(int Index, string? Export, string Pointer, ScriptNames Names = ScriptNames.None);
