namespace Patchlog.Journal.Sqlite;

/// <summary>
/// When the log is moved into the database file: by the one who writes, after a commit. SQLite's own way, a try after
/// each commit of a log that is long already, sorts all of the log each time, and lets it grow as long as readers
/// overlap. For the one who writes.
/// </summary>
sealed class SqliteCheckpoints
{
    // A log that an earlier process left is looked at after the first commit.
    int _sinceLast = SqliteLimits.PagesPerCheckpoint;

    /// <summary>Moves the log if enough was written since the last time.</summary>
    public void AfterCommit(SqliteSession writer)
    {
        _sinceLast += writer.TakePagesWritten();
        if (_sinceLast < SqliteLimits.PagesPerCheckpoint)
            return;

        _sinceLast = 0;
        if (writer.Checkpoint(waitMilliseconds: 0) is not { } log || log.Pages <= SqliteLimits.MaxLogPages)
            return;

        // Reads are short. When those under way have ended, the log begins again at its start.
        writer.Checkpoint(SqliteLimits.CheckpointMilliseconds);
    }
}
