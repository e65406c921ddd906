using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Patchlog.Scripting.Engines;

/// <summary>Reads modules and links them by the paths that they import. Used by one caller.</summary>
sealed class ModuleLinker
{
    readonly Dictionary<string, LinkedModule> _modules = new(StringComparer.Ordinal);
    readonly List<ScriptFault> _faults = [];
    readonly HashSet<LinkedModule> _linked = [];
    readonly List<LinkedModule> _path = [];

    public ImmutableArray<ScriptFault> Faults => [.. _faults];

    public void Add(string file, string text)
    {
        if (ModuleSource.TryRead(text, file, out var source, out var fault))
            _modules.Add(file, new(file, source));
        else
            _faults.Add(fault);
    }

    public IReadOnlyCollection<LinkedModule> Link()
    {
        foreach (var module in _modules.Values)
            Link(module);

        return _modules.Values;
    }

    void Link(LinkedModule module)
    {
        if (!_linked.Add(module))
            return;

        _path.Add(module);
        foreach (var import in module.Source.Imports)
        {
            if (!TryFind(module, import, out var imported))
                continue;

            if (_path.Contains(imported))
            {
                var circle = string.Join(" → ", _path.SkipWhile(one => one != imported).Select(one => one.File));
                Refuse(module, import, $"Modules import each other in a circle: {circle} → {imported.File}.");
                continue;
            }

            Link(imported);
            module.Imports.Add(imported);
            foreach (var name in import.Names.Where(name => !imported.Exports.Contains(name)))
                Refuse(module, import, $"{imported.File} exports nothing called {name}.");
        }

        foreach (var forwarded in module.Source.Forwarded.Where(at => at < module.Imports.Count))
            module.Exports.UnionWith(module.Imports[forwarded].Exports.Where(name => name != "default"));

        _path.RemoveAt(_path.Count - 1);
    }

    bool TryFind(LinkedModule module, ModuleImport import, [NotNullWhen(true)] out LinkedModule? imported)
    {
        imported = null;
        if (!import.Specifier.StartsWith("./", StringComparison.Ordinal)
            && !import.Specifier.StartsWith("../", StringComparison.Ordinal))
        {
            Refuse(module, import, $"'{import.Specifier}' is no path: it must begin with ./ or ../.");
            return false;
        }

        if (Resolve(module.File, import.Specifier) is { } path && _modules.TryGetValue(path, out imported))
            return true;

        // A module that could not be read has its own fault.
        if (_faults.TrueForAll(fault => fault.File != Resolve(module.File, import.Specifier)))
            Refuse(module, import, $"There is no module {import.Specifier} as seen from {module.File}.");

        return false;
    }

    void Refuse(LinkedModule module, ModuleImport import, string message) => _faults.Add(
        new(ScriptFaultCodes.Syntax, message, module.File, import.Line, import.Column));

    /// <summary>The path of a module as seen from another; null if it leaves the root.</summary>
    static string? Resolve(string from, string specifier)
    {
        var path = from.Split('/')[..^1].ToList();
        foreach (var step in specifier.Split('/'))
        {
            if (step == "..")
            {
                if (path.Count == 0)
                    return null;

                path.RemoveAt(path.Count - 1);
            }
            else if (step != ".")
            {
                path.Add(step);
            }
        }

        return string.Join('/', path);
    }
}
