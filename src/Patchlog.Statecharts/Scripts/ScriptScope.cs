using Patchlog.Json;

namespace Patchlog.Statecharts.Scripts;

/// <summary>What scripts see while they compute.</summary>
/// <param name="Context">The context.</param>
/// <param name="Event">The event.</param>
/// <param name="Params">The parameters; null without any.</param>
readonly record struct ScriptScope(JsonObject Context, StepEvent Event, JsonValue? Params = null);
