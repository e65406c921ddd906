using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Patchlog.Bundles;

/// <summary>Compiles artifacts into a bundle: whole, or not at all.</summary>
public static class BundleCompiler
{
    /// <summary>Compiles. Pure: the files are all it knows, and equal files give equal bundles.</summary>
    /// <param name="files">The artifacts.</param>
    /// <param name="bundle">The bundle, if the answer is true.</param>
    /// <param name="faults">
    /// What is wrong, if the answer is false: by file, line and column, at most <see cref="BundleLimits.MaxFaults"/>.
    /// Empty if the answer is true.
    /// </param>
    public static bool TryCompile(
        BundleFiles files, [NotNullWhen(true)] out Bundle? bundle, out ImmutableArray<BundleFault> faults)
    {
        ArgumentNullException.ThrowIfNull(files);
        var found = new List<BundleFault>();
        var schemas = new SchemaFolder(files, found).Compile();
        var scripts = new ScriptFolders(files, found);
        var scripted = scripts.AddTo(schemas);
        var types = new RuleFolder(files, found).AddTo(scripted, out var rules);
        var processes = new ProcessFolder(files, scripts.Modules, found).Compile();

        faults =
        [
            .. found.OrderBy(fault => fault.File, StringComparer.Ordinal)
                .ThenBy(fault => fault.Line).ThenBy(fault => fault.Column)
                .Take(BundleLimits.MaxFaults),
        ];
        bundle = faults.IsEmpty ? new(files, types, processes) { Rules = rules } : null;

        return bundle is not null;
    }
}
