using System.Diagnostics.CodeAnalysis;
using Patchlog.Rules.Syntax;

namespace Patchlog.Rules.Network;

/// <summary>
/// Reads a rule file and what it imports, each file once, in the order of the imports. A path is relative to the
/// importing file, and may not lead out of the folder of the first file.
/// </summary>
sealed class FileLoader(Func<string, string?> import, FaultList faults)
{
    readonly HashSet<string> _loaded = new(StringComparer.Ordinal);
    readonly List<string> _loading = [];
    readonly List<Declaration> _declarations = [];

    /// <summary>Everything that the files declare, imports excepted.</summary>
    public List<Declaration> Load(RuleSource source)
    {
        Load(source, Normalize("", source.Name) ?? source.Name);
        return _declarations;
    }

    void Load(RuleSource source, string path)
    {
        _loading.Add(path);
        foreach (var declaration in FileParser.Parse(new SourceFile(source), faults))
        {
            if (declaration is Declaration.Import importing && !faults.IsFull)
                Import(importing, path);
            else if (declaration is not Declaration.Import)
                _declarations.Add(declaration);
        }

        _loading.RemoveAt(_loading.Count - 1);
        _loaded.Add(path);
    }

    void Import(Declaration.Import importing, string importer)
    {
        if (Normalize(importer, importing.Name) is not { } path)
        {
            Report(importing, RuleFaultCodes.Undeclared, $"The import '{importing.Name}' leads out of its folder.");
            return;
        }

        if (_loaded.Contains(path))
            return;

        if (_loading.Contains(path))
        {
            var cycle = string.Join(" → ", [.. _loading.SkipWhile(file => file != path), path]);
            Report(importing, RuleFaultCodes.CyclicImport, $"The files import each other: {cycle}.");
        }
        else if (_loaded.Count + _loading.Count >= NetworkLimits.MaxFiles)
        {
            Report(importing, RuleFaultCodes.Undeclared, $"There are more than {NetworkLimits.MaxFiles} files.");
        }
        else if (TryRead(path, out var text, out var refusal))
        {
            Load(new RuleSource(path, text), path);
        }
        else
        {
            Report(importing, RuleFaultCodes.Undeclared, refusal);
        }
    }

    bool TryRead(string path, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out string? refusal)
    {
        try
        {
            text = import(path);
            refusal = text is null ? $"There is no file '{path}' to import." : null;
        }
        catch (RuleException refused)
        {
            (text, refusal) = (null, refused.Message);
        }

        return refusal is null && text is not null;
    }

    void Report(Declaration importing, string code, string message) =>
        faults.Add(importing.File.FaultAt(importing.Offset, code, message));

    /// <summary>A path without <c>.</c> and <c>..</c>; null if it leads out.</summary>
    static string? Normalize(string importer, string path)
    {
        if (path.StartsWith('/') || path.Contains('\\', StringComparison.Ordinal)
            || path.Contains(':', StringComparison.Ordinal))
        {
            return null;
        }

        var folders = importer.Split('/')[..^1].ToList();
        foreach (var part in path.Split('/'))
        {
            if (part == ".." && folders.Count == 0)
                return null;
            if (part == "..")
                folders.RemoveAt(folders.Count - 1);
            else if (part is not ("" or "."))
                folders.Add(part);
        }

        return string.Join('/', folders);
    }
}
