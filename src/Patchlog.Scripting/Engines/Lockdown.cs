using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;

namespace Patchlog.Scripting.Engines;

/// <summary>
/// Makes a new engine safe to share between uses: takes away what is not for scripts, makes chance the host's, lets
/// built-ins count their work, and freezes everything.
/// </summary>
static class Lockdown
{
    static readonly PreparedScript Freeze = PrepareFreeze();

    static readonly string[] Allowed =
    [
        "Array", "BigInt", "Boolean", "Date", "Error", "EvalError", "Function", "Infinity", "JSON", "Map", "Math",
        "NaN", "Number", "Object", "Promise", "Proxy", "RangeError", "ReferenceError", "Reflect", "RegExp", "Set",
        "String", "Symbol", "SyntaxError", "TypeError", "URIError", "WeakMap", "WeakSet", "decodeURI",
        "decodeURIComponent", "encodeURI", "encodeURIComponent", "globalThis", "isFinite", "isNaN", "parseFloat",
        "parseInt", "undefined",
    ];

    public static void Apply(Engine engine, AmbientClock ambient, Budget budget, ScriptLimits limits)
    {
        Replace(engine, "Math", "random", (_, _) => JsNumber.Create(ambient.Current.NextRandom()));

        new BuiltInCosts(engine, budget, limits).Apply();

        JsValue[] allowed =
        [
            .. Allowed
                .Where(name => limits.AllowsBigInt || name != "BigInt")
                .Where(name => limits.AllowsPromises || name != "Promise")
                .Select(name => (JsValue)name),
        ];
        engine.Evaluate(Freeze.Program).Call(
            JsValue.Undefined, [new JsArray(engine, allowed), EngineLimits.MaxPatternLength]);
    }

    static void Replace(
        Engine engine, string owner, string name, Func<JsValue, JsValue[], JsValue> function) =>
        Replace(engine, Member(engine.Global, owner), name, function);

    static void Replace(
        Engine engine, JsValue owner, string name, Func<JsValue, JsValue[], JsValue> function)
    {
        const PropertyFlag hidden = PropertyFlag.Writable | PropertyFlag.Configurable;
        var replacement = new ClrFunction(engine, name, function, length: 0, PropertyFlag.Configurable);
        ((ObjectInstance)owner).FastSetProperty(name, new PropertyDescriptor(replacement, hidden));
    }

    static JsValue Member(ObjectInstance owner, string name) => owner.Get(name);

    static PreparedScript PrepareFreeze()
    {
        using var stream = typeof(Lockdown).Assembly.GetManifestResourceStream("lockdown.js")
            ?? throw new InvalidOperationException("The assembly lacks its resource lockdown.js.");
        using var reader = new StreamReader(stream);
        return PreparedScript.TryPrepare(reader.ReadToEnd(), "lockdown.js", line: 1, out var script, out var fault)
            ? script
            : throw new InvalidOperationException(fault.Message);
    }
}
