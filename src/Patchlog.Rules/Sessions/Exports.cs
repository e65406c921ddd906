using Jint.Native;
using Patchlog.Json;
using Patchlog.Scripting;

namespace Patchlog.Rules.Sessions;

/// <summary>Values of the engine as JSON, with what they inherit from the defaults of their types.</summary>
static class Exports
{
    /// <summary>The JSON value.</summary>
    /// <exception cref="RuleException">It is not JSON.</exception>
    public static JsonValue ToJson(JsValue value) =>
        JsonBridge.TryExport(value, inherited: true, out var json, out var fault)
            ? json
            : throw new RuleException(new RuleFault(RuleFaultCodes.Fact, fault.Message));

    /// <summary>The JSON value; null if it is not JSON.</summary>
    public static JsonValue? ToJsonOrNull(JsValue value) =>
        JsonBridge.TryExport(value, inherited: true, out var json, out _) ? json : null;
}
