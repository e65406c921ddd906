using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Patchlog.Journal.Sqlite;

/// <summary>Which failures of a statement mean "the database is away".</summary>
static class SqliteErrors
{
    /// <summary>Does work on a database, and says in the journal's words why it failed.</summary>
    /// <param name="subject">What the work is done with.</param>
    /// <param name="work">The work.</param>
    /// <param name="applied">Whether the work took effect, if it fails.</param>
    /// <exception cref="JournalUnavailableException">The disk or another program's lock was against it.</exception>
    public static T Guard<TSubject, T>(TSubject subject, Func<TSubject, T> work, Applied applied = Applied.No)
    {
        try
        {
            return work(subject);
        }
        catch (SqliteException failure) when (IsUnavailable(failure))
        {
            throw new JournalUnavailableException(applied, failure);
        }
    }

    /// <summary>
    /// True if <paramref name="failure"/> is the world's fault: the disk, the memory, another program's lock.
    /// </summary>
    public static bool IsUnavailable(SqliteException failure) => failure.SqliteErrorCode
        // https://sqlite.org/rescode.html
        is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL
        or raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM
        or raw.SQLITE_NOMEM;

    /// <summary>True if the statement was interrupted.</summary>
    public static bool IsInterrupted(SqliteException failure) => failure.SqliteErrorCode == raw.SQLITE_INTERRUPT;

    /// <summary>True if the file is no database.</summary>
    public static bool IsForeign(SqliteException failure) => failure.SqliteErrorCode == raw.SQLITE_NOTADB;
}
