using Jint;
using Jint.Native;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;
using Patchlog.Rules.Agendas;
using Patchlog.Rules.Conditions;
using Patchlog.Rules.Network;
using Patchlog.Scripting;

namespace Patchlog.Rules.Sessions;

/// <summary>
/// What a rule set keeps with an engine from session to session: functions whose code is the same for all of them,
/// and which scripts cannot change.
/// </summary>
sealed class EngineTools
{
    static readonly PreparedScript Builtins = PrepareBuiltins();

    readonly ScriptEngine _script;
    readonly JsValue?[] _actions;
    readonly (string Name, JsValue Value)[] _globals;
    readonly string[] _slots;
    readonly JsValue[] _fixedScope;
    readonly JsValue _freeze;

    public EngineTools(ScriptEngine script, RuleNetwork network, RuleSetOptions options)
    {
        _script = script;
        _slots = network.Slots;
        _actions = new JsValue?[network.Rules.Length];

        var builtins = script.Evaluate(Builtins);
        Operators = new OperatorFunctions(builtins.Get("operators"));
        Settle = builtins.Get("settle");
        IsOf = builtins.Get("isOf");
        _freeze = builtins.Get("freeze");
        Date = script.Engine.Global.Get("Date");
        Scope = new JsValue[_slots.Length];
        _fixedScope = [.. _slots.Select(slot => Fixed(slot, builtins.Get("builtins")))];

        var api = new SessionApi(this);
        var flow = Frozen(api.Functions(script.Engine));
        Flow = flow;
        _globals =
        [
            .. api.Functions(script.Engine).Select(function => (function.Key, flow.Get(function.Key))),
            ("console", Frozen(api.Console(script.Engine))),
            .. options.Functions.Select(function => (function.Key, Function(function.Key, api.OfHost(function.Value)))),
        ];
    }

    /// <summary>The session that uses the engine now.</summary>
    public SessionCore? Session { get; set; }

    public OperatorFunctions Operators { get; }

    /// <summary>Waits for a promise: <c>(promise, done, failed)</c>.</summary>
    public JsValue Settle { get; }

    /// <summary>Whether a value is of a type: <c>(value, type)</c>.</summary>
    public JsValue IsOf { get; }

    public JsValue Date { get; }

    /// <summary>What actions know as <c>this</c> and <c>flow</c>.</summary>
    public JsValue Flow { get; }

    /// <summary>What conditions read from outside of their facts, by slot.</summary>
    public JsValue[] Scope { get; }

    public Engine Engine => _script.Engine;

    /// <summary>Gives a new session the functions of the library and of the host.</summary>
    public void InstallGlobals()
    {
        foreach (var (name, value) in _globals)
            Engine.Global.FastSetDataProperty(name, value);
    }

    /// <summary>Looks up what conditions read, after the globals of the session are there.</summary>
    public void FillScope()
    {
        for (var i = 0; i < _slots.Length; i++)
            Scope[i] = _fixedScope[i].IsUndefined() ? Engine.Global.Get(_slots[i]) : _fixedScope[i];
    }

    /// <summary>
    /// The function that an action is. It is made once: no script can change it, and the names it uses are looked up
    /// when it runs.
    /// </summary>
    public JsValue ActionOf(RulePlan rule) =>
        _actions[rule.Index] ??= _freeze.Call(JsValue.Undefined, [_script.Evaluate(rule.Action)]);

    /// <summary>A function that scripts cannot change.</summary>
    ClrFunction Function(string name, Func<JsValue, JsValue[], JsValue> body)
    {
        var function = new ClrFunction(Engine, name, body, 0, PropertyFlag.AllForbidden);
        function.PreventExtensions();
        return function;
    }

    JsObject Frozen(IEnumerable<KeyValuePair<string, Func<JsValue, JsValue[], JsValue>>> functions)
    {
        var result = new JsObject(Engine);
        foreach (var (name, body) in functions)
            result.FastSetProperty(name, new PropertyDescriptor(Function(name, body), PropertyFlag.OnlyEnumerable));
        result.PreventExtensions();
        return result;
    }

    /// <summary>A built-in or a regular expression; undefined for what each session declares anew.</summary>
    JsValue Fixed(string slot, JsValue builtins)
    {
        if (slot[0] != '/')
            return Names.BuiltIn.Contains(slot) ? builtins.Get(slot) : JsValue.Undefined;

        if (!PreparedScript.TryPrepare($"({slot})", file: null, line: 1, out var script, out var fault))
            throw new InvalidOperationException(fault.Message);
        return _script.Evaluate(script);
    }

    static PreparedScript PrepareBuiltins()
    {
        using var stream = typeof(EngineTools).Assembly.GetManifestResourceStream("builtins.js")
            ?? throw new InvalidOperationException("The assembly lacks its resource builtins.js.");
        using var reader = new StreamReader(stream);
        return PreparedScript.TryPrepare(reader.ReadToEnd(), "builtins.js", line: 1, out var script, out var fault)
            ? script
            : throw new InvalidOperationException(fault.Message);
    }
}
