using Patchlog.Json;

namespace Patchlog.Statecharts;

/// <summary>A value by which events find instances. Immutable.</summary>
/// <param name="Correlation">
/// The correlation of the definition that it belongs to; null where the value is the id of an instance itself.
/// </param>
/// <param name="Value">The value: a text, a number or a boolean.</param>
public readonly record struct CorrelationKey(string? Correlation, JsonValue Value);
