using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Patchlog.Journal.Sqlite;

/// <summary>What a failure of a statement means: whether the database is away, or full, or not to be written.</summary>
static class SqliteErrors
{
    /// <summary>Does work on a database, and says in the journal's words why it failed.</summary>
    /// <param name="subject">What the work is done with.</param>
    /// <param name="work">The work.</param>
    /// <param name="applied">Whether the work took effect, if it fails.</param>
    /// <exception cref="JournalUnavailableException">The disk or another program's lock was against it.</exception>
    /// <exception cref="JournalDamagedException">SQLite can't read a page of the file.</exception>
    public static T Guard<TSubject, T>(TSubject subject, Func<TSubject, T> work, Applied applied = Applied.No)
    {
        try
        {
            return work(subject);
        }
        catch (SqliteException failure) when (TroubleOf(failure) is { } trouble)
        {
            // Where there was no room, everything of the transaction is undone.
            throw new JournalUnavailableException(
                trouble == DatabaseTrouble.Full ? Applied.No : applied, failure, trouble);
        }
        catch (SqliteException failure) when (IsDamage(failure))
        {
            throw DamagedRow.OfDatabase(failure);
        }
        catch (SqliteException failure) when (failure.SqliteExtendedErrorCode == raw.SQLITE_CONSTRAINT_UNIQUE)
        {
            throw DamagedRow.OfAppend(failure);     // of what is written, only events have such an index
        }
    }

    /// <summary>Goes to the next row of what lies at a known place; false if there is none.</summary>
    /// <exception cref="JournalDamagedException">SQLite can't read it.</exception>
    public static bool IsThere(SqliteStatement row, Func<Exception, JournalDamagedException> tell)
    {
        try
        {
            return row.Step();
        }
        catch (SqliteException failure) when (IsDamage(failure))
        {
            throw tell(failure);
        }
    }

    /// <summary>True if SQLite could not make sense of a page of the file.</summary>
    public static bool IsDamage(SqliteException failure) => failure.SqliteErrorCode == raw.SQLITE_CORRUPT;

    /// <summary>
    /// What is wrong if <paramref name="failure"/> is the world's fault: the disk, the memory, another program's lock;
    /// null for anything else (https://sqlite.org/rescode.html).
    /// </summary>
    public static DatabaseTrouble? TroubleOf(SqliteException failure) => failure.SqliteErrorCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL => DatabaseTrouble.Away,
        raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN or raw.SQLITE_NOMEM => DatabaseTrouble.Away,
        raw.SQLITE_FULL => DatabaseTrouble.Full,
        raw.SQLITE_READONLY or raw.SQLITE_PERM => DatabaseTrouble.Refused,
        _ => null,
    };

    /// <summary>True if the statement was interrupted.</summary>
    public static bool IsInterrupted(SqliteException failure) => failure.SqliteErrorCode == raw.SQLITE_INTERRUPT;

    /// <summary>True if the file is no database.</summary>
    public static bool IsForeign(SqliteException failure) => failure.SqliteErrorCode == raw.SQLITE_NOTADB;
}
