namespace Patchlog.Statecharts.Definitions;

/// <summary>Which events start instances. Immutable.</summary>
/// <param name="On">The events.</param>
/// <param name="Key">Answers the id of the instance; null for <c>event.targetId</c>.</param>
/// <param name="Guard">What must hold; null for nothing.</param>
/// <param name="Input">The input; null for the event.</param>
/// <param name="Pointer">Where it stands in the definition.</param>
sealed record StartRule(EventDescriptors On, ScriptPart? Key, ChartGuard? Guard, Template? Input, string Pointer);
