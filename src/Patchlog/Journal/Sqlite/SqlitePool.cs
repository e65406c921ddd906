using System.Collections.Concurrent;

namespace Patchlog.Journal.Sqlite;

/// <summary>
/// The connections of one database: one that writes, and some that read beside it, opened when first needed. A database
/// in memory has only the first, and its readers wait for the writer. Thread-safe.
/// </summary>
/// <remarks>
/// SQLite works in this process, on the calling thread, and blocks it for as long as the disk takes: at most one thread
/// writes and <see cref="SqliteLimits.MaxReaders"/> read at any time; all other callers wait without a thread. What
/// reads for long does so on threads of its own. (A thread of the writer's own was tried: 64 commands in flight were no
/// faster for it, and a single one took a third longer.)
/// </remarks>
/// <param name="path">The file, or null for a database in memory.</param>
/// <param name="sql">The statements.</param>
/// <param name="writer">The connection that writes.</param>
sealed class SqlitePool(string? path, Sql sql, SqliteSession writer) : IAsyncDisposable
{
    // One that scans beside each thread, and one for what operators do.
    const int LongReaders = SqliteLimits.MaxScans + 1;

    readonly SemaphoreSlim _writing = new(1);
    readonly SemaphoreSlim _reading = new(SqliteLimits.MaxReaders);
    readonly SemaphoreSlim _readingLong = new(LongReaders);
    readonly ConcurrentBag<SqliteSession> _readers = [];
    readonly SqliteCheckpoints _checkpoints = new();
    readonly SqliteThreads _scans = new("patchlog-scans", SqliteLimits.MaxScans);
    readonly SqliteThreads _maintenance = new("patchlog-maintenance", 1);

    // There from the first look at the file until the last connection closes, unless the file system allows no log.
    readonly string? _log = path is not null && File.Exists($"{path}-wal") ? $"{path}-wal" : null;
    volatile bool _isClosed;

    /// <summary>Bytes that the disk of the file has left for this user; null for a database in memory.</summary>
    /// <exception cref="JournalUnavailableException">The disk does not say.</exception>
    public long? FindFreeBytes()
    {
        try
        {
            return path is null ? null : new DriveInfo(path).AvailableFreeSpace;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new JournalUnavailableException(Applied.No, failure);
        }
    }

    /// <summary>Does work on the connection that writes.</summary>
    /// <exception cref="JournalUnavailableException">
    /// The disk or another program's lock was against it, or the file is not there any more.
    /// </exception>
    public async Task<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            return Write(work);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Does work that only reads, and that ends every run it begins.</summary>
    /// <exception cref="JournalUnavailableException">The disk or another program's lock was against it.</exception>
    public async Task<T> ReadAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellation)
    {
        if (path is null)
            return await WriteAsync(work, cancellation);

        await _reading.WaitAsync(cancellation);
        try
        {
            return Read(path, work);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>
    /// Does a part of a scan on a thread of its own. The caller sees to it that no more than
    /// <see cref="SqliteLimits.MaxScans"/> are under way.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The disk or another program's lock was against it.</exception>
    public Task<T> ScanAsync<T>(Func<SqliteSession, T> work) => _scans.RunAsync(() => ReadLong(work));

    /// <summary>Reads for an operator, however long it takes: one after another, on a thread of its own.</summary>
    /// <exception cref="JournalUnavailableException">The disk or another program's lock was against it.</exception>
    public Task<T> MaintainAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellation) =>
        _maintenance.RunAsync(() => ReadLong(session => session.Interruptibly(work, cancellation)));

    /// <summary>Waits for the work under way, then closes. Calls that wait or come later fail.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync();
        for (var i = 0; i < SqliteLimits.MaxReaders; i++)
            await _reading.WaitAsync();
        for (var i = 0; i < LongReaders; i++)
            await _readingLong.WaitAsync();

        if (!_isClosed)
        {
            _isClosed = true;
            foreach (var reader in _readers)
                reader.Dispose();

            writer.Dispose();   // the last connection to close moves the log into the database file
        }

        _scans.Dispose();
        _maintenance.Dispose();
        _readingLong.Release(LongReaders);
        _reading.Release(SqliteLimits.MaxReaders);
        _writing.Release();
    }

    T Write<T>(Func<SqliteSession, T> work)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        ThrowIfMoved(writer);

        var result = SqliteErrors.Guard(writer, work);
        if (path is not null)
            _checkpoints.AfterCommit(writer);

        return result;
    }

    T Read<T>(string file, Func<SqliteSession, T> work)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (!_readers.TryTake(out var reader))
            reader = OpenReader(file);

        try
        {
            return SqliteErrors.Guard(reader, work);
        }
        finally
        {
            _readers.Add(reader);
        }
    }

    // On a thread that nobody else needs: it may wait.
    T ReadLong<T>(Func<SqliteSession, T> work)
    {
        var turn = path is null ? _writing : _readingLong;
        turn.Wait();
        try
        {
            return path is null ? Write(work) : Read(path, work);
        }
        finally
        {
            turn.Release();
        }
    }

    // A reader that is opened now must see the file that is written, and not one that took its place.
    SqliteSession OpenReader(string file)
    {
        var reader = SqliteErrors.Guard(file, name => new SqliteSession(SqliteSettings.OpenReader(name), sql));
        try
        {
            ThrowIfMoved(writer);
            ThrowIfMoved(reader);

            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    void ThrowIfMoved(SqliteSession session)
    {
        if (path is not null && (session.HasMoved || (_log is not null && !File.Exists(_log))))
            throw new JournalUnavailableException(Applied.No, new IOException(
                $"{path} or its log was moved, deleted or replaced under the running server. Put the file back, or "
                + "restart the server on the one that is there."));
    }
}
