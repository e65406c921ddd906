using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Jint;
using Jint.Native;
using Patchlog.Scripting.Engines;

namespace Patchlog.Scripting;

/// <summary>
/// Modules of ECMAScript that import each other by relative paths, read and linked once. Each use runs them anew from
/// their first lines, so that nothing which a module keeps is seen by the next use. Immutable: any number of engines on
/// any threads may run them.
/// </summary>
/// <remarks>
/// What is not there: dynamic <c>import()</c>, <c>import.meta</c>, <c>await</c> outside of functions, literals of
/// <c>BigInt</c>, and imports in a circle, all of which are faults. An exported variable has the value that it had when
/// its module had run.
/// </remarks>
public sealed class ScriptModules
{
    readonly FrozenDictionary<string, LinkedModule> _modules;

    ScriptModules(IEnumerable<LinkedModule> modules) =>
        _modules = modules.ToFrozenDictionary(module => module.File, StringComparer.Ordinal);

    /// <summary>Reads and links modules.</summary>
    /// <param name="files">Their texts by path, with <c>/</c> between folders.</param>
    /// <param name="modules">The modules, if the answer is true.</param>
    /// <param name="faults">What is wrong and where, if the answer is false.</param>
    public static bool TryLink(
        IEnumerable<KeyValuePair<string, string>> files,
        [NotNullWhen(true)] out ScriptModules? modules, out ImmutableArray<ScriptFault> faults)
    {
        ArgumentNullException.ThrowIfNull(files);
        var linker = new ModuleLinker();
        foreach (var (file, text) in files)
            linker.Add(file, text);

        var linked = linker.Link();
        faults = linker.Faults;
        modules = faults.IsEmpty ? new(linked) : null;

        return modules is not null;
    }

    /// <summary>Whether a module exports a name.</summary>
    /// <param name="file">The path of the module.</param>
    /// <param name="name">The name; <c>default</c> for the default export.</param>
    public bool Exports(string file, string name) =>
        _modules.TryGetValue(file, out var module) && module.Exports.Contains(name);

    /// <summary>
    /// The texts that a module, and what it imports, give first to functions and methods of a name: those that stand
    /// there as they are, in ordinal order, and whether there are others.
    /// </summary>
    /// <param name="file">The path of a module that is there.</param>
    /// <param name="name">The name of the function or method.</param>
    public (ImmutableArray<string> Texts, bool HasOthers) FindCalls(string file, string name)
    {
        var calls = _modules[file].Order
            .SelectMany(one => one.Module.Calls).Where(call => call.Name == name).ToHashSet();

        return (
            [.. calls.Select(call => call.Text).OfType<string>().Order(StringComparer.Ordinal)],
            calls.Any(call => call.Text is null));
    }

    /// <summary>The texts of an array that a module exports as a constant.</summary>
    /// <param name="file">The path of a module that is there.</param>
    /// <param name="name">The name of the constant.</param>
    /// <param name="texts">The texts; null if there is no such array, or if it has something else in it.</param>
    /// <returns>True if the module exports the name.</returns>
    public bool TryFindTexts(string file, string name, out ImmutableArray<string>? texts)
    {
        texts = _modules[file].Source.Texts.GetValueOrDefault(name);
        return Exports(file, name);
    }

    /// <summary>
    /// Runs a module, before it what it imports, and then what the host does with its exports, all as one
    /// <see cref="ScriptEngine.TryUse"/>.
    /// </summary>
    /// <param name="engine">The engine, in one use; ask outside of its Enter and Leave.</param>
    /// <param name="file">The path of a module that is there.</param>
    /// <param name="use">Is given an object with the exports.</param>
    /// <param name="fault">What the script did, and where, if the answer is false.</param>
    public bool TryRun(
        ScriptEngine engine, string file, Action<JsValue> use, [NotNullWhen(false)] out ScriptFault? fault)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(use);

        var order = _modules[file].Order;
        var functions = new JsValue[order.Length];
        for (var at = 0; at < order.Length; at++)
        {
            var module = order[at].Module;
            functions[at] = engine.Attachment(module, one => one.Evaluate(module.Function));
        }

        var isDone = engine.TryUse(() => use(Run(order, functions)), out fault);
        fault = fault is null ? null : Placed(fault);

        return isDone;
    }

    static JsValue Run(
        ImmutableArray<(ModuleSource Module, ImmutableArray<int> Imports)> order, JsValue[] functions)
    {
        var results = new JsValue[order.Length];
        for (var at = 0; at < order.Length; at++)
        {
            var imports = order[at].Imports;
            var arguments = new JsValue[imports.Length];
            for (var import = 0; import < imports.Length; import++)
                arguments[import] = results[imports[import]];

            results[at] = functions[at].Call(JsValue.Undefined, arguments);
        }

        return results[^1];
    }

    // Modules run with something before their first line: a fault is where its author finds it.
    ScriptFault Placed(ScriptFault fault) =>
        fault.File is { } file && _modules.TryGetValue(file, out var module)
            ? ModuleSource.Moved(fault, module.Source.Prefix)
            : fault;
}
