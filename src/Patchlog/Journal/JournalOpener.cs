using Patchlog.Journal.Postgres;
using Patchlog.Journal.Sqlite;

namespace Patchlog.Journal;

/// <summary>The one place that knows which implementation an address means.</summary>
static class JournalOpener
{
    /// <summary>Opens the journal at an address.</summary>
    /// <param name="address">Where.</param>
    /// <param name="time">The clock; of events, where the database has none of its own.</param>
    /// <param name="cancellation">Stops the attempt.</param>
    /// <exception cref="JournalUnavailableException">It can't be reached, or another server has it.</exception>
    /// <exception cref="InvalidDataException">It does not fit this program.</exception>
    public static async Task<IJournal> OpenAsync(
        DatabaseAddress address, TimeProvider time, CancellationToken cancellation) =>
        address switch
        {
            DatabaseAddress.Postgres postgres =>
                await PostgresJournal.OpenAsync(postgres.ConnectionString, time, cancellation),
            DatabaseAddress.SqliteFile file => SqliteJournal.Open(file.Path, time),
            DatabaseAddress.SqliteMemory => SqliteJournal.Open(null, time),
            _ => throw new NotSupportedException($"No journal for {address}."),
        };
}
