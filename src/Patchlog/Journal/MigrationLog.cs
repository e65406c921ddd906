using Microsoft.Extensions.Logging;

namespace Patchlog.Journal;

/// <summary>Says in the log what was done to the tables of a database when it was opened.</summary>
static partial class MigrationLog
{
    /// <summary>Reports the migrations that were applied; none are not worth a line.</summary>
    public static void Report(ILogger logger, IReadOnlyList<string> applied)
    {
        if (applied.Count > 0)
            LogMigrated(logger, string.Join(", ", applied));
    }

    [LoggerMessage(1321, LogLevel.Information, "Migrated the database: {Migrations}")]
    static partial void LogMigrated(ILogger logger, string migrations);
}
