using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Patchlog.Journal.Sqlite;

/// <summary>How connections are set, and what those settings promise.</summary>
static class SqliteSettings
{
    // Every commit is in the log, and the log on the disk, before it is answered. fullfsync: on macOS the plain fsync
    // does not reach the disk; elsewhere it means nothing. A log that grew under a long read is cut back.
    const string Writer = """
        pragma journal_mode = wal;
        pragma synchronous = full;
        pragma fullfsync = on;
        pragma checkpoint_fullfsync = on;
        pragma journal_size_limit = 67108864;
        pragma cache_size = -16384;
        """;

    // At each commit in memory SQLite walks over all pages there are: with larger ones, over fewer (measured at 60,000
    // documents: a third of the time for pages of 16 KB). In a file small pages mean less to write for a small commit.
    const string InMemory = "pragma page_size = 16384;";

    const string Reader = "pragma query_only = on; pragma cache_size = -4096;";

    // Only strangers (a backup, a shell) can hold a lock against the one server; they get so long.
    const int BusySeconds = 5;

    /// <summary>Opens a connection that writes; without a path, to a database in memory of its own.</summary>
    public static SqliteConnection OpenWriter(string? path) => path is null
        ? Open(":memory:", SqliteOpenMode.Memory, InMemory)
        : Open(path, SqliteOpenMode.ReadWriteCreate, Writer);

    /// <summary>Opens a connection that reads beside the writer.</summary>
    public static SqliteConnection OpenReader(string path) => Open(path, SqliteOpenMode.ReadWrite, Reader);

    /// <summary>Reads the settings back: what was asked for is not always what a file system can do.</summary>
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
            DefaultTimeout = BusySeconds,
        }.ConnectionString);
        try
        {
            connection.Open();
            Run(connection, $"pragma busy_timeout = {BusySeconds * 1000}; {settings}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
