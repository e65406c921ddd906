using System.Diagnostics.CodeAnalysis;
using Jint.Native;
using Jint.Native.Object;
using Patchlog.Json;
using Patchlog.Scripting.Engines;

namespace Patchlog.Scripting;

/// <summary>
/// Copies values between JSON and an engine. Nothing is rounded silently: of values, whole numbers that a double cannot
/// hold become a <c>BigInt</c> and come back digit by digit, and other such numbers are refused; of documents, they are
/// members that a script can't read, and come back as they were written.
/// </summary>
public sealed class JsonBridge
{
    readonly ScriptEngine _engine;
    readonly JsonImport _import;
    readonly LiteralNumbers _literals;
    readonly DocumentImport _documents;

    internal JsonBridge(ScriptEngine engine)
    {
        _engine = engine;
        _import = new(engine.Engine);
        _literals = new(engine.Engine);
        _documents = new(engine.Engine, _literals);
    }

    /// <summary>The JavaScript value of a JSON value: a copy that nobody else sees.</summary>
    public bool TryImport(
        JsonValue json, [NotNullWhen(true)] out JsValue? value, [NotNullWhen(false)] out ScriptFault? fault)
    {
        ArgumentNullException.ThrowIfNull(json);
        return _import.TryRead(json, out value, out fault);
    }

    /// <summary>
    /// The JSON value of a JavaScript value: members that are undefined or functions are left out, dates become
    /// ISO 8601 text, <c>toJSON</c> is honoured. NaN and the infinities, text with lone surrogates and values that
    /// contain themselves are refused.
    /// </summary>
    /// <param name="value">The value; undefined is refused.</param>
    /// <param name="inherited">Whether members that an object only inherits count, as in <c>for (k in o)</c>.</param>
    /// <param name="json">The JSON value, if the answer is true.</param>
    /// <param name="fault">What is wrong and where in the value, if the answer is false.</param>
    public static bool TryExport(
        JsValue value,
        bool inherited,
        [NotNullWhen(true)] out JsonValue? json,
        [NotNullWhen(false)] out ScriptFault? fault)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new JsonExport(inherited).TryRead(value, out json, out fault);
    }

    /// <summary>
    /// The JavaScript value of a document: a copy that nobody else sees, worth something until the use ends. A script
    /// that reads a number which a double would round gets an error; it may leave, replace and remove it.
    /// </summary>
    /// <param name="json">The document, an object or an array.</param>
    public JsValue ImportDocument(JsonValue json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return _documents.Read(json);
    }

    /// <summary>
    /// The JSON value of a JavaScript value, as <see cref="TryExport"/> makes it, in which the numbers of documents of
    /// this use that the script could not read are as they were written. The work counts for the bounds of the use: ask
    /// between its Enter and Leave.
    /// </summary>
    /// <exception cref="ScriptAbortException">A bound is passed.</exception>
    public bool TryExportDocument(
        JsValue value, [NotNullWhen(true)] out JsonValue? json, [NotNullWhen(false)] out ScriptFault? fault) =>
        TryExportDocument(value, before: null, out json, out fault);

    /// <summary>
    /// The same of what a script has made of a document: what it left alone is not made again, but is what it was.
    /// </summary>
    /// <param name="value">The value that <see cref="ImportDocument"/> gave, changed or not.</param>
    /// <param name="before">The document; null for none.</param>
    /// <param name="json">The JSON value, if the answer is true.</param>
    /// <param name="fault">What is wrong, if the answer is false.</param>
    /// <param name="inherited">Whether members that an object only inherits count, as in <c>for (k in o)</c>.</param>
    /// <exception cref="ScriptAbortException">A bound is passed.</exception>
    public bool TryExportDocument(
        JsValue value, JsonValue? before,
        [NotNullWhen(true)] out JsonValue? json, [NotNullWhen(false)] out ScriptFault? fault, bool inherited = false)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new JsonExport(inherited, _literals, _engine.Spend).TryRead(value, before, out json, out fault);
    }

    /// <summary>
    /// The same for somebody who only looks, with what objects inherit: no script is asked. Getters are left out,
    /// <c>toJSON</c> is not called, and what is neither an object, a list, a date nor plain is null.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="json">The JSON value, if the answer is true.</param>
    /// <param name="fault">What is wrong, if the answer is false.</param>
    /// <exception cref="ScriptAbortException">A bound is passed.</exception>
    public bool TryLookAt(
        JsValue value, [NotNullWhen(true)] out JsonValue? json, [NotNullWhen(false)] out ScriptFault? fault)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new JsonExport(inherited: true, _literals, _engine.Spend, isPassive: true)
            .TryRead(value, out json, out fault);
    }

    /// <summary>
    /// The same of the members that an object has of its own; a <c>toJSON</c> of the object itself is not asked.
    /// </summary>
    /// <param name="value">The object.</param>
    /// <param name="before">What its members were before; those that are equal are the same values again.</param>
    /// <param name="json">The members, if the answer is true.</param>
    /// <param name="fault">What is wrong, if the answer is false.</param>
    /// <exception cref="ScriptAbortException">A bound is passed.</exception>
    public bool TryExportMembers(
        ObjectInstance value, JsonObject before,
        [NotNullWhen(true)] out JsonObject? json, [NotNullWhen(false)] out ScriptFault? fault)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new JsonExport(inherited: false, _literals, _engine.Spend)
            .TryReadMembers(value, before, out json, out fault);
    }

    internal void Forget() => _literals.Forget();
}
