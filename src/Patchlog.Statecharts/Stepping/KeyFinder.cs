using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Patchlog.Json;
using Patchlog.Scripting;
using Patchlog.Statecharts.Definitions;
using Patchlog.Statecharts.Scripts;

namespace Patchlog.Statecharts.Stepping;

/// <summary>Which instances events start, and by which keys they find others.</summary>
static class KeyFinder
{
    static readonly StatechartSelf Nobody = new("", "");

    public static bool TryFindStart(
        Statechart chart, ScriptEngine engine, ChartEvent.External cause,
        out (string Id, JsonValue Input)? start, [NotNullWhen(false)] out StatechartFault? fault)
    {
        (string, JsonValue)? found = null;
        var scripts = new Evaluator(engine, chart, Nobody, null);
        var isFound = TryRun(() => found = FindStart(chart, scripts, new(cause.Type, cause.Value)), out fault);
        start = isFound ? found : null;

        return isFound;
    }

    public static bool TryFindKeys(
        Statechart chart, ScriptEngine engine, ChartEvent.External cause,
        out ImmutableArray<CorrelationKey> keys, [NotNullWhen(false)] out StatechartFault? fault)
    {
        var scripts = new Evaluator(engine, chart, Nobody, null);
        var seen = new ScriptScope(JsonObject.Empty, new(cause.Type, cause.Value));
        var found = ImmutableArray.CreateBuilder<CorrelationKey>();
        fault = null;
        foreach (var rule in chart.Definition.Correlations)
        {
            var isFound = TryRun(
                () =>
                {
                    if (rule.On.Match(cause.Type) && Key(scripts, rule.Key, seen) is { } key)
                        found.Add(new(rule.With is null ? null : rule.Name, key));
                },
                out var why);

            fault ??= isFound ? null : why;
        }

        keys = found.ToImmutable();
        return fault is null;
    }

    public static bool TryFindKeys(
        Statechart chart, ScriptEngine engine, ChartSnapshot snapshot, StatechartSelf self,
        out ImmutableArray<CorrelationKey> keys, [NotNullWhen(false)] out StatechartFault? fault)
    {
        var scripts = new Evaluator(engine, chart, self, null);
        var seen = new ScriptScope(snapshot.Context, new("", JsonObject.Empty));
        var found = ImmutableArray.CreateBuilder<CorrelationKey>();
        var isFound = TryRun(
            () =>
            {
                foreach (var rule in chart.Definition.Correlations)
                {
                    if (rule.With is { } with && Key(scripts, with, seen) is { } key)
                        found.Add(new(rule.Name, key));
                }
            },
            out fault);

        keys = isFound ? found.ToImmutable() : [];
        return isFound;
    }

    static (string Id, JsonValue Input)? FindStart(Statechart chart, Evaluator scripts, StepEvent cause)
    {
        var state = new StepState(chart, scripts, new(chart) { Context = chart.Definition.Context });
        var selection = new TransitionSelection(state);
        foreach (var rule in chart.Definition.Starts)
        {
            if (!rule.On.Match(cause.Type) || !selection.Holds(rule.Guard, cause))
                continue;

            var scope = new ScriptScope(state.Context, cause);
            var id = IdOf(scripts, rule, scope);
            var input = rule.Input is { } template ? scripts.Compute(template, scope) : cause.Json;
            return (id, input ?? JsonValue.Null);
        }

        return null;
    }

    static string IdOf(Evaluator scripts, StartRule rule, in ScriptScope scope)
    {
        var key = rule.Key is { } script ? Key(scripts, script, scope) : scope.Event.Json["targetId"];

        return CorrelationKey.IdOf(key) ?? throw scripts.Abort(
            StatechartFaultCodes.Script, "The id of an instance is a text, a number or a boolean.",
            rule.Key?.Pointer ?? rule.Pointer);
    }

    // Null where there is none.
    static JsonValue? Key(Evaluator scripts, ScriptPart part, in ScriptScope scope) =>
        scripts.Compute(part, scope) switch
        {
            null or JsonNull => null,
            JsonObject or JsonArray => throw scripts.Abort(
                StatechartFaultCodes.Script, "A key is a text, a number or a boolean.", part.Pointer),
            var key => key,
        };

    static bool TryRun(Action find, [NotNullWhen(false)] out StatechartFault? fault)
    {
        fault = null;
        try
        {
            find();
            return true;
        }
        catch (StepAbortException abort)
        {
            fault = abort.Fault;
            return false;
        }
    }
}
