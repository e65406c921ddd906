using Jint;
using Jint.Native;
using Jint.Native.Object;
using Patchlog.Json;
using Patchlog.Rules.Network;
using Patchlog.Rules.Syntax;
using Patchlog.Scripting;

namespace Patchlog.Rules.Sessions;

/// <summary>
/// The functions, types and globals of a rule set in one session. They are made anew for each session, so that what
/// actions do to them ends with it.
/// </summary>
sealed class Declarations(ScriptEngine script)
{
    readonly List<ObjectInstance> _types = [];

    /// <summary>What is being evaluated, or null.</summary>
    public DeclaredScript? Current { get; private set; }

    /// <summary>Evaluates what the files declare.</summary>
    public void Evaluate(RuleNetwork network, Dictionary<ObjectInstance, int> prototypes)
    {
        foreach (var declared in network.Scripts)
        {
            Current = declared;
            var value = script.Evaluate(declared.Script);
            if (declared.Kind == DeclaredKind.Type && value is ObjectInstance template)
                value = Define(declared, template, prototypes);
            script.Engine.Global.FastSetDataProperty(declared.Name, value);
        }

        Current = null;
    }

    /// <summary>The constructor of a type that files define, by its index among those.</summary>
    public ObjectInstance TypeAt(int index) => _types[index];

    /// <summary>A new instance of a type that files define.</summary>
    public bool TryConstruct(
        int index, IReadOnlyList<JsonValue> arguments, out JsValue instance, out ScriptFault? fault)
    {
        if (_types[index] is DefinedType type)
        {
            var data = arguments.Count > 0 ? arguments[0] : JsonValue.Null;
            var isMade = type.TryConstruct(data, script.Json, out var made, out fault);
            instance = made;
            return isMade;
        }

        instance = JsValue.Undefined;
        fault = null;
        var values = new JsValue[arguments.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (!script.Json.TryImport(arguments[i], out var value, out fault))
                return false;
            values[i] = value;
        }

        instance = script.Engine.Construct(_types[index], values);
        return true;
    }

    /// <summary>A new instance of a type that files define or the host has, made of a document.</summary>
    /// <param name="index">The type.</param>
    /// <param name="document">The document.</param>
    /// <param name="taken">What the instance has of it; null where a constructor of the file decides that.</param>
    public JsValue ConstructDocument(int index, JsonObject document, out JsonObject? taken)
    {
        if (_types[index] is DefinedType type)
        {
            taken = type.Take(document);
            foreach (var (name, value) in type.ContainersOf(script.Json))
            {
                if (taken[name] is null)
                    taken = taken.With(name, value);
            }

            var instance = (JsObject)script.Json.ImportDocument(taken);
            instance.Prototype = type.InstancePrototype;
            return instance;
        }

        taken = null;
        return script.Engine.Construct(_types[index], [script.Json.ImportDocument(document)]);
    }

    ObjectInstance Define(
        DeclaredScript declared, ObjectInstance template, Dictionary<ObjectInstance, int> prototypes)
    {
        var own = template.HasOwnProperty("constructor") ? template.Get("constructor") : JsValue.Undefined;
        if (own is ObjectInstance constructor && own.IsCallable() && own.Get("prototype") is ObjectInstance prototype)
        {
            DefinedType.CopyMembers(template, prototype);
            prototypes[prototype] = _types.Count;
            _types.Add(constructor);
            return constructor;
        }

        var isOpen = declared.Declaration is Declaration.Define { IsOpen: true };
        var type = new DefinedType(script.Engine, declared.Name, template, isOpen);
        prototypes[type.InstancePrototype] = _types.Count;
        _types.Add(type);
        return type;
    }
}
