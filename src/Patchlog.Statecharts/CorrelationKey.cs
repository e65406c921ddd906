using Patchlog.Json;

namespace Patchlog.Statecharts;

/// <summary>A value by which events find instances. Immutable.</summary>
/// <param name="Correlation">
/// The correlation of the definition that it belongs to; null where the value is the id of an instance itself.
/// </param>
/// <param name="Value">The value: a text, a number or a boolean.</param>
public readonly record struct CorrelationKey(string? Correlation, JsonValue Value)
{
    /// <summary>The value as the id of an instance; null for one that can't be an id.</summary>
    public string? Id => IdOf(Value);

    /// <summary>The same of any value: a text that is not empty, a number as it is written, or a boolean.</summary>
    public static string? IdOf(JsonValue? value) => value switch
    {
        JsonString { Value.Length: > 0 } text => text.Value,
        JsonNumber number => number.Literal,
        JsonBoolean flag => flag.ToString(),
        _ => null,
    };
}
