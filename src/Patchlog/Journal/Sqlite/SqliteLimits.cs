namespace Patchlog.Journal.Sqlite;

/// <summary>Bounds of connections, of the log, and of what a statement keeps.</summary>
static class SqliteLimits
{
    /// <summary>Connections that read at the same moment.</summary>
    public const int MaxReaders = 4;

    /// <summary>
    /// How long a lock is waited for, in seconds. Only other programs (a backup, a shell) can hold one against the one
    /// server.
    /// </summary>
    public const int BusySeconds = 5;

    /// <summary>Bytes to which the log is cut back after it grew under a long read.</summary>
    public const int LogBytes = 64 << 20;

    /// <summary>Kibibytes of pages that the connection that writes keeps.</summary>
    public const int WriterCacheKibibytes = 16 << 10;

    /// <summary>Kibibytes of pages that a connection that reads keeps.</summary>
    public const int ReaderCacheKibibytes = 4 << 10;

    /// <summary>
    /// Bytes of a page of a database in memory: at each commit SQLite walks over all pages there are, and with larger
    /// ones over fewer (measured at 60,000 documents: a third of the time).
    /// </summary>
    public const int PageBytesInMemory = 16 << 10;

    /// <summary>Bytes of a statement's buffer at first.</summary>
    public const int FirstScratchBytes = 256;

    /// <summary>
    /// Bytes of a statement's buffer that are kept: a document that is larger leaves no buffer of its size.
    /// </summary>
    public const int MaxKeptScratchBytes = 1 << 20;
}
