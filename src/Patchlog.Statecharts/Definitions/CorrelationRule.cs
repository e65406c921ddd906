namespace Patchlog.Statecharts.Definitions;

/// <summary>How events find instances. Immutable.</summary>
/// <param name="Name">Its name among the correlations of the definition.</param>
/// <param name="On">The events.</param>
/// <param name="Key">The key of an event.</param>
/// <param name="With">The key of an instance; null if keys of events are ids of instances.</param>
sealed record CorrelationRule(string Name, EventDescriptors On, ScriptPart Key, ScriptPart? With);
