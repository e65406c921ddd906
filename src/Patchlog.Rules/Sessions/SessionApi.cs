using Jint;
using Jint.Native;
using Jint.Runtime;
using Patchlog.Json;

namespace Patchlog.Rules.Sessions;

/// <summary>
/// The functions that actions call. They are made once for an engine and act on the session that uses it now.
/// </summary>
sealed class SessionApi(EngineTools tools)
{
    SessionCore Session => tools.Session ?? throw new InvalidOperationException("No session uses this engine.");

    public IEnumerable<KeyValuePair<string, Func<JsValue, JsValue[], JsValue>>> Functions(Engine engine)
    {
        yield return new("assert", (_, arguments) => Session.Assert(At(arguments, 0)).Value);
        yield return new("modify", (_, arguments) => Modify(engine, At(arguments, 0), At(arguments, 1)));
        yield return new("retract", (_, arguments) => Retract(engine, At(arguments, 0)));
        yield return new("emit", (_, arguments) => Emit(arguments));
        yield return new("halt", (_, _) => Halt());
        yield return new("focus", (_, arguments) => Focus(At(arguments, 0)));
        yield return new("getFacts", (_, arguments) => new JsArray(engine, Session.ValuesOf(At(arguments, 0))));
    }

    public IEnumerable<KeyValuePair<string, Func<JsValue, JsValue[], JsValue>>> Console(Engine engine)
    {
        _ = engine;
        foreach (var name in (string[])["log", "info", "warn", "error", "debug"])
            yield return new(name, (_, arguments) => Log(arguments));
    }

    /// <summary>A function of the host.</summary>
    public Func<JsValue, JsValue[], JsValue> OfHost(RuleFunction function) =>
        (_, arguments) => Session.Import(function(Session.Session, Export(arguments, from: 0)));

    JsValue Modify(Engine engine, JsValue value, JsValue change)
    {
        if (change.IsCallable())
            change.Call(value, [value]);
        if (!Session.TryFind(value, out var fact))
            throw Missing(engine, "modify");

        Session.Modify(fact);
        return value;
    }

    JsValue Retract(Engine engine, JsValue value)
    {
        if (!Session.TryFind(value, out var fact))
            throw Missing(engine, "remove");

        Session.Retract(fact);
        return value;
    }

    JsValue Emit(JsValue[] arguments)
    {
        if (Session.Runner.IsMatching)
            throw new RuleException(Session.Runner.Blame(RuleFaultCodes.Failed, "it emits, which only actions may."));

        // What is not JSON is refused, whether anybody listens or not.
        var name = TypeConverter.ToString(At(arguments, 0));
        var values = Export(arguments, from: 1);
        Session.Observer?.OnEmitted(name, values);
        return JsValue.Undefined;
    }

    JsValue Halt()
    {
        Session.Runner.Halt();
        return tools.Flow;
    }

    JsValue Focus(JsValue group)
    {
        Session.Matcher.State.Agenda.Focus(TypeConverter.ToString(group));
        return tools.Flow;
    }

    JsValue Log(JsValue[] arguments)
    {
        if (Session.Observer is { } observer)
        {
            var texts = arguments.Select(
                argument => argument.IsString() ? argument.ToString() : Session.ToJsonOrNull(argument)?.ToString());
            observer.OnLogged(string.Join(" ", texts));
        }

        return JsValue.Undefined;
    }

    JsonValue[] Export(JsValue[] arguments, int from)
    {
        var values = new JsonValue[Math.Max(0, arguments.Length - from)];
        for (var i = 0; i < values.Length; i++)
            values[i] = arguments[from + i].IsUndefined() ? JsonValue.Null : Session.ToJson(arguments[from + i]);
        return values;
    }

    static JsValue At(JsValue[] arguments, int index) =>
        index < arguments.Length ? arguments[index] : JsValue.Undefined;

    /// <summary>An error that the action may catch, in the words of nools.</summary>
    static JavaScriptException Missing(Engine engine, string verb) =>
        new(engine.Intrinsics.Error, $"the fact to {verb} does not exist");
}
