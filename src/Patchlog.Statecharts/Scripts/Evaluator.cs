using System.Diagnostics;
using System.Numerics;
using Jint;
using Jint.Native;
using Jint.Runtime;
using Patchlog.Json;
using Patchlog.Scripting;
using Patchlog.Statecharts.Definitions;

namespace Patchlog.Statecharts.Scripts;

/// <summary>
/// Runs the scripts of a definition for one step. What a step does not ask for costs nothing: the engine is touched at
/// the first script, and the module runs at the first call of one of its functions.
/// </summary>
/// <param name="engine">Where they run.</param>
/// <param name="chart">The definition.</param>
/// <param name="self">The instance.</param>
/// <param name="input">The input while it starts; null later.</param>
sealed class Evaluator(ScriptEngine engine, Statechart chart, StatechartSelf self, JsonValue? input)
{
    readonly JsValue[]?[] _arguments = new JsValue[ScriptsLimits.MaxArguments + 1][];
    ScriptFunctions? _functions;
    JsonViews? _views;
    JsonObject? _self;
    JsValue? _exports;

    /// <summary>Whether a script answers something true.</summary>
    public bool Test(ScriptPart part, in ScriptScope scope) => TypeConverter.ToBoolean(Run(part, scope, out _, null));

    /// <summary>What a script answers; null for undefined and for functions.</summary>
    /// <param name="part">The script.</param>
    /// <param name="scope">What it sees.</param>
    /// <param name="before">The value that was there before: what equals it is that value itself.</param>
    public JsonValue? Compute(ScriptPart part, in ScriptScope scope, JsonValue? before = null)
    {
        Run(part, scope, out var json, new Exported(before));
        return json;
    }

    /// <summary>What a template comes to; null for undefined.</summary>
    public JsonValue? Compute(Template template, in ScriptScope scope, JsonValue? before = null)
    {
        switch (template)
        {
            case Template.Constant constant:
                return constant.Value;
            case Template.Computed computed:
                return Compute(computed.Script, scope, before);
            case Template.Items items:
                var values = new JsonValue[items.Parts.Length];
                for (var at = 0; at < values.Length; at++)
                    values[at] = Compute(items.Parts[at], scope) ?? JsonValue.Null;
                return JsonArray.Of(values);
            case Template.Members members:
                return ComputeMembers(members, scope);
            default:
                throw new UnreachableException($"There is no value of {template.GetType().Name}.");
        }
    }

    /// <summary>A fault at a place of the definition.</summary>
    public StepAbortException Abort(string code, string message, string pointer) =>
        new(chart.FaultAt(code, message, pointer));

    JsonObject ComputeMembers(Template.Members template, in ScriptScope scope)
    {
        var members = new List<JsonMember>(template.Parts.Length);
        foreach (var (name, part) in template.Parts)
        {
            if (Compute(part, scope) is { } value)
                members.Add(new(name, value));
        }

        return JsonObject.Of([.. members]);
    }

    // Answers the value itself, or what it is as JSON, whichever is asked for.
    JsValue Run(ScriptPart part, in ScriptScope scope, out JsonValue? json, Exported? exported)
    {
        PrepareFor(part);
        var (seen, value, problem) = (scope, JsValue.Undefined, (ScriptFault?)null);
        JsonValue? answer = null;

        var isDone = engine.TryUse(() =>
        {
            value = Call(part, seen);
            if (exported is not null)
                answer = Export(value, exported.Before, out problem);
        }, out var fault);

        if (!isDone || problem is not null)
            throw new StepAbortException(Explain(part, fault ?? problem));

        json = answer;
        return value;
    }

    void PrepareFor(ScriptPart part)
    {
        _functions ??= engine.Attachment(chart, one => ScriptFunctions.Create(one, chart.Expressions));
        _views ??= _functions.ViewsOf(engine);
        if (part.Export is null || _exports is not null
            || chart.Source is not { Modules: { } modules, ModuleFile: { } file })
            return;

        if (!modules.TryRun(engine, file, exports => _exports = exports, out var fault))
            throw new StepAbortException(Explain(part, fault));
    }

    JsValue Call(ScriptPart part, in ScriptScope scope)
    {
        if (_functions is null || _views is null)
            return JsValue.Undefined;

        if (part.Export is { } name)
        {
            var argument = new JsObject(engine.Engine);
            argument.FastSetDataProperty("context", _views.Show(scope.Context));
            argument.FastSetDataProperty("event", _views.Show(scope.Event.Json));
            argument.FastSetDataProperty("params", Shown(scope.Params));
            argument.FastSetDataProperty("self", _views.Show(Self));
            return (_exports ?? JsValue.Undefined).Get(name).Call(JsValue.Undefined, [argument]);
        }

        return _functions[part.Index].Call(JsValue.Undefined, ArgumentsOf(part.Names, scope));
    }

    // The parameters that the expression mentions, in their order.
    JsValue[] ArgumentsOf(ScriptNames names, in ScriptScope scope)
    {
        var arguments = _arguments[BitOperations.PopCount((uint)names)] ??=
            new JsValue[BitOperations.PopCount((uint)names)];
        var at = 0;
        if (names.HasFlag(ScriptNames.Context))
            arguments[at++] = Shown(scope.Context);
        if (names.HasFlag(ScriptNames.Event))
            arguments[at++] = Shown(scope.Event.Json);
        if (names.HasFlag(ScriptNames.Input))
            arguments[at++] = Shown(input);
        if (names.HasFlag(ScriptNames.Params))
            arguments[at++] = Shown(scope.Params);
        if (names.HasFlag(ScriptNames.Self))
            arguments[at] = Shown(Self);

        return arguments;
    }

    JsonObject Self => _self ??= JsonObject.Of(new("process", self.Process), new("id", self.Id));

    JsValue Shown(JsonValue? value) => value is null || _views is null ? JsValue.Undefined : _views.Show(value);

    JsonValue? Export(JsValue value, JsonValue? before, out ScriptFault? fault)
    {
        fault = null;
        if (value is JsonView view)
            return view.Json;
        if (value.IsUndefined() || value.IsCallable())
            return null;

        if (value.IsObject() && value.AsObject().Get("then").IsCallable())
        {
            fault = new(ScriptFaultCodes.NotJson, "It answered a promise: what is computed here is computed at once.");
            return null;
        }

        engine.Json.TryExportDocument(value, before, out var json, out fault);
        return json;
    }

    StatechartFault Explain(ScriptPart part, ScriptFault? fault)
    {
        var what = part.Export is { } name ? $"The function \"{name}\"" : "The expression";
        var message = $"{what} failed: {fault?.Message}";
        var code = fault?.Code is ScriptFaultCodes.Time or ScriptFaultCodes.RegexTime
            ? StatechartFaultCodes.Time
            : StatechartFaultCodes.Script;
        var placed = chart.FaultAt(code, message, part.Pointer);

        return fault is { File: { } file, Line: > 0 } && part.Export is not null
            ? placed with { File = file, Line = fault.Line, Column = fault.Column }
            : placed;
    }

    /// <summary>Asks for a value as JSON.</summary>
    sealed record Exported(JsonValue? Before);
}
