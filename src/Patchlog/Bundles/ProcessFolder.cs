using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Patchlog.Scripting;
using Patchlog.Statecharts;

namespace Patchlog.Bundles;

/// <summary>
/// The folder of processes: <c>processes/NAME.json</c> is a state machine, and the exports of <c>processes/NAME.js</c>
/// are functions that it may name.
/// </summary>
/// <param name="files">All files of the bundle.</param>
/// <param name="modules">All modules of the bundle; null without any, or where they have faults.</param>
/// <param name="faults">Takes what is wrong.</param>
sealed class ProcessFolder(BundleFiles files, ScriptModules? modules, List<BundleFault> faults)
{
    const string Extension = ".json";
    const string ScriptExtension = ".js";

    readonly Dictionary<string, string> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Compiles them; worth something only if there was no fault.</summary>
    public IReadOnlyCollection<ProcessDefinition> Compile()
    {
        var processes = new List<ProcessDefinition>();
        foreach (var file in files.Files)
        {
            if (file.Path.StartsWith(BundleLayout.Processes, StringComparison.Ordinal)
                && !file.Path.EndsWith(ScriptExtension, StringComparison.Ordinal)
                && TryCompile(file, out var process))
            {
                processes.Add(process);
            }
        }

        return processes;
    }

    bool TryCompile(BundleFile file, [NotNullWhen(true)] out ProcessDefinition? process)
    {
        process = null;
        if (FindName(file.Path) is not { } name)
            return false;

        var module = $"{BundleLayout.Processes}{name}{ScriptExtension}";
        var hasModule = files.Files.Any(other => other.Path == module);
        var source = new StatechartSource(file.Path, file.Text)
        {
            Modules = hasModule ? modules : null,
            ModuleFile = hasModule && modules is not null ? module : null,
        };

        // Without its functions it would have faults that are none of its own.
        if (hasModule && modules is null)
            return false;

        if (!Statechart.TryCompile(source, out var chart, out var found))
        {
            faults.AddRange(found.Select(fault => new BundleFault(
                fault.File ?? file.Path, fault.Message, fault.Line, fault.Column)));
            return false;
        }

        process = new(name, file.Path, chart, DigestOf(file, hasModule));

        return true;
    }

    string? FindName(string path)
    {
        var name = path[BundleLayout.Processes.Length..];
        name = name.EndsWith(Extension, StringComparison.Ordinal) ? name[..^Extension.Length] : "";
        if (!Command.IsName(name))
        {
            faults.Add(new(
                path,
                "A process must be called NAME.json, where NAME is a name: 1-63 characters of A-Z a-z 0-9 _ -, the "
                + "first a letter or digit; its functions are in NAME.js."));
            return null;
        }

        if (_names.TryAdd(name, name))
            return name;

        faults.Add(new(path, $"The name {name} differs from {_names[name]} only in case."));
        return null;
    }

    // What a module imports is not followed: any other module may be part of it.
    string DigestOf(BundleFile file, bool hasModule)
    {
        var content = new StringBuilder(file.Text);
        foreach (var other in hasModule ? files.Files : [])
        {
            if (other.Path.EndsWith(ScriptExtension, StringComparison.Ordinal))
                content.Append('\0').Append(other.Path).Append('\0').Append(other.Text);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content.ToString())));
    }
}
