using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Patchlog.Journal.Sqlite;

/// <summary>The journal in a SQLite file, or in memory: one transaction per batch in this process, one fsync.</summary>
sealed class SqliteJournal : IJournal
{
    static readonly Sql Sql = SqliteSql.Texts;

    readonly SqliteFileLock? _lock;
    readonly SqlitePool _pool;
    readonly SqliteIndexKeys _keys;
    readonly SqliteDeclarations _declarations;
    readonly TimeProvider _time;
    readonly CurrentEpoch _epoch;

    // Held by an append, by a step of an index, and by a rebuild from its beginning to its end.
    readonly SemaphoreSlim _appending = new(1);

    SqliteJournal(
        SqlitePool pool, SqliteFileLock? fileLock, SqliteIndexKeys keys, SqliteDeclarations declarations, Guid epoch,
        Durability durability, TimeProvider time)
    {
        (_pool, _lock, _keys, _declarations) = (pool, fileLock, keys, declarations);
        (Durability, _time) = (durability, time);
        _epoch = new(epoch);

        var reader = new SqliteReader(pool, new SqliteQueries(pool, time), keys);
        (Reader, Feed) = (reader, new SqliteFeed(pool, reader));
        DurableSubscriptions = new SqliteDurableSubscriptions(pool, time);
        Bundles = new SqliteBundles(pool, time);
        Processes = new SqliteProcesses(pool, time);
        Indexes = new SqliteIndexes(pool, keys, _appending);
        UniqueKeys = new SqliteUniqueKeys(pool, declarations, _appending);
    }

    public Guid Epoch => _epoch.Value;

    public Durability Durability { get; }

    public DateTimeOffset Now => _time.GetUtcNow();

    public IJournalReader Reader { get; }

    public IJournalFeed Feed { get; }

    public IDurableSubscriptionStore DurableSubscriptions { get; }

    public IBundleStore Bundles { get; }

    public IProcessStore Processes { get; }

    public IJournalIndexes Indexes { get; }

    public IUniqueKeyStore UniqueKeys { get; }

    /// <summary>Opens or creates a database, and brings its tables to this version.</summary>
    /// <param name="path">The file, made with its folder if it is missing; null for a new database in memory.</param>
    /// <param name="time">The clock of the events.</param>
    /// <param name="logger">Hears of migrations; null for nobody.</param>
    /// <exception cref="JournalUnavailableException">The file can't be opened, or another process has it.</exception>
    /// <exception cref="InvalidDataException">The file is no database, or was written by a newer program.</exception>
    public static SqliteJournal Open(string? path, TimeProvider time, ILogger? logger = null)
    {
        if (path is null)
            return Open(null, null, time, logger);

        try
        {
            path = FileOf(path);
            var fileLock = SqliteFileLock.Take(path);
            try
            {
                return Open(path, fileLock, time, logger);
            }
            catch
            {
                fileLock.Dispose();
                throw;
            }
        }
        catch (SqliteException failure) when (SqliteErrors.IsForeign(failure))
        {
            throw new InvalidDataException($"{path} is not a SQLite database.", failure);
        }
        catch (SqliteException failure) when (SqliteErrors.TroubleOf(failure) is { } trouble)
        {
            throw new JournalUnavailableException(
                Applied.No, new IOException($"{path}: {failure.Message}", failure), trouble);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new JournalUnavailableException(Applied.No, failure);
        }
    }

    public async Task<AppendResult> AppendAsync(
        Tenant tenant, IReadOnlyList<Append> batch, AppendFence fence, CancellationToken cancellation)
    {
        await _appending.WaitAsync(cancellation);
        try
        {
            return await _pool.WriteAsync(
                session => session.InTransaction(() =>
                    new SqliteBatch(session, _keys, _declarations.Maintained, tenant, _time.GetUtcNow())
                        .Append(batch, fence.Known)),
                cancellation);
        }
        finally
        {
            _appending.Release();
        }
    }

    public async Task PingAsync(CancellationToken cancellation)
    {
        await _pool.WriteAsync(
            session =>
            {
                session[SqliteSql.Probe].Time(_time.GetUtcNow()).Execute();
                return true;
            },
            cancellation);

        // A probe fits into a log that larger appends don't fit into.
        if (_pool.FindFreeBytes() is < SqliteLimits.LeastFreeBytes and var left)
        {
            throw new JournalUnavailableException(
                Applied.No, new IOException($"The disk of the database has {left} bytes left."), DatabaseTrouble.Full);
        }
    }

    public async Task<ImmutableArray<string>?> CheckFilesAsync(CancellationToken cancellation) =>
        await _pool.MaintainAsync(static session => session.CheckFile(), cancellation);

    public async Task ReplaceStatesAsync(
        Tenant tenant, IAsyncEnumerable<DerivedRow> rows, CancellationToken cancellation)
    {
        await _appending.WaitAsync(cancellation);
        try
        {
            await SqliteRebuild.RunAsync(_pool, _keys, _declarations.Maintained, tenant, rows, cancellation);
        }
        finally
        {
            _appending.Release();
        }
    }

    // Nobody else writes: the epoch is what was read or written last.
    public Task<Guid> ReadEpochAsync(CancellationToken cancellation) => Task.FromResult(Epoch);

    public Task<Guid> RenewEpochAsync(Guid? from, CancellationToken cancellation) =>
        _pool.WriteAsync(session =>
        {
            if (from is { } ended && ended != Epoch)
                return Epoch;

            return _epoch.Value = RenewEpoch(session);
        }, cancellation);

    public async ValueTask DisposeAsync()
    {
        await _appending.WaitAsync();
        await _pool.DisposeAsync();
        _lock?.Dispose();
        _appending.Release();   // the callers that wait learn from the pool that it is closed
    }

    static SqliteJournal Open(string? path, SqliteFileLock? fileLock, TimeProvider time, ILogger? logger)
    {
        var connection = SqliteSettings.OpenWriter(path);
        try
        {
            var durability = SqliteSettings.ReadDurability(connection, isInMemory: path is null);
            MigrationLog.Report(logger ?? NullLogger.Instance, SqliteMigrations.Apply(connection, Sql));

            var session = new SqliteSession(connection, Sql);
            var epoch = SqliteSettings.Read(connection, Sql[SqliteSql.Epoch]);
            if (!Guid.TryParse(epoch, out var id))
                id = SqliteBackup.IsMark(epoch)
                    ? RenewEpoch(session)
                    : throw new InvalidDataException("The table epoch is empty.");

            var (keys, declarations) = (new SqliteIndexKeys(), new SqliteDeclarations());
            keys.Read(session);
            declarations.Read(session);

            return new(new(path, Sql, session), fileLock, keys, declarations, id, durability, time);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    static Guid RenewEpoch(SqliteSession session) => session.InTransaction(() =>
    {
        var epoch = Guid.NewGuid();
        session[SqliteSql.RenewEpoch].Text(epoch.ToString()).Execute();

        return epoch;
    });

    /// <summary>The absolute path of the file itself, so that two names of one file can't be locked apart.</summary>
    static string FileOf(string path)
    {
        var absolute = Path.GetFullPath(path);
        if (Path.GetDirectoryName(absolute) is { } folder)
            Directory.CreateDirectory(folder);

        var file = new FileInfo(absolute);
        var target = file.LinkTarget is null ? null : file.ResolveLinkTarget(returnFinalTarget: true);

        return target?.FullName ?? absolute;
    }
}
