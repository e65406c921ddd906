namespace Patchlog.Journal.Sqlite;

/// <summary>
/// The claim of one process to a database file: an exclusively locked file beside it, named like it with
/// <c>.lock</c>. The operating system releases the lock when the process dies. The file stays when the claim ends: to
/// remove it would let two other processes lock two different files of that name.
/// </summary>
sealed class SqliteFileLock : IDisposable
{
    readonly FileStream _file;

    SqliteFileLock(FileStream file) => _file = file;

    /// <summary>Claims a database file.</summary>
    /// <exception cref="JournalUnavailableException">Another process has claimed it.</exception>
    public static SqliteFileLock Take(string path)
    {
        try
        {
            return new(new(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException failure) when (IsShared(failure))
        {
            throw new JournalUnavailableException(Applied.No, new IOException(
                $"{path} belongs to another Patchlog process, which holds {path}.lock. "
                + "Stop that one, or use another file.",
                failure));
        }
    }

    public void Dispose() => _file.Dispose();

    // EAGAIN of Linux, EAGAIN of macOS and BSD, ERROR_SHARING_VIOLATION of Windows.
    static bool IsShared(IOException failure) => failure.HResult is 11 or 35 or unchecked((int)0x80070020);
}
