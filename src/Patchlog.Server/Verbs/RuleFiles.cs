using System.Diagnostics.CodeAnalysis;
using Patchlog.Bundles;
using Patchlog.Rules;

namespace Patchlog.Server.Verbs;

/// <summary>
/// A rule file that a verb was told to read, and what it imports: files of its folder, in which links may be that lead
/// nowhere else.
/// </summary>
sealed class RuleFiles
{
    readonly string _path;
    readonly string _folder;
    long _bytes;

    RuleFiles(string path, string text)
    {
        _path = path;
        _folder = Path.GetDirectoryName(path) ?? "";
        _bytes = text.Length;
        Source = new(Path.GetFileName(path), text);
    }

    /// <summary>The first file. Faults call it and the others by their paths in its folder.</summary>
    public RuleSource Source { get; }

    /// <summary>Reads the first file.</summary>
    /// <param name="path">The path, which may be that of a pipe.</param>
    /// <param name="files">The files, if the answer is true.</param>
    /// <param name="fault">Why it can't be read, if the answer is false.</param>
    public static bool TryOpen(
        string path, [NotNullWhen(true)] out RuleFiles? files, [NotNullWhen(false)] out BundleFault? fault)
    {
        files = TryReadText(path, path, out var text, out fault) ? new(path, text) : null;
        return files is not null;
    }

    /// <summary>The text of an imported file, or null if there is none.</summary>
    /// <param name="path">Its path in the folder of the first file.</param>
    /// <exception cref="RuleException">It may not be read, or can't be.</exception>
    public string? Import(string path)
    {
        var place = Path.Combine(_folder, path);
        if (!Path.Exists(place))
            return null;

        try
        {
            return ReadImport(path, place);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Refusal($"The import '{path}' can't be read. {failure.Message}");
        }
    }

    /// <summary>A fault at a path that leads to its file from where the verb was called.</summary>
    public RuleFault Locate(RuleFault fault) =>
        fault with { File = fault.File is null ? _path : Path.Combine(_folder, fault.File) };

    string ReadImport(string path, string place)
    {
        var target = Resolve(Path.GetFullPath(place));
        if (!IsWithin(target, Resolve(Path.GetFullPath(_folder.Length == 0 ? "." : _folder))))
            throw Refusal($"The import '{path}' is a link that leads out of its folder.");

        // To open a pipe may wait for ever; pipes, devices and sockets have no length.
        if (!File.Exists(target) || new FileInfo(target).Length == 0)
        {
            throw Refusal(
                $"The import '{path}' is empty, or a folder, pipe, device or socket; rules are plain files of text.");
        }

        if (!TryReadText(target, path, out var text, out var fault))
            throw Refusal($"The import '{path}' can't be read. {fault.Detail}");

        _bytes += text.Length;
        return _bytes <= BundleLimits.MaxBytes
            ? text
            : throw Refusal($"The files have more than {BundleLimits.MaxBytes} characters with the import '{path}'.");
    }

    static bool TryReadText(
        string path, string name,
        [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out BundleFault? fault)
    {
        text = null;
        if (!BoundedFile.TryRead(path, BundleLimits.MaxFileBytes, out var content, out fault)
            || !BundleFile.TryRead(name, content.Span, out var file, out fault))
        {
            return false;
        }

        text = file.Text;
        return true;
    }

    /// <summary>The path without links in it, of an entry that exists.</summary>
    static string Resolve(string path)
    {
        var resolved = Path.GetPathRoot(path) ?? "";
        foreach (var part in path[resolved.Length..].Split(
            Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            resolved = Path.Combine(resolved, part);
            FileSystemInfo entry = Directory.Exists(resolved) ? new DirectoryInfo(resolved) : new FileInfo(resolved);
            if (entry.ResolveLinkTarget(returnFinalTarget: true) is { } target)
                resolved = Resolve(target.FullName);
        }

        return resolved;
    }

    static bool IsWithin(string path, string folder) =>
        path.StartsWith(
            Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar,
            StringComparison.Ordinal);

    static RuleException Refusal(string message) => new(new RuleFault(RuleFaultCodes.Undeclared, message));
}
