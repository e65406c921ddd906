using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;

namespace Patchlog.Scripting.Engines;

/// <summary>
/// Makes a new engine safe to share between uses: takes away what is not for scripts, makes chance the host's, lets
/// the built-ins that multiply their input check its size first, and freezes everything.
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

    public static void Apply(Engine engine, AmbientClock ambient, ScriptLimits limits)
    {
        Replace(engine, "Math", "random", (_, _) => JsNumber.Create(ambient.Current.NextRandom()));

        var text = Member(engine.Global, "String").Get("prototype");
        var array = Member(engine.Global, "Array").Get("prototype");
        Guard(engine, text, "repeat", limits.MaxStringLength, (self, arguments) =>
            Length(self) * Number(arguments, 0));
        Guard(engine, text, "padStart", limits.MaxStringLength, (_, arguments) => Number(arguments, 0));
        Guard(engine, text, "padEnd", limits.MaxStringLength, (_, arguments) => Number(arguments, 0));
        Guard(engine, array, "join", limits.MaxStringLength, LengthOfJoined);

        JsValue[] allowed = [.. Allowed.Select(name => (JsValue)name)];
        engine.Evaluate(Freeze.Program).Call(JsValue.Undefined, [new JsArray(engine, allowed)]);
    }

    static void Guard(
        Engine engine, JsValue owner, string name, int most, Func<JsValue, JsValue[], double> measure)
    {
        var original = owner.Get(name);
        Replace(engine, owner, name, (self, arguments) => measure(self, arguments) > most
            ? throw new JavaScriptException(
                engine.Intrinsics.Error, $"The result of {name} would be longer than {most} characters.")
            : original.Call(self, arguments));
    }

    static double LengthOfJoined(JsValue self, JsValue[] arguments)
    {
        if (self is not JsArray array)
            return 0;

        var separator = arguments.Length > 0 && !arguments[0].IsUndefined() ? Length(arguments[0]) : 1;
        var length = separator * array.Length;
        for (var i = 0u; i < array.Length; i++)
            length += array[i] is JsString element ? element.Length : 1;
        return length;
    }

    static double Length(JsValue value) => value switch
    {
        JsString text => text.Length,
        _ when value.IsUndefined() || value.IsNull() => 0,
        _ => TypeConverter.ToString(value).Length,
    };

    static double Number(JsValue[] arguments, int index) =>
        arguments.Length > index && arguments[index].IsNumber() ? TypeConverter.ToNumber(arguments[index]) : 0;

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
