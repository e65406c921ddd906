using System.Diagnostics.CodeAnalysis;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;
using Patchlog.Json;

namespace Patchlog.Scripting.Engines;

/// <summary>
/// Numbers that a double would round, in the documents of one use: members which a script may leave alone, replace and
/// remove, but not read. Those that it left alone go back as they were written.
/// </summary>
sealed class LiteralNumbers(Engine engine)
{
    readonly Dictionary<JsValue, JsonNumber> _numbers = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether there are any.</summary>
    public bool Any => _numbers.Count > 0;

    /// <summary>Gives an object a member that has such a number.</summary>
    public void Define(ObjectInstance owner, JsValue key, JsonNumber number)
    {
        var read = new ClrFunction(engine, "get", (_, _) => throw Unreadable(key, number));
        var write = new ClrFunction(engine, "set", (self, arguments) => Replace(self, key, arguments));

        owner.DefineOwnProperty(
            key, new GetSetPropertyDescriptor(read, write, enumerable: true, configurable: true));
        _numbers.Add(read, number);
    }

    /// <summary>The number of a member that was left alone.</summary>
    public bool TryFind(PropertyDescriptor member, [NotNullWhen(true)] out JsonNumber? number)
    {
        number = null;
        return Any && member.Get is { } read && _numbers.TryGetValue(read, out number);
    }

    /// <summary>Forgets all of them: the use has ended.</summary>
    public void Forget() => _numbers.Clear();

    JavaScriptException Unreadable(JsValue key, JsonNumber number) => new(
        engine.Intrinsics.Error,
        $"JavaScript would round the number {JsonImport.Excerpt(number.Literal)} of the member {key}: "
        + "it can be left alone, replaced and removed, but not read.");

    static JsValue Replace(JsValue self, JsValue key, JsValue[] arguments)
    {
        var value = arguments.Length > 0 ? arguments[0] : JsValue.Undefined;
        (self as ObjectInstance)?.DefineOwnProperty(
            key, new PropertyDescriptor(value, PropertyFlag.ConfigurableEnumerableWritable));

        return JsValue.Undefined;
    }
}
