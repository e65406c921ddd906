using Jint.Native;
using Patchlog.Scripting;

namespace Patchlog.Statecharts.Scripts;

/// <summary>What a definition has with an engine from use to use: its expressions as functions.</summary>
sealed class ScriptFunctions
{
    readonly JsValue[] _functions;
    readonly JsValue _freeze;
    ScriptAmbient? _use;
    JsonViews? _views;

    ScriptFunctions(JsValue[] functions, JsValue freeze) => (_functions, _freeze) = (functions, freeze);

    /// <summary>Makes them.</summary>
    public static ScriptFunctions Create(ScriptEngine engine, PreparedScript expressions)
    {
        var functions = (JsArray)engine.Evaluate(expressions);
        return new([.. functions], engine.Engine.Global.Get("Object").Get("freeze"));
    }

    /// <summary>One expression as a function of context, event, input, params and self.</summary>
    public JsValue this[int index] => _functions[index];

    /// <summary>Shows JSON to the scripts of the use that the engine is in.</summary>
    public JsonViews ViewsOf(ScriptEngine engine)
    {
        if (_views is not null && ReferenceEquals(_use, engine.Ambient))
            return _views;

        (_use, _views) = (engine.Ambient, new(engine, _freeze));
        return _views;
    }
}
