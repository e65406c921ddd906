using System.Collections.Immutable;
using System.Text;
using Jint;
using Jint.Native;
using Jint.Runtime;
using Jint.Runtime.Interop;
using Patchlog.Json;
using Patchlog.Scripting;

namespace Patchlog.Deciding.Handlers;

/// <summary>
/// What a handler is given as <c>ctx</c>. Its functions are made once for an engine, frozen, and answer for the call in
/// progress. Not thread-safe, as the engine is not.
/// </summary>
sealed class HandlerContext
{
    readonly ScriptEngine _engine;
    readonly (string Name, JsValue Function)[] _functions;
    readonly List<string> _log = [];
    JsValue? _thrown;

    HandlerContext(ScriptEngine engine)
    {
        _engine = engine;
        _functions =
        [
            ("reject", Frozen("reject", Reject)),
            ("uuid", Frozen("uuid", (_, _) => new JsString(_engine.Ambient.NextUuid().ToString()))),
            ("random", Frozen("random", (_, _) => JsNumber.Create(_engine.Ambient.NextRandom()))),
            ("log", Frozen("log", Log)),
        ];
    }

    /// <summary>Why the handler refused the command; null if it did not.</summary>
    public Problem? Rejection { get; private set; }

    /// <summary>What it wrote to the log.</summary>
    public ImmutableArray<string> Lines => [.. _log];

    public static HandlerContext Create(ScriptEngine engine) => new(engine);

    /// <summary>Forgets the call before.</summary>
    public void Clear()
    {
        (Rejection, _thrown) = (null, null);
        _log.Clear();
    }

    /// <summary>Makes the object that the handler gets; it may do with it what it likes.</summary>
    /// <param name="reads">The other aggregates that the decision rests on; null is none.</param>
    public JsObject MakeObject(ImmutableArray<ReadState>? reads)
    {
        var context = new JsObject(_engine.Engine);
        context.FastSetDataProperty("reads", new JsArray(_engine.Engine, [.. (reads ?? []).Select(Document)]));
        context.FastSetDataProperty("now", new JsString(ScriptedCommand.TextOf(_engine.Ambient.Now)));
        foreach (var (name, function) in _functions)
            context.FastSetDataProperty(name, function);

        return context;
    }

    /// <summary>Whether an exception is the rejection itself, on its way out of the handler.</summary>
    public bool IsRejection(JavaScriptException exception) =>
        _thrown is not null && ReferenceEquals(exception.Error, _thrown);

    JsValue Document(ReadState read) =>
        read.State.Body is { } body ? _engine.Json.ImportDocument(body) : JsValue.Null;

    JsValue Frozen(string name, Func<JsValue, JsValue[], JsValue> function) =>
        _engine.Engine.Intrinsics.Object.Get("freeze").Call(
            JsValue.Undefined, [new ClrFunction(_engine.Engine, name, function)]);

    JsValue Reject(JsValue self, JsValue[] arguments)
    {
        var code = TextAt(arguments, 0);
        var message = TextAt(arguments, 1);
        var pointer = TextAt(arguments, 2) ?? "";
        if (code is null || !Command.IsName(code) || message is null || !JsonPointer.TryParse(pointer, out _))
        {
            throw Error("ctx.reject takes a code (1-63 characters of A-Z a-z 0-9 _ -), a message, and a JSON Pointer "
                + "if one place is meant.");
        }

        var thrown = Error(message);
        (Rejection, _thrown) = (Problem.At(ProblemCode.Rejected, pointer, code, message), thrown.Error);

        throw thrown;
    }

    JsValue Log(JsValue self, JsValue[] arguments)
    {
        if (_log.Count == HandlerLimits.MaxLogLines)
            return JsValue.Undefined;

        var line = new StringBuilder();
        for (var at = 0; at < arguments.Length && line.Length <= HandlerLimits.MaxTextLength; at++)
            line.Append(at == 0 ? "" : " ").Append(TextOf(arguments[at]));

        _log.Add(Cut(line.ToString()));
        return JsValue.Undefined;
    }

    // Of what is no text, what JSON makes of it.
    string TextOf(JsValue value) =>
        value is JsString text ? Cut(text.ToString())
        : _engine.Json.TryExportDocument(value, out var json, out _) ? Cut(json.ToString())
        : value.IsUndefined() ? "undefined" : "[no JSON]";

    JavaScriptException Error(string message) => new(_engine.Engine.Intrinsics.Error, message);

    static string? TextAt(JsValue[] arguments, int index) =>
        arguments.Length > index && arguments[index] is JsString text
            ? Cut(text.ToString())
            : null;

    static string Cut(string text) => Excerpt.Of(text, HandlerLimits.MaxTextLength);
}
