using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Patchlog.Journal.Sqlite;

/// <summary>
/// Copies a database file page by page, all of it as it is at one moment, whether or not a server reads and writes. The
/// copy says that it is one: whoever opens it begins a new epoch, because what was written after it is lost then.
/// </summary>
static class SqliteBackup
{
    // Before the epoch of the original, in place of an epoch.
    const string Mark = "backup of ";

    // Readable and writable by the user that makes it: it has all documents.
    const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Whether the text of an epoch is that of a backup, which nobody has opened yet.</summary>
    public static bool IsMark(string? epoch) => epoch?.StartsWith(Mark, StringComparison.Ordinal) is true;

    /// <summary>Writes a backup: beside its place, to the disk, and then moved there.</summary>
    /// <param name="path">The database file.</param>
    /// <param name="file">The backup, which must not exist.</param>
    /// <param name="cancellation">Stops it; then there is no backup.</param>
    /// <exception cref="InvalidDataException">There is no such database, or the backup's name is taken.</exception>
    /// <exception cref="IOException">A file can't be read or written.</exception>
    public static void Write(string path, string file, CancellationToken cancellation)
    {
        if (!File.Exists(path))
            throw new InvalidDataException($"There is no file {path}.");

        if (Path.Exists(file))
            throw new InvalidDataException($"{file} exists already, and a backup never replaces a file.");

        var place = Path.GetFullPath(file);
        var part = $"{place}.{Guid.NewGuid():N}.part";
        try
        {
            Create(part);
            Copy(path, part, cancellation);
            DurableFile.Flush(part);
            File.Move(part, place, overwrite: false);
            FlushName(place);
        }
        catch (SqliteException failure) when (SqliteErrors.IsForeign(failure))
        {
            throw new InvalidDataException($"{path} is not a SQLite database.", failure);
        }
        catch (SqliteException failure)
        {
            throw new IOException($"{path} could not be copied to {part}: {failure.Message}", failure);
        }
        finally
        {
            foreach (var left in new[] { part, $"{part}-journal", $"{part}-wal", $"{part}-shm" })
                File.Delete(left);
        }
    }

    // What a power cut may take away again is no backup.
    static void FlushName(string place)
    {
        try
        {
            DurableFile.FlushFolderOf(place);
        }
        catch (IOException)
        {
            File.Delete(place);
            throw;
        }
    }

    static void Create(string part)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Private;

        using var empty = new FileStream(part, options);
    }

    static void Copy(string path, string part, CancellationToken cancellation)
    {
        using var source = SqliteSettings.OpenReader(path);
        if (SqliteSettings.Read(source, "select 1 from sqlite_schema where name = 'epoch'") is null or "")
            throw new InvalidDataException($"{path} is not a database of Patchlog.");

        // What is read is what this transaction sees, however much is written meanwhile.
        using var snapshot = source.BeginTransaction(deferred: true);
        _ = SqliteSettings.Read(source, SqliteSql.Texts[SqliteSql.Epoch]);

        using var copy = SqliteSettings.OpenCopy(part);
        CopyPages(source, copy, cancellation);

        // One file is all there is, without a log.
        SqliteSettings.Run(copy, "pragma journal_mode = delete");
        SqliteSettings.Run(copy, SqliteSql.Texts[SqliteSql.MarkBackup]);
    }

    static void CopyPages(SqliteConnection source, SqliteConnection copy, CancellationToken cancellation)
    {
        using var backup = raw.sqlite3_backup_init(copy.Handle, "main", source.Handle, "main");
        var code = raw.SQLITE_OK;
        while (code == raw.SQLITE_OK && !backup.IsInvalid)
        {
            cancellation.ThrowIfCancellationRequested();
            code = raw.sqlite3_backup_step(backup, SqliteLimits.PagesPerBackupStep);
        }

        if (code != raw.SQLITE_DONE)
            throw new SqliteException(raw.sqlite3_errstr(code).utf8_to_string(), code);
    }
}
