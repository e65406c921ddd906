using System.Runtime.InteropServices;

namespace Patchlog.Journal.Sqlite;

/// <summary>Sees to it that files, and the names of files, outlive a power cut.</summary>
static class DurableFile
{
    // O_RDONLY of every Unix.
    const int ReadOnly = 0;

    /// <summary>Waits until what was written to a file is on the disk.</summary>
    public static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <summary>
    /// Waits until the name of a file is on the disk. Windows has no such call, and writes names by itself.
    /// </summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public static void FlushFolderOf(string path)
    {
        if (OperatingSystem.IsWindows())
            return;

        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        var descriptor = Open(folder, ReadOnly);
        try
        {
            if (descriptor < 0 || Synchronize(descriptor) != 0)
                throw new IOException($"The folder {folder} could not be written to the disk.");
        }
        finally
        {
            if (descriptor >= 0)
                _ = Close(descriptor);
        }
    }

    // .NET opens no folders.
    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Synchronize(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Close(int descriptor);
}
