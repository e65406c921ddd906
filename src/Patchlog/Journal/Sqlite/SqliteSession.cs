using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Patchlog.Journal.Sqlite;

/// <summary>
/// An open connection with its statements, each compiled when first needed. For one caller at a time.
/// </summary>
sealed class SqliteSession : IDisposable
{
    readonly SqliteConnection _connection;
    readonly sqlite3 _database;
    readonly Sql _sql;
    readonly Dictionary<string, SqliteStatement> _statements = [], _effects = [];
    readonly SqliteStatement _begin, _beginReading, _commit, _rollback;

    public SqliteSession(SqliteConnection connection, Sql sql)
    {
        (_connection, _sql) = (connection, sql);
        _database = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");

        // Immediate: it waits for the lock here, and not in the middle, where it could only fail.
        _begin = new(_database, "begin immediate");
        _beginReading = new(_database, "begin");
        _commit = new(_database, "commit");
        _rollback = new(_database, "rollback");
    }

    /// <summary>
    /// A statement of <see cref="SqliteSql"/>, ready to be bound and run; to be disposed after each run.
    /// </summary>
    public SqliteStatement this[string name]
    {
        get
        {
            if (!_statements.TryGetValue(name, out var statement))
                _statements.Add(name, statement = new(_database, _sql[name]));
            else
                statement.Dispose();    // a caller that failed may have left it half bound

            return statement;
        }
    }

    /// <summary>
    /// The statement that hands an effect of one kind to its view; see <see cref="Effect"/>. ?1 tenant, ?2 time, ?3
    /// value.
    /// </summary>
    public SqliteStatement EffectOf(string kind)
    {
        if (!_effects.TryGetValue(kind, out var statement))
            _effects.Add(kind, statement = new(
                _database, $"insert into apply_{kind} (tenant, time, value) values (?1, ?2, ?3)"));
        else
            statement.Dispose();

        return statement;
    }

    /// <summary>Does work in one transaction: all or nothing.</summary>
    /// <exception cref="SqliteException">It failed, and did not take effect.</exception>
    /// <exception cref="JournalUnavailableException">It failed at its very end, and may have taken effect.</exception>
    public T InTransaction<T>(Func<T> work)
    {
        // What an earlier failure could not undo must not take part in this.
        if (IsInTransaction)
            _rollback.Execute();

        try
        {
            _begin.Execute();
            var result = work();
            Commit();

            return result;
        }
        finally
        {
            RollBack();
        }
    }

    /// <summary>Does work that only reads, all of it at one moment.</summary>
    public T InSnapshot<T>(Func<T> work)
    {
        RollBack();
        try
        {
            _beginReading.Execute();
            return work();
        }
        finally
        {
            RollBack();
        }
    }

    /// <summary>Does work that reads for long; it ends when it is cancelled, even within a statement.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public T Interruptibly<T>(Func<SqliteSession, T> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();

        // Disposed before the next statement: an interruption that comes too late meets none.
        using var registration = cancellation.Register(() => raw.sqlite3_interrupt(_database));
        try
        {
            return work(this);
        }
        catch (SqliteException failure) when (SqliteErrors.IsInterrupted(failure))
        {
            throw new OperationCanceledException(failure.Message, failure, cancellation);
        }
    }

    /// <summary>How many pages this connection has written to the log since this was asked last.</summary>
    public int TakePagesWritten() =>
        raw.sqlite3_db_status(_database, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 1) == raw.SQLITE_OK
            ? pages
            : 0;

    /// <summary>Moves what is in the log into the database file, as far as readers let it.</summary>
    /// <param name="waitMilliseconds">How long readers are waited for; 0 for not at all.</param>
    /// <returns>The pages of the log, and how many of them were moved; null if it failed.</returns>
    public (int Pages, int Moved)? Checkpoint(int waitMilliseconds)
    {
        _ = raw.sqlite3_busy_timeout(_database, waitMilliseconds);
        var mode = waitMilliseconds == 0 ? raw.SQLITE_CHECKPOINT_PASSIVE : raw.SQLITE_CHECKPOINT_RESTART;
        var code = raw.sqlite3_wal_checkpoint_v2(_database, null, mode, out var pages, out var moved);
        _ = raw.sqlite3_busy_timeout(_database, SqliteLimits.BusySeconds * 1000);

        return code is raw.SQLITE_OK or raw.SQLITE_BUSY ? (pages, moved) : null;
    }

    /// <summary>SQLite's own check of the whole file; a sentence for each fault.</summary>
    public ImmutableArray<string> CheckFile()
    {
        var check = new SqliteStatement(_database, "pragma integrity_check");
        try
        {
            var faults = ImmutableArray.CreateBuilder<string>();
            while (check.Step())
                if (check.ReadText(0) is not "ok" and var fault)
                    faults.Add(fault);

            return faults.ToImmutable();
        }
        finally
        {
            check.Release();
        }
    }

    /// <summary>Whether the file was moved, deleted or replaced since the connection was opened.</summary>
    public bool HasMoved => SqliteFile.HasMoved(_database);

    bool IsInTransaction => raw.sqlite3_get_autocommit(_database) == 0;

    // A commit that fails may have written its last page to the log: after a crash, recovery would find it complete.
    void Commit() => SqliteErrors.Guard(_commit, static commit =>
    {
        commit.Execute();
        return true;
    }, Applied.Unknown);

    // Never throws: the failure that led here says whether the work took effect, and must reach the caller.
    void RollBack()
    {
        try
        {
            if (IsInTransaction)
                _rollback.Execute();
        }
        catch (SqliteException)
        {
            // Still open and not committed; the next transaction begins by ending it.
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values.Concat(_effects.Values))
            statement.Release();

        _begin.Release();
        _beginReading.Release();
        _commit.Release();
        _rollback.Release();
        _connection.Dispose();
    }
}
