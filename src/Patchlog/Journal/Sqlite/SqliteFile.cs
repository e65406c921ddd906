using System.Runtime.InteropServices;
using SQLitePCL;

namespace Patchlog.Journal.Sqlite;

/// <summary>Whether the file that a connection has open still is the one that its path names.</summary>
static class SqliteFile
{
    // https://sqlite.org/c3ref/c_fcntl_begin_atomic_write.html
    const int HasMovedCode = 20;

    static readonly IntPtr MainDatabase = IntPtr.Zero;

    /// <summary>
    /// True if the file was moved, deleted or replaced since it was opened: what is written goes nowhere then. SQLite
    /// looks itself, by inode; it costs one call of the operating system.
    /// </summary>
    public static bool HasMoved(sqlite3 database) =>
        FileControl(database.DangerousGetHandle(), MainDatabase, HasMovedCode, out var hasMoved) == raw.SQLITE_OK
        && hasMoved != 0;

    // The one function that is needed here and that the library does not pass on.
    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory)]
    static extern int FileControl(IntPtr database, IntPtr name, int code, out int answer);
}
