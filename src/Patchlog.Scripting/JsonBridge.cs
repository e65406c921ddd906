using System.Diagnostics.CodeAnalysis;
using Jint;
using Jint.Native;
using Patchlog.Json;
using Patchlog.Scripting.Engines;

namespace Patchlog.Scripting;

/// <summary>
/// Copies values between JSON and an engine. Whole numbers that a double cannot hold become a <c>BigInt</c>, and come
/// back digit by digit; other numbers that a double cannot hold are refused. Nothing is rounded silently.
/// </summary>
/// <param name="engine">The engine that the JavaScript values belong to.</param>
public sealed class JsonBridge(Engine engine)
{
    readonly JsonImport _import = new(engine);

    /// <summary>The JavaScript value of a JSON value: a copy that nobody else sees.</summary>
    public bool TryImport(
        JsonValue json, [NotNullWhen(true)] out JsValue? value, [NotNullWhen(false)] out ScriptFault? fault)
    {
        ArgumentNullException.ThrowIfNull(json);
        return _import.TryRead(json, out value, out fault);
    }

    /// <summary>
    /// The JSON value of a JavaScript value: members that are undefined or functions are left out, dates become
    /// ISO 8601 text, <c>toJSON</c> is honoured. NaN and the infinities, text with lone surrogates and values that
    /// contain themselves are refused.
    /// </summary>
    /// <param name="value">The value; undefined is refused.</param>
    /// <param name="inherited">Whether members that an object only inherits count, as in <c>for (k in o)</c>.</param>
    /// <param name="json">The JSON value, if the answer is true.</param>
    /// <param name="fault">What is wrong and where in the value, if the answer is false.</param>
    public static bool TryExport(
        JsValue value,
        bool inherited,
        [NotNullWhen(true)] out JsonValue? json,
        [NotNullWhen(false)] out ScriptFault? fault)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new JsonExport(inherited).TryRead(value, out json, out fault);
    }
}
