using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Patchlog.Server.Pages;

/// <summary>Files that the binary carries, by name.</summary>
/// <param name="files">The files.</param>
sealed class EmbeddedFolder(IReadOnlyDictionary<string, EmbeddedFile> files)
{
    readonly FrozenDictionary<string, EmbeddedFile> _files = files.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names of the files.</summary>
    public IReadOnlyCollection<string> Names { get; } = [.. files.Keys];

    /// <summary>Finds a file by its name; false if there is none.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out EmbeddedFile? file) => _files.TryGetValue(name, out file);
}
