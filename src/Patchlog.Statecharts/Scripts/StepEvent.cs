using Patchlog.Json;

namespace Patchlog.Statecharts.Scripts;

/// <summary>An event while a step deals with it. Used by one step.</summary>
/// <param name="type">Its type.</param>
/// <param name="value">Its members; those of another type are given this one.</param>
sealed class StepEvent(string type, JsonObject value)
{
    JsonObject? _json;

    public string Type { get; } = type;

    /// <summary>What scripts see as <c>event</c>.</summary>
    public JsonObject Json => _json ??= value["type"] is JsonString text && text.Value == Type
        ? value
        : JsonObject.Of([new("type", Type), .. value.Without("type").Members]);

    /// <summary>An event with at most one member beside its type.</summary>
    public static StepEvent Of(string type, string name, JsonValue? member) =>
        new(type, member is null ? JsonObject.Empty : JsonObject.Of(new("type", type), new(name, member)));
}
