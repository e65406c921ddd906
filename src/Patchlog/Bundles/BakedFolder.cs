using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Patchlog.Bundles;

/// <summary>A folder of artifacts with the lock file that says what they were baked from.</summary>
public static class BakedFolder
{
    /// <summary>
    /// Whether baking may write a folder: it is missing or empty, or it was baked and has nothing else in it.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="reason">Why not; a sentence.</param>
    /// <exception cref="IOException">It can't be read.</exception>
    public static bool IsWritable(string path, [NotNullWhen(false)] out string? reason)
    {
        reason = null;
        if (File.Exists(path))
        {
            reason = $"{path} is a file; it must be a folder.";
            return false;
        }

        if (!Directory.Exists(path) || !Directory.EnumerateFileSystemEntries(path).Any())
            return true;

        var stray = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(path, file).Replace('\\', '/'))
            .FirstOrDefault(file => file != BundleLock.FileName && !BundleLayout.IsArtifact(file));
        reason = stray is not null ? $"{path} has {stray}, which is no part of a baked bundle."
            : !HasLock(path) ? $"{path} is not empty, and no bundle was baked into it."
            : null;

        return reason is null;
    }

    /// <summary>
    /// Writes a folder: beside its place, and then moved there, so that nobody finds half of it. What was baked there
    /// before is gone then.
    /// </summary>
    /// <param name="path">The folder; see <see cref="IsWritable"/>.</param>
    /// <param name="files">The artifacts.</param>
    /// <param name="locked">What they were baked from.</param>
    /// <exception cref="IOException">It can't be written; what was there before is there.</exception>
    public static void Write(string path, BundleFiles files, BundleLock locked)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(locked);
        var place = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var beside = $"{place}.{Guid.NewGuid():N}";
        var (next, last) = ($"{beside}.next", $"{beside}.last");

        try
        {
            WriteFiles(next, files, locked);
            Replace(place, next, last);
        }
        finally
        {
            foreach (var folder in new[] { next, last }.Where(Directory.Exists))
                Directory.Delete(folder, recursive: true);
        }
    }

    static void WriteFiles(string folder, BundleFiles files, BundleLock locked)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in files.Files)
        {
            var target = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? folder);
            File.WriteAllText(target, file.Text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }

        File.WriteAllBytes(Path.Combine(folder, BundleLock.FileName), locked.Write());
    }

    static void Replace(string place, string next, string last)
    {
        var isThere = Directory.Exists(place);
        if (isThere)
            Directory.Move(place, last);

        try
        {
            Directory.Move(next, place);
        }
        catch when (isThere)
        {
            Directory.Move(last, place);
            throw;
        }
    }

    static bool HasLock(string path)
    {
        var file = Path.Combine(path, BundleLock.FileName);
        return File.Exists(file) && BundleLock.TryRead(File.ReadAllBytes(file), out _, out _);
    }
}
