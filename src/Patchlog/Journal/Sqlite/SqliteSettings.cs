using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Patchlog.Journal.Sqlite;

/// <summary>How connections are set, and what those settings promise.</summary>
static class SqliteSettings
{
    // Every commit is in the log, and the log on the disk, before it is answered. fullfsync: on macOS the plain fsync
    // does not reach the disk; elsewhere it means nothing. A log that grew under a long read is cut back.
    // SqliteCheckpoints makes the checkpoints.
    static readonly string Writer = string.Create(CultureInfo.InvariantCulture, $"""
        pragma journal_mode = wal;
        pragma synchronous = full;
        pragma fullfsync = on;
        pragma checkpoint_fullfsync = on;
        pragma wal_autocheckpoint = 0;
        pragma journal_size_limit = {SqliteLimits.LogBytes};
        pragma cache_size = -{SqliteLimits.WriterCacheKibibytes};
        """);

    // In a file small pages mean less to write for a small commit.
    static readonly string InMemory = string.Create(
        CultureInfo.InvariantCulture, $"pragma page_size = {SqliteLimits.PageBytesInMemory};");

    static readonly string Reader = string.Create(
        CultureInfo.InvariantCulture,
        $"pragma query_only = on; pragma cache_size = -{SqliteLimits.ReaderCacheKibibytes};");

    /// <summary>Opens a connection that writes; without a path, to a database in memory of its own.</summary>
    public static SqliteConnection OpenWriter(string? path) => path is null
        ? Open(":memory:", SqliteOpenMode.Memory, InMemory)
        : Open(path, SqliteOpenMode.ReadWriteCreate, Writer);

    /// <summary>Opens a connection that reads beside the writer.</summary>
    public static SqliteConnection OpenReader(string path) => Open(path, SqliteOpenMode.ReadWrite, Reader);

    /// <summary>Opens a connection to an empty file that becomes a copy.</summary>
    public static SqliteConnection OpenCopy(string path) => Open(path, SqliteOpenMode.ReadWrite, "");

    /// <summary>Reads the settings back: a file system can't always do what was asked of it.</summary>
    public static Durability ReadDurability(SqliteConnection connection, bool isInMemory)
    {
        if (isInMemory)
            return new(["The database is in memory: nothing outlives this process."]);

        const string full = "2";
        var warnings = ImmutableArray.CreateBuilder<string>();
        if (Read(connection, "pragma journal_mode") is not "wal" and var mode)
            warnings.Add($"journal_mode is {mode} and can't be wal: reads and writes wait for each other.");

        if (Read(connection, "pragma synchronous") is not full and var level)
            warnings.Add($"synchronous is {level} and not {full} (full): a power cut can lose what was acknowledged.");

        return new(warnings.ToImmutable());
    }

    /// <summary>The first column of the first row, as text.</summary>
    public static string? Read(SqliteConnection connection, string statement)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statement;

        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    public static void Run(SqliteConnection connection, string statements)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }

    static SqliteConnection Open(string source, SqliteOpenMode mode, string settings)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = source,
            Mode = mode,
            Pooling = false,    // a closed connection must let go of the file
            DefaultTimeout = SqliteLimits.BusySeconds,
        }.ConnectionString);

        try
        {
            connection.Open();
            Run(connection, $"pragma busy_timeout = {SqliteLimits.BusySeconds * 1000}; {settings}");

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
