namespace Patchlog.Server;

/// <summary>
/// Tells files with something in them from everything else that has a name, such as pipes: to open one is to wait for
/// whoever writes into it.
/// </summary>
static class RegularFile
{
    /// <summary>Whether a file has content. Follows symbolic links; a pipe has no length.</summary>
    /// <exception cref="IOException">It is not there, or can't be looked at.</exception>
    public static bool HasContent(string path)
    {
        var file = File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path);

        return file is FileInfo { Exists: true, Length: > 0 };
    }
}
