using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.IO.Enumeration;

namespace Patchlog.Bundles;

/// <summary>
/// Reads the artifacts of a folder once, as they are at the moment. While somebody replaces files it may find some old
/// and some new ones: <see cref="FolderSource"/> therefore looks twice.
/// </summary>
public sealed class FolderReader
{
    // Links are followed: deployments swap a folder by them.
    static readonly EnumerationOptions AllEntries = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
        MaxRecursionDepth = BundleLimits.MaxFolderDepth,
    };

    readonly string _path;
    readonly string _root;
    readonly List<BundleFile> _files = [];
    readonly List<BundleFault> _faults = [];
    long _bytes;

    FolderReader(string path) => (_path, _root) = (path, Path.GetFullPath(path));

    /// <summary>Reads a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="cancellation">Stops reading, between two entries.</param>
    /// <exception cref="BundleSourceException">
    /// It can't be read, or what it has can't be a bundle; then there are faults.
    /// </exception>
    public static FetchedBundle Read(string path, CancellationToken cancellation)
    {
        if (!Directory.Exists(path))
            throw new BundleSourceException($"There is no folder {path}.");

        var reader = new FolderReader(path);
        try
        {
            return reader.Read(cancellation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BundleSourceException($"{path} can't be read: {failure.Message}", failure);
        }
    }

    FetchedBundle Read(CancellationToken cancellation)
    {
        foreach (var (path, name) in FindArtifacts(cancellation))
            Take(path, name);

        if (_faults.Count > 0)
            throw Refuse([.. _faults]);

        if (!BundleFiles.TryCreate(_files, out var files, out var faults))
            throw Refuse(faults);

        return new(files, FindCommit(files.Digest));
    }

    IEnumerable<(string Path, string Name)> FindArtifacts(CancellationToken cancellation)
    {
        var visited = 0;
        foreach (var (path, isFolder) in BundleLayout.Folders.SelectMany(EnumerateFolder))
        {
            cancellation.ThrowIfCancellationRequested();
            if (++visited > BundleLimits.MaxFolderEntries)
            {
                throw Refuse(
                    $"{_path} has more than {BundleLimits.MaxFolderEntries} entries where artifacts are looked for.");
            }

            var name = Path.GetRelativePath(_root, path).Replace('\\', '/');
            if (!isFolder && BundleLayout.IsArtifact(name))
                yield return (path, name);
        }
    }

    // Nothing below a name with a dot in front is an artifact.
    IEnumerable<(string Path, bool IsFolder)> EnumerateFolder(string folder)
    {
        var place = Path.Combine(_root, folder);
        if (!Directory.Exists(place))
            return [];

        return new FileSystemEnumerable<(string, bool)>(
            place, static (ref entry) => (entry.ToFullPath(), entry.IsDirectory), AllEntries)
        {
            ShouldRecursePredicate = static (ref entry) => !entry.FileName.StartsWith('.'),
        };
    }

    void Take(string path, string name)
    {
        if (_files.Count == BundleLimits.MaxFiles)
            throw Refuse($"{_path} has more than {BundleLimits.MaxFiles} artifacts.");

        if (!TryReadBounded(path, name, out var content, out var fault)
            || !BundleFile.TryRead(name, content, out var file, out fault))
        {
            _faults.Add(fault);
            if (_faults.Count == BundleLimits.MaxFaults)
                throw Refuse([.. _faults]);

            return;
        }

        if ((_bytes += content.Length) > BundleLimits.MaxBytes)
            throw Refuse($"{_path} has artifacts of more than {BundleLimits.MaxBytes} bytes.");

        _files.Add(file);
    }

    /// <summary>The commit that a baked folder is of; its artifacts must be those that were baked.</summary>
    string? FindCommit(string digest)
    {
        var file = Path.Combine(_root, BundleLock.FileName);
        if (!File.Exists(file))
            return null;

        if (!TryReadBounded(file, BundleLock.FileName, out var content, out var fault)
            || !BundleLock.TryRead(content, out var locked, out fault))
        {
            throw Refuse([fault]);
        }

        return locked.Digest == digest ? locked.Commit : throw Refuse(
        [
            new(BundleLock.FileName,
                $"The artifacts have the digest {digest}, and {locked.Digest} was baked: they were changed since."),
        ]);
    }

    /// <summary>
    /// Reads up to a byte more than an artifact may have. Pipes, devices and sockets have no length, and are not
    /// opened: to open one may wait for ever.
    /// </summary>
    static bool TryReadBounded(
        string path, string name,
        [NotNullWhen(true)] out byte[]? content, [NotNullWhen(false)] out BundleFault? fault)
    {
        (content, fault) = (null, null);
        var file = new FileInfo(path);
        if (file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
            file = target;

        if (file.Length == 0)
        {
            fault = new(name, "The file is empty, or a pipe, device or socket; artifacts are plain files of text.");
            return false;
        }

        using var stream = file.OpenRead();
        content = new byte[Math.Min(stream.Length, BundleLimits.MaxFileBytes + 1L)];
        stream.ReadExactly(content);

        return true;
    }

    static BundleSourceException Refuse(string detail) => new(detail) { Faults = [new("", detail)] };

    static BundleSourceException Refuse(ImmutableArray<BundleFault> faults) =>
        new(faults[0].ToString()) { Faults = faults };
}
