using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Patchlog.Journal.Postgres;
using Patchlog.Journal.Sqlite;

namespace Patchlog.Journal;

/// <summary>The one place that knows which implementation an address means.</summary>
static class JournalOpener
{
    /// <summary>Opens the journal at an address, without a log.</summary>
    /// <inheritdoc cref="OpenAsync(DatabaseAddress, TimeProvider, ILogger, CancellationToken)"/>
    public static Task<IJournal> OpenAsync(
        DatabaseAddress address, TimeProvider time, CancellationToken cancellation) =>
        OpenAsync(address, time, NullLogger.Instance, cancellation);

    /// <summary>Opens the journal at an address.</summary>
    /// <param name="address">Where the journal is kept.</param>
    /// <param name="time">The clock: of pauses, and of events where the database has none of its own.</param>
    /// <param name="logger">Hears of migrations, and of what passes by itself.</param>
    /// <param name="cancellation">Stops the attempt.</param>
    /// <exception cref="JournalUnavailableException">
    /// The database can't be reached, or another server has it.
    /// </exception>
    /// <exception cref="InvalidDataException">The database or its address does not fit this program.</exception>
    public static async Task<IJournal> OpenAsync(
        DatabaseAddress address, TimeProvider time, ILogger logger, CancellationToken cancellation) =>
        address switch
        {
            DatabaseAddress.Postgres postgres => await PostgresJournal.OpenAsync(postgres, time, logger, cancellation),
            DatabaseAddress.SqliteFile file => SqliteJournal.Open(file.Path, time, logger),
            DatabaseAddress.SqliteMemory => SqliteJournal.Open(null, time, logger),
            _ => throw new UnreachableException($"There is no journal for {address}."),
        };

    /// <inheritdoc cref="Maintenance.WriteBackup"/>
    public static void WriteBackup(DatabaseAddress address, string file, CancellationToken cancellation)
    {
        var path = address switch
        {
            DatabaseAddress.SqliteFile sqlite => sqlite.Path,
            DatabaseAddress.SqliteMemory => throw new InvalidDataException(
                "A database in memory belongs to its process: it can't be backed up."),
            DatabaseAddress.Postgres => throw new InvalidDataException(
                "PostgreSQL has a tool of its own for backups: use pg_dump; docs/operations.md shows how."),
            _ => throw new UnreachableException($"There is no journal for {address}."),
        };

        SqliteBackup.Write(path, file, cancellation);
    }
}
