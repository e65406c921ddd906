using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Descriptors;
using Patchlog.Json;
using Patchlog.Scripting;

namespace Patchlog.Rules.Sessions;

/// <summary>
/// The constructor of a type that a file defines without a constructor of its own: an instance takes the members
/// that the type names, and inherits those it was not given.
/// </summary>
sealed class DefinedType : Constructor
{
    readonly ObjectInstance _template;
    readonly bool _isOpen;
    (string Name, JsonValue Value)[]? _containers;

    public DefinedType(Engine engine, string name, ObjectInstance template, bool isOpen)
        : base(engine, name)
    {
        (_template, _isOpen) = (template, isOpen);
        InstancePrototype = new JsObject(engine);

        const PropertyFlag hidden = PropertyFlag.Writable | PropertyFlag.Configurable;
        InstancePrototype.FastSetProperty("constructor", new PropertyDescriptor(this, hidden));
        _prototypeDescriptor = new PropertyDescriptor(InstancePrototype, PropertyFlag.Writable);
        CopyMembers(template, InstancePrototype);
    }

    public JsObject InstancePrototype { get; }

    public override ObjectInstance Construct(JsValue[] arguments, JsValue newTarget)
    {
        var instance = new JsObject(Engine) { Prototype = InstancePrototype };
        if (arguments.Length == 0 || arguments[0] is not ObjectInstance options)
            return instance;

        foreach (var key in options.GetOwnPropertyKeys(Types.String))
        {
            if (options.GetOwnProperty(key).Enumerable && Takes(key.ToString()))
                instance.Set(key, options.Get(key));
        }

        return instance;
    }

    /// <summary>An instance of a JSON value: the same, without making an object of the value first.</summary>
    public bool TryConstruct(JsonValue data, JsonBridge bridge, out JsObject instance, out ScriptFault? fault)
    {
        fault = null;
        instance = new JsObject(Engine) { Prototype = InstancePrototype };
        if (data is not JsonObject members)
            return true;

        foreach (var (name, member) in members.Members)
        {
            if (!Takes(name))
                continue;
            if (!bridge.TryImport(member, out var value, out fault))
                return false;
            instance.FastSetDataProperty(name, value);
        }

        return true;
    }

    /// <summary>The members of a document that an instance takes; the document itself if it takes them all.</summary>
    public JsonObject Take(JsonObject document)
    {
        var taken = document.Members.ToArray().Where(member => Takes(member.Name)).ToArray();

        return taken.Length == document.Count ? document : JsonObject.Of(taken);
    }

    /// <summary>
    /// The defaults that are lists or objects of plain values: an instance that shared them would share what actions
    /// put into them.
    /// </summary>
    public IReadOnlyList<(string Name, JsonValue Value)> ContainersOf(JsonBridge bridge) =>
        _containers ??= [.. Containers(bridge)];

    IEnumerable<(string Name, JsonValue Value)> Containers(JsonBridge bridge)
    {
        foreach (var key in _template.GetOwnPropertyKeys(Types.String))
        {
            var value = _template.Get(key);
            if (value.IsObject() && IsPlain(value) && bridge.TryExportDocument(value, out var json, out _))
                yield return (key.ToString(), json);
        }
    }

    static bool IsPlain(JsValue value) => value switch
    {
        JsArray items => items.All(IsPlain),
        JsObject members => members.GetOwnPropertyKeys(Types.String).All(key => IsPlain(members.Get(key))),
        _ => !value.IsObject(),
    };

    bool Takes(string name) => _isOpen || _template.HasProperty(name);

    /// <summary>Gives a prototype the members of a template, as <c>for (k in template)</c> sees them.</summary>
    public static void CopyMembers(ObjectInstance template, ObjectInstance prototype)
    {
        foreach (var key in template.GetOwnPropertyKeys(Types.String))
        {
            if (template.GetOwnProperty(key).Enumerable)
                prototype.FastSetDataProperty(key.ToString(), template.Get(key));
        }
    }
}
